"""A change that leaves somebody unpaged is refused; what else there is to know is said."""

from datetime import timedelta

import pytest

from makegood.rules.claim import Team
from makegood.rules.refusals import Refused
from makegood.rules.rota.plan import Override, Rota
from makegood.rules.rota.saving import Admitted, Standing, admitted, said_already, withdrawn
from makegood.rules.week import ROUND_THE_CLOCK
from tests.rules.rota.builders import (
    EVERY_DAY,
    HOUR,
    PEOPLE,
    a_layer,
    a_rota,
    an_override,
    vn,
)

NOW = vn(3, 1, 12)
DAY_OFF = (vn(3, 4), vn(3, 5))


def a_standing(rota: Rota | None = None, *saved: Override) -> Standing:
    return Standing(rota or a_rota(), saved, PEOPLE, NOW)


def refusal(change: Override, standing: Standing) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        admitted((change,), standing)
    return refused.value.code, refused.value.message


def test_a_stand_in_of_the_team_is_admitted_as_named() -> None:
    change = an_override("binh", *DAY_OFF, replaces="an")

    assert admitted((change,), a_standing()) == Admitted((change,), ())


def test_the_halves_of_a_swap_are_admitted_together() -> None:
    halves = (
        an_override("binh", vn(3, 4), vn(3, 5), replaces="an"),
        an_override("an", vn(3, 11), vn(3, 12), replaces="binh"),
    )

    assert admitted(halves, a_standing()) == Admitted(halves, ())


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (an_override("", *DAY_OFF), "rota_nobody", "Name who is on call"),
        (an_override("an", *DAY_OFF, replaces="an"), "rota_idle", "an would stand in for"),
        (an_override("tam", *DAY_OFF), "rota_stranger", "tam is not in the directory"),
        (an_override("an", *DAY_OFF, replaces="tam"), "rota_stranger", "tam is not in the"),
        (an_override("an", *DAY_OFF[::-1]), "rota_window",
         "from 2026-03-05 00:00 until 2026-03-04 00:00 will not do: it ends before it begins"),
        (an_override("an", vn(2, 1), vn(2, 2)), "rota_window", "it is over already"),
        (an_override("an", vn(3, 4), vn(3, 4) + timedelta(367)), "rota_window",
         "it is longer than a year"),
        (an_override("an", *DAY_OFF, replaces="binh"), "rota_idle",
         "binh is not on call from 2026-03-04 00:00 until 2026-03-05 00:00"),
        (an_override("", *DAY_OFF, replaces="an"), "rota_gap",
         "Nobody but mai would be on call from 2026-03-04 09:00 until 2026-03-04 18:00. Name"),
    ],
)  # fmt: skip
def test_a_change_that_makes_no_sense_is_refused_with_its_reason(
    change: Override, code: str, said: str
) -> None:
    found = refusal(change, a_standing())

    assert (found[0], said in found[1]) == (code, True)


@pytest.mark.parametrize("silent", [("", "a cold"), ("mai", " ")])
def test_a_change_says_who_makes_it_and_why(silent: tuple[str, str]) -> None:
    change = Override("", Team.LEGAL, "binh", *DAY_OFF, *silent)

    assert refusal(change, a_standing())[0] == "reason_missing"


def test_another_person_for_a_time_that_is_taken_is_refused_by_name() -> None:
    taken = an_override("binh", vn(3, 4), vn(3, 6), change="R-7")

    code, said = refusal(an_override("lan", vn(3, 5), vn(3, 8)), a_standing(None, taken))

    assert code == "rota_clash"
    assert said == (
        "binh is named already from 2026-03-04 00:00 until 2026-03-06 00:00, by mai (a cold). "
        "Withdraw R-7 first, or leave its time out."
    )


def test_a_time_in_which_nobody_stands_in_is_taken_too() -> None:
    away = an_override("", vn(3, 4), vn(3, 6), replaces="an", change="R-7")

    code, said = refusal(
        an_override("binh", vn(3, 5), vn(3, 6), replaces="an"), a_standing(None, away)
    )

    assert (code, said.startswith("Nobody is named already")) == ("rota_clash", True)


@pytest.mark.parametrize(
    "beside",
    [
        an_override("lan", vn(3, 6), vn(3, 8)),
        an_override("binh", vn(3, 5), vn(3, 8)),
        an_override("lan", vn(3, 5), vn(3, 6), replaces="an"),
    ],
)
def test_a_change_beside_another_is_admitted(beside: Override) -> None:
    taken = an_override("binh", vn(3, 4), vn(3, 6), change="R-7")

    assert admitted((beside,), a_standing(None, taken)).change == (beside,)


