"""The lists are proved equal to the claims and made anew; dead letters find their person."""

import pytest

from makegood.messages.records import CaseRow
from makegood.store.claims import ClaimRecords
from makegood.store.crises import CrisisRecords
from makegood.store.engine import make_engine
from starters.exits import Exit
from tests.starters.cli.world import MONDAY, World
from tests.store.crisis_builders import a_crisis_record, a_crisis_row


def test_lists_that_show_what_the_claims_say_are_proved_equal(
    world: World, listed: tuple[CaseRow, ...]
) -> None:
    world.rows = listed

    ended = world.makegood("projection", "check")

    assert (ended.exit_code, "equal to Temporal" in ended.stdout) == (Exit.OK, True)
    assert world.json("projection", "check") == {"claims": 3, "crises": 0, "differences": []}


def test_each_difference_is_printed_and_fails(world: World, listed: tuple[CaseRow, ...]) -> None:
    world.rows = (listed[0].model_copy(update={"stage": "settled"}), *listed[1:])

    ended = world.makegood("projection", "check")

    assert ended.exit_code == Exit.FAILED
    assert ended.stdout == "C-1: stage is 'signing_off', not 'settled'\n"


def test_a_claim_that_only_moved_meanwhile_is_no_difference(
    world: World, listed: tuple[CaseRow, ...]
) -> None:
    moved = (listed[0].model_copy(update={"stage": "settled"}), *listed[1:])
    looks = iter([moved, listed, listed])
    world.look = lambda: next(looks)

    assert world.makegood("projection", "check").exit_code == Exit.OK


def test_the_lists_are_made_anew_from_the_claims(world: World, listed: tuple[CaseRow, ...]) -> None:
    world.rows = (listed[0].model_copy(update={"assignee": "desk.an"}), *listed[1:])

    ended = world.makegood("projection", "rebuild")

    assert "C-1: assignee is 'minh', not 'desk.an'" in ended.stdout
    assert world.json("projection", "check") == {"claims": 3, "crises": 0, "differences": []}


def test_a_closed_claim_that_temporal_has_forgotten_stays_in_the_lists(
    world: World, listed: tuple[CaseRow, ...]
) -> None:
    world.rows = listed[:2]

    assert world.makegood("projection", "rebuild").exit_code == Exit.OK
    answer = world.json("claim", "list", "--stage", "closed")
    assert isinstance(answer, dict)
    assert isinstance(answer["claims"], list)
    assert len(answer["claims"]) == 1


def test_an_open_claim_that_temporal_does_not_know_is_a_difference(
    world: World, listed: tuple[CaseRow, ...]
) -> None:
    world.rows = listed[1:]

    ended = world.makegood("projection", "check")

    assert (ended.exit_code, "C-1: in the projection, and no such case" in ended.stdout) == (
        1,
        True,
    )


@pytest.mark.usefixtures("records")
def test_crises_are_held_against_temporal_too_and_one_it_has_forgotten_is_kept(
    world: World,
) -> None:
    ended = a_crisis_row("K-9", active=False, ended_at=MONDAY, awaiting=())
    kept = CrisisRecords(make_engine(world.settings.database_url))
    for row in (a_crisis_row("K-1"), ended):
        kept.record(a_crisis_record(row))
    world.crisis_rows = (a_crisis_row("K-1", lead="desk.an"),)

    differs = world.makegood("projection", "check")
    mended = world.makegood("projection", "rebuild")

    assert (differs.exit_code, differs.stdout) == (1, "K-1: lead is 'desk.mai', not 'desk.an'\n")
    assert "0 claims, 2 crises: the projection is made anew." in mended.stdout
    assert world.makegood("projection", "check").exit_code == Exit.OK


def test_a_dead_letter_is_listed_given_to_somebody_and_dealt_with(
    world: World, records: ClaimRecords
) -> None:
    records.bury("payment_notice", "C-1", "closed", "{}")

    shown = world.makegood("dead-letters", "list").stdout
    assert ("payment_notice" in shown, "service_desk" in shown) == (True, True)

    assert world.makegood("dead-letters", "assign", "1", "--to", "fin.oanh").exit_code == Exit.OK
    assert "fin.oanh" in world.makegood("dead-letters", "list").stdout

    assert world.makegood("dead-letters", "done", "1").exit_code == Exit.OK
    assert world.json("dead-letters", "list") == {"dead_letters": []}


@pytest.mark.parametrize("words", [("assign", "9", "--to", "fin.oanh"), ("done", "9")])
@pytest.mark.usefixtures("records")
def test_a_dead_letter_that_is_not_there_is_not_found(world: World, words: tuple[str, ...]) -> None:
    ended = world.makegood("dead-letters", *words)

    assert (ended.exit_code, "no dead letter 9" in ended.stderr) == (Exit.NOT_FOUND, True)
