"""At the end of a shift every part in every open case is offered at once, and nothing is lost."""

import pytest

from makegood.messages.crisis_commands import HandOver
from makegood.messages.crisis_status import RoleStatus
from makegood.rules.crisis.words import Role
from makegood.store.claims import ClaimRecords
from makegood.store.crises import CrisisRecords
from makegood.store.engine import make_engine
from starters.errors import RefusedByRule
from starters.exits import Exit
from tests.starters.cli.crisis_hand import MONDAY, a_crisis
from tests.starters.cli.world import World
from tests.store.crisis_builders import a_crisis_record, a_crisis_row

SHIFT = ("oncall", "hand-over", "--team", "service_desk", "--from", "desk.dung")
TO_GIANG = (*SHIFT, "--to", "desk.giang", "--by", "desk.dung")

pytestmark = pytest.mark.usefixtures("cases")


def part(role: str, person: str = "desk.dung", offered_to: str = "") -> RoleStatus:
    """Who plays a part."""
    return RoleStatus(role=role, person=person, since=MONDAY, offered_to=offered_to)


@pytest.fixture
def cases(world: World, records: ClaimRecords) -> None:
    """Dung leads K-1 and writes for it, is deputy of K-2, and led K-3, which is over."""
    kept = CrisisRecords(make_engine(world.settings.database_url))
    for case_id, active in (("K-1", True), ("K-2", True), ("K-3", False)):
        kept.record(a_crisis_record(a_crisis_row(case_id, active=active, awaiting=())))
    world.crises.statuses = {
        "K-1": a_crisis("K-1", roles=(part("lead"), part("scribe"), part("deputy", "desk.an"))),
        "K-2": a_crisis("K-2", roles=(part("deputy"),), awaiting=()),
        "K-3": a_crisis("K-3"),
    }


def offered(world: World) -> set[tuple[str, Role, str]]:
    """Which part of which case was offered to whom."""
    said = [(case_id, message) for case_id, _, message in world.crises.said]
    return {(id_, one.role, one.to) for id_, one in said if isinstance(one, HandOver)}


def test_every_part_in_every_open_case_is_offered_with_what_lies_open(world: World) -> None:
    ended = world.makegood(*TO_GIANG, "--reason", "my night is over")

    assert ended.exit_code == Exit.OK
    assert offered(world) == {
        ("K-1", Role.LEAD, "desk.giang"),
        ("K-1", Role.SCRIBE, "desk.giang"),
        ("K-2", Role.DEPUTY, "desk.giang"),
    }
    reasons = {id_: one.reason for id_, _, one in world.crises.said if isinstance(one, HandOver)}
    assert reasons == {
        "K-1": "my night is over; open: sign statement holding",
        "K-2": "my night is over",
    }
    assert "desk.dung to desk.giang: 3 parts in 2 cases." in ended.stdout


def test_a_trial_run_says_what_would_be_offered_and_offers_nothing(world: World) -> None:
    answer = world.json(*TO_GIANG, "--dry-run")

    assert world.crises.said == []
    assert isinstance(answer, dict)
    assert [one["outcome"] for one in answer["offers"]] == ["would be offered"] * 3  # type: ignore[call-overload,index,union-attr]


def test_what_was_offered_before_is_not_offered_again(world: World) -> None:
    world.crises.statuses = {"K-1": a_crisis("K-1", roles=(part("lead", offered_to="desk.giang"),))}

    ended = world.makegood(*TO_GIANG)

    assert (ended.exit_code, world.crises.said) == (Exit.OK, [])
    assert "offered before" in ended.stdout


def test_a_case_that_refuses_holds_up_no_other_and_is_named(world: World) -> None:
    world.crises.refusals = {"K-1": RefusedByRule("nobody works on it any more", "not_active")}

    ended = world.makegood(*TO_GIANG)

    assert ended.exit_code == Exit.REFUSED
    assert offered(world) == {("K-2", Role.DEPUTY, "desk.giang")}
    assert "refused: nobody works on it any more" in ended.stdout


def called(world: World, at: str = "") -> list[dict[str, str]]:
    """Whom Legal's rota calls, now or then."""
    answer = world.json("oncall", "who", "--team", "legal", *(("--at", at) if at else ()))
    return answer["on_call"]["legal"]  # type: ignore[call-overload,index,return-value]


def next_after(world: World, person: str) -> object:
    """To whom that person of Legal hands over unless told otherwise."""
    shift = ("oncall", "hand-over", "--team", "legal", "--from", person, "--by", person)
    answer = world.json(*shift, "--dry-run")
    assert isinstance(answer, dict)
    return answer["to"]


def test_without_a_name_whoever_is_called_once_the_shift_ends_takes_over(world: World) -> None:
    now = called(world)[0]
    then = [one["person"] for one in called(world, now["until"])]

    assert next_after(world, now["person"]) == next(one for one in then if one != now["person"])


def test_whoever_is_not_on_call_hands_over_to_the_first_who_is(world: World) -> None:
    assert next_after(world, "desk.dung") == called(world)[0]["person"]


def test_somebody_who_plays_no_part_hands_nothing_over(world: World) -> None:
    world.crises.statuses = {"K-2": a_crisis("K-2", roles=())}

    ended = world.makegood(*TO_GIANG)

    assert (ended.exit_code, world.crises.said) == (Exit.OK, [])
    assert "desk.dung plays no part in any open case." in ended.stdout


def test_nobody_hands_over_to_themselves(world: World) -> None:
    ended = world.makegood(*SHIFT, "--to", "desk.dung", "--by", "desk.dung")

    assert (ended.exit_code, world.crises.said) == (Exit.USAGE, [])
