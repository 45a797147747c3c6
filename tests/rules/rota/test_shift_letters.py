"""When a shift ends both hear of the open cases, once; whoever stays on hears of nothing."""

from dataclasses import replace
from datetime import datetime

import pytest

from makegood.rules.claim import Team
from makegood.rules.rota.lookup import Overrides
from makegood.rules.rota.plan import Rota
from makegood.rules.rota.shift_letters import (
    Ending,
    OpenCase,
    endings,
    next_change,
    shift_letters,
)
from makegood.rules.week import ROUND_THE_CLOCK
from tests.rules.rota.builders import HOUR, a_layer, a_rota, an_override, vn

MORNING, EVENING = vn(3, 2, 9), vn(3, 2, 18)
ENDING = Ending(Team.LEGAL, "an", EVENING, "mai")
LED = OpenCase("K-1", "SEV1", "declared", "an", headline="A film")


def ended(rota: Rota, since: datetime, until: datetime, changes: Overrides = ()) -> list[Ending]:
    """Whose shifts ended."""
    return list(endings(rota, changes, since, until))


def test_a_shift_ends_at_six_and_the_fallback_is_next() -> None:
    rota = a_rota()

    assert ended(rota, EVENING - HOUR, EVENING) == [ENDING]
    assert ended(rota, EVENING - HOUR, EVENING + HOUR) == [ENDING]


def test_what_was_looked_at_up_to_the_end_of_a_shift_ends_no_second_time() -> None:
    assert ended(a_rota(), EVENING, EVENING + HOUR) == []
    assert ended(a_rota(), MORNING, EVENING - HOUR) == []


def test_whoever_goes_on_in_another_layer_hands_nothing_over() -> None:
    round_the_clock = a_layer("an", name="night", week=ROUND_THE_CLOCK, turn_days=1)

    assert ended(a_rota(a_layer(), round_the_clock), EVENING - HOUR, EVENING) == []


def test_an_override_ends_a_shift_before_its_time() -> None:
    change = an_override("binh", vn(3, 2, 12), EVENING, replaces="an")

    assert ended(a_rota(), MORNING, vn(3, 2, 12), (change,)) == [
        Ending(Team.LEGAL, "an", vn(3, 2, 12), "binh")
    ]


def test_after_a_long_silence_the_last_end_of_each_shift_counts() -> None:
    found = ended(a_rota(), MORNING, vn(3, 14))

    assert [(one.person, one.at) for one in found] == [
        ("an", vn(3, 6, 18)),
        ("binh", vn(3, 13, 18)),
    ]


def test_the_next_change_is_the_end_of_a_shift_or_nothing_for_that_long() -> None:
    assert next_change(a_rota(), (), EVENING - HOUR, EVENING + HOUR) == EVENING
    assert next_change(a_rota(), (), EVENING, EVENING + HOUR) == EVENING + HOUR


def test_both_hear_of_every_case_that_lies_between_them() -> None:
    owed = OpenCase("K-2", "SEV2", "triaged", "", awaits=("legal",), drill=True)
    other = OpenCase("K-3", "SEV3", "stable", "binh", awaits=("pr",))

    letters = shift_letters(a_rota(), ENDING, (LED, owed, other))

    assert [letter.to for letter in letters] == ["an", "mai"]
    assert dict(letters[0].fields) == {
        "team": "legal",
        "person": "an",
        "next": "mai",
        "ended": "2026-03-02 18:00",
        "cases": "K-1 SEV1 declared, led by an: A film\nDRILL: K-2 SEV2 triaged",
    }
    assert letters[0].key == "shift:legal:an:2026-03-02T11:00:00+00:00:an"
    assert letters[0].key != letters[1].key


@pytest.mark.parametrize("lead", ["binh", ""])
def test_a_shift_without_open_cases_ends_without_a_letter(lead: str) -> None:
    assert shift_letters(a_rota(), ENDING, (replace(LED, lead=lead),)) == ()
