"""What is claimed back from the carrier can be seen, and what the carrier says taken in."""

import pytest

from makegood.messages.recovery import CarrierSays
from starters.exits import Exit
from tests.starters.cli.world import World
from tests.store.builders import vnd


def test_a_recovery_says_how_much_has_come_back(world: World) -> None:
    shown = world.makegood("claim", "recovery", "C-1").stdout

    assert "from the carrier: demanded" in shown
    assert ("128,000 VND" in shown, "2026-03-02 02:00Z" in shown) == (True, True)
    answer = world.json("claim", "recovery", "C-1")
    assert isinstance(answer, dict)
    assert answer["demanded"] == {"amount": "128000", "currency": "VND"}


@pytest.mark.parametrize(
    ("words", "said", "paid"),
    [
        (("--acknowledged",), CarrierSays.ACKNOWLEDGED, None),
        (("--declined", "--reason", "out of time"), CarrierSays.DECLINED, None),
        (("--paid", "100,000 VND"), CarrierSays.PAID, vnd(100_000)),
    ],
)
def test_the_carrier_s_answer_is_taken_in_under_an_id(
    world: World, words: tuple[str, ...], said: CarrierSays, paid: object
) -> None:
    ended = world.makegood("claim", "carrier-answer", "C-1", *words, "--answer-id", "ghn-1")

    (answer,) = world.recoveries.answers
    assert (ended.exit_code, answer.answer_id) == (Exit.OK, "ghn-1")
    assert (answer.state, answer.amount) == (said, paid)


@pytest.mark.parametrize("words", [(), ("--acknowledged", "--declined")])
def test_a_carrier_says_one_thing_at_a_time(world: World, words: tuple[str, ...]) -> None:
    ended = world.makegood("claim", "carrier-answer", "C-1", *words)

    assert (ended.exit_code, world.recoveries.answers) == (Exit.USAGE, [])


def test_a_carrier_does_not_pay_nothing(world: World) -> None:
    ended = world.makegood("claim", "carrier-answer", "C-1", "--paid", "0 VND")

    assert (ended.exit_code, "more than zero" in ended.stderr) == (Exit.USAGE, True)
