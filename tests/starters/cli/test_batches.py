"""A backlog is handed over, and parked claims are mended, many at once and each for itself."""

import pytest

from makegood.messages.commands import Assign, Remedy, Repair
from starters.errors import RefusedByRule, Unreachable
from starters.exits import Exit
from tests.starters.cli.world import World, a_status

SAYS = ("--by", "desk.ha", "--reason", "bank is back")
PARKED = {
    "C-2": a_status("C-2", parked="payment: the bank does not answer"),
    "C-1": a_status("C-1", parked="read documents: no reader"),
}


def lines(world: World, *words: str) -> dict[str, str]:
    """The result for each claim of a batch."""
    answer = world.json("claim", *words)
    assert isinstance(answer, dict)
    assert isinstance(answer["claims"], list)
    found = [each for each in answer["claims"] if isinstance(each, dict)]
    return {str(each["claim_id"]): str(each["result"]) for each in found}


@pytest.mark.usefixtures("listed")
def test_a_shift_hands_over_every_open_claim(world: World) -> None:
    result = lines(world, "handover", "--from", "minh", "--to", "desk.an")

    assert result == {"C-1": "done", "C-2": "done"}
    messages = [message for *_, message, _ in world.claims.said]
    assert messages == [Assign(assignee="desk.an", by="minh", reason="hand-over")] * 2


@pytest.mark.usefixtures("listed")
def test_a_dry_run_of_a_hand_over_changes_nothing(world: World) -> None:
    result = lines(world, "handover", "--from", "minh", "--to", "desk.an", "--dry-run")

    assert result == {"C-1": "would be done", "C-2": "would be done"}
    assert world.claims.said == []


@pytest.mark.usefixtures("listed")
def test_one_claim_that_refuses_does_not_keep_the_others(world: World) -> None:
    world.claims.refusals["C-2"] = RefusedByRule("It is closed.", "closed")

    ended = world.makegood("claim", "handover", "--from", "minh", "--to", "desk.an")

    assert ended.exit_code == Exit.REFUSED
    assert "1 done, 1 not" in ended.stdout
    assert "It is closed." in ended.stdout
    assert [claim_id for claim_id, *_ in world.claims.said] == ["C-1"]


@pytest.mark.usefixtures("listed")
def test_the_gravest_ending_is_the_one_that_counts(world: World) -> None:
    world.claims.refusals["C-1"] = Unreachable("No answer.")
    world.claims.refusals["C-2"] = RefusedByRule("It is closed.", "closed")

    ended = world.makegood("claim", "handover", "--from", "minh", "--to", "desk.an")

    assert ended.exit_code == Exit.UNREACHABLE


@pytest.mark.usefixtures("listed")
def test_nobody_s_backlog_is_empty(world: World) -> None:
    assert lines(world, "handover", "--from", "nobody", "--to", "desk.an") == {}


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["C-2"]),
        (("--because", "DOES NOT ANSWER"), ["C-2"]),
        (("--because", "disk"), []),
        (("--merchant", "shop-of-lan"), []),
        (("--kind", "lost"), ["C-2"]),
    ],
)
def test_parked_claims_are_found_by_their_reason(
    world: World, words: tuple[str, ...], found: list[str]
) -> None:
    answer = world.json("claim", "parked", *words)

    assert isinstance(answer, dict)
    assert isinstance(answer["claims"], list)
    assert [each["claim_id"] for each in answer["claims"] if isinstance(each, dict)] == found


@pytest.mark.parametrize("remedy", Remedy)
def test_an_operator_mends_the_claims_named(world: World, remedy: Remedy) -> None:
    word = remedy.replace("_", "-")
    assert lines(world, word, "C-1", "C-2", *SAYS) == {"C-1": "done", "C-2": "done"}

    (_, name, message, _) = world.claims.said[0]
    assert (name, message) == (
        "repair",
        Repair(remedy=remedy, by="desk.ha", reason="bank is back"),
    )


def test_a_batch_of_all_is_shown_first_and_done_only_when_confirmed(
    world: World, listed: object
) -> None:
    world.claims.statuses = PARKED

    assert lines(world, "retry", "--all", *SAYS) == {"C-2": "would be done"}
    assert world.claims.said == []
    assert lines(world, "retry", "--all", "--yes", *SAYS) == {"C-2": "done"}
    assert [claim_id for claim_id, *_ in world.claims.said] == ["C-2"]


def test_a_dry_run_says_at_which_step_each_claim_is_parked(world: World) -> None:
    world.claims.statuses = {**PARKED, "C-3": a_status("C-3")}

    shown = world.makegood("claim", "retry", "C-1", "C-2", "C-3", "--dry-run", *SAYS).stdout

    assert "payment: the bank does not answer" in shown
    assert "not parked" in shown
    assert "nothing was changed" in shown
    assert world.claims.said == []


def test_only_the_claims_parked_at_a_step_are_retried(world: World) -> None:
    world.claims.statuses = PARKED

    assert lines(world, "retry", "C-1", "C-2", "--step", "payment", *SAYS) == {"C-2": "done"}


@pytest.mark.parametrize("words", [(), ("C-1", "--all")])
def test_claims_are_named_or_all_of_them_meant(world: World, words: tuple[str, ...]) -> None:
    ended = world.makegood("claim", "skip", *words, *SAYS)

    assert (ended.exit_code, world.claims.said) == (Exit.USAGE, [])