def test_a_change_of_what_has_begun_counts_from_now_on() -> None:
    found = admitted((an_override("binh", vn(2, 28), vn(3, 3)),), a_standing())

    assert found.change[0].since == NOW
    assert found.warnings[0] == "It counts from now on: who was on call before stays on record."


def test_what_is_over_takes_no_time_from_anybody() -> None:
    over = an_override("binh", vn(2, 27), vn(3, 1), change="R-7")
    change = an_override("an", vn(2, 28), vn(3, 3))

    assert admitted((change,), a_standing(None, over)).change[0].since == NOW


def test_a_stand_in_of_another_team_is_warned_of() -> None:
    assert admitted((an_override("lan", *DAY_OFF),), a_standing()).warnings == (
        "lan is not of legal.",
    )


def test_a_stand_in_who_is_absent_is_warned_of() -> None:
    found = admitted((an_override("chi", vn(3, 13), vn(3, 14)),), a_standing())
    after = admitted((an_override("chi", vn(3, 14), vn(3, 15)),), a_standing())

    assert found.warnings == ("chi is absent from 2026-03-09 until 2026-03-13.",)
    assert after.warnings == ()


def test_a_stand_in_who_is_on_call_already_leaves_one_less_behind_them() -> None:
    behind = a_layer("binh", name="behind", week=ROUND_THE_CLOCK)
    change = an_override("binh", *DAY_OFF, replaces="an")

    assert admitted((change,), a_standing(a_rota(a_layer("an"), behind))).warnings == (
        "binh is on call already from 2026-03-04 00:00: there is one person less behind them.",
    )


def test_somebody_away_whom_another_layer_covers_is_admitted() -> None:
    behind = a_layer("binh", name="behind", week=ROUND_THE_CLOCK)
    away = an_override("", *DAY_OFF, replaces="an")

    assert admitted((away,), a_standing(a_rota(a_layer("an"), behind))) == Admitted((away,), ())


def test_a_gap_that_was_there_before_is_nobody_s_fault() -> None:
    weekend = a_standing(a_rota(cover=EVERY_DAY))
    morning = an_override("binh", vn(3, 7, 9), vn(3, 7, 12))
    rest = an_override("binh", vn(3, 6, 9), vn(3, 9), replaces="an")

    assert admitted((morning,), weekend).change == (morning,)
    assert admitted((rest,), weekend).change == (rest,)


def test_a_withdrawal_that_leaves_nobody_is_warned_of() -> None:
    saturday = an_override("binh", vn(3, 7, 9), vn(3, 7, 18), change="R-7")
    other = an_override("an", vn(3, 8, 9), vn(3, 8, 18), change="R-8")

    standing = a_standing(a_rota(cover=EVERY_DAY), saturday, other)

    assert withdrawn("R-7", standing) == (
        "Nobody but mai is on call from 2026-03-07 09:00 until 2026-03-07 18:00.",
    )


def test_a_withdrawal_that_leaves_somebody_needs_no_words() -> None:
    stand_in = an_override("binh", *DAY_OFF, replaces="an", change="R-7")

    assert withdrawn("R-7", a_standing(None, stand_in)) == ()


def test_what_is_over_cannot_be_withdrawn() -> None:
    past = an_override("binh", NOW - HOUR, NOW, change="R-7")

    with pytest.raises(Refused, match="R-7 is over; what has been stays on record"):
        withdrawn("R-7", a_standing(None, past))


def test_the_same_change_is_known_again_also_once_it_has_begun() -> None:
    change = an_override("binh", vn(2, 28), vn(3, 3), change="")
    running = an_override("binh", vn(3, 1), vn(3, 3), change="R-7")

    assert said_already((change,), a_standing(None, running)) == "R-7"
    assert said_already((change,), a_standing()) == ""
    assert said_already((an_override("an", vn(2, 28), vn(3, 3)),), a_standing(None, running)) == ""


def test_half_of_a_swap_is_not_the_swap() -> None:
    half = an_override("binh", vn(3, 4), vn(3, 5), replaces="an", change="R-7")
    other = an_override("an", vn(3, 11), vn(3, 12), replaces="binh", change="R-7")

    assert said_already((half, other), a_standing(None, half)) == ""
    assert said_already((half, other), a_standing(None, half, other)) == "R-7"
