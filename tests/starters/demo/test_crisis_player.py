"""The parties of a sample crisis act on what its case says, and on nothing else."""

from dataclasses import replace

import pytest

from makegood.messages import crisis_commands as say
from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Impact, Urgency
from makegood.rules.crisis.words import Audience
from starters.errors import NoSuchClaim, Unreachable
from starters.samples import crisis_afterwards, crisis_moves, crisis_tasks, crisis_words
from starters.samples.crisis_player import CrisisPlayer
from starters.samples.crisis_sample import CrisisSample, crisis_differences
from starters.samples.crisis_turn import CrisisMove
from starters.samples.parties import WentElsewhere
from tests.starters.demo.crisis_stand_ins import (
    VIRAL,
    OneCase,
    a_case,
    a_page,
    a_role,
    a_statement,
)
from tests.starters.demo.stand_ins import NOON


async def at_once(_: str) -> None:
    """Do not wait."""


async def played(case: OneCase, *moves: CrisisMove, sample: CrisisSample = VIRAL) -> CrisisStatus:
    """What a case with that script comes to."""
    return await CrisisPlayer(case, at_once).play(replace(sample, moves=moves))


async def test_whoever_was_paged_on_the_second_rung_acknowledges_and_nobody_before() -> None:
    first, second = a_page("desk.an"), a_page("desk.giang", rung=2)
    case = OneCase(a_case(pages=(first,)), a_case(pages=(first, second)))

    await played(case, crisis_moves.acknowledges(rung=2))

    [(command, message)] = case.said
    assert command == "acknowledge"
    assert isinstance(message, say.Acknowledge)
    assert message.by == "desk.giang"
    assert case.opened == ["viral-post"]


async def test_a_page_that_is_on_its_way_is_not_answered_yet() -> None:
    pending, sent = a_page(state="sending"), a_page(state="sent")
    case = OneCase(a_case(pages=(pending,)), a_case(pages=(sent,)))

    end = await played(case, crisis_moves.acknowledges(rung=1))

    assert [page.state for page in end.pages] == ["sent"]


async def test_a_case_that_a_claim_opens_is_waited_for() -> None:
    opening = Unreachable("being opened", "opening")
    case = OneCase(NoSuchClaim("vip"), opening, a_case(acknowledged_by=("desk.an",)))
    triage = crisis_moves.triages(Impact.MODERATE, Urgency.MEDIUM)

    await played(case, triage, sample=replace(VIRAL, filing=None))

    assert case.opened == []
    assert [command for command, _ in case.said] == ["triage"]


async def test_a_case_that_was_rejected_before_its_script_is_told() -> None:
    with pytest.raises(WentElsewhere, match="rejected before on call: declares a crisis"):
        await played(OneCase(a_case("rejected")), crisis_moves.declares())


async def test_a_parked_case_is_told_with_its_reason() -> None:
    with pytest.raises(WentElsewhere, match=r"parked before .*: page: no line"):
        await played(OneCase(a_case(parked="page: no line")), crisis_moves.declares())


def test_who_leads_says_what_the_lead_says_and_before_that_who_acknowledged() -> None:
    heard = a_case("triaged", acknowledged_by=("desk.an",))
    led = a_case("triaged", acknowledged_by=("desk.an",), roles=(a_role("lead", "kam.linh"),))

    assert [crisis_moves.declares().message(one).by for one in (heard, led)] == [  # type: ignore[attr-defined]
        "desk.an",
        "kam.linh",
    ]


def test_a_decision_is_on_the_text_as_it_stands_now() -> None:
    asked = a_statement(state="in_approval", approvals=({"team": "legal"},))
    move = crisis_words.signs("legal.vinh", Team.LEGAL, "answer")
    message = move.message(a_case(statements=(asked,)))

    assert isinstance(message, say.StatementSignOff)
    assert message.statement_hash == asked["statement_hash"]
    assert (message.by, message.team, message.decision) == ("legal.vinh", "legal", "approve")


DECLARED, STABLE = a_case("declared"), a_case("stable")
TASK = {"key": "facts", "title": "Find out", "owner": "service_desk"}
PROMISE = {"number": 1, "audience": "customer", "made_at": NOON, "due_at": NOON}


@pytest.mark.parametrize(
    ("move", "too_early", "due"),
    [
        (crisis_moves.contains(), a_case("triaged"), DECLARED),
        (crisis_moves.stabilises(), DECLARED, a_case("contained")),
        (crisis_moves.rejects("no"), a_case("triaged"), a_case("detected")),
        (crisis_moves.closes("done"), a_case("stable", checklist=("task facts is open",)), STABLE),
        (crisis_moves.closes("done"), DECLARED, a_case("triaged")),
        (
            crisis_tasks.does("facts"),
            a_case(tasks=({**TASK, "state": "blocked"},)),
            a_case(tasks=({**TASK, "state": "open"},)),
        ),
        (
            crisis_words.signs("legal.vinh", Team.LEGAL, "answer"),
            a_case(statements=(a_statement(state="in_approval"),)),
            a_case(statements=(a_statement(state="in_approval", approvals=({"team": "legal"},)),)),
        ),
        (
            crisis_words.publishes("answer"),
            a_case(statements=(a_statement(state="in_approval"),)),
            a_case(statements=(a_statement(state="approved"),)),
        ),
        (
            crisis_words.redrafts("pr.kim", "answer", "other words"),
            a_case(statements=(a_statement(state="approved"),)),
            a_case(statements=(a_statement(state="sent_back"),)),
        ),
        (
            crisis_words.tells(Audience.CUSTOMER, "solved"),
            a_case(checklist=("management is promised an update",)),
            a_case(checklist=("customer is promised an update",)),
        ),
        (
            crisis_afterwards.delivers("ops.minh", 1),
            a_case("closed"),
            a_case(
                "reviewed",
                actions=({"number": 1, "title": "t", "owner": "ops.minh", "due_at": NOON},),
            ),
        ),
    ],
)
def test_a_move_waits_for_its_moment(
    move: CrisisMove, too_early: CrisisStatus, due: CrisisStatus
) -> None:
    assert not move.due(too_early)
    assert move.due(due)


def test_an_end_that_is_as_expected_has_no_difference() -> None:
    assert crisis_differences(VIRAL, as_expected()) == ()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"severity": "SEV1"}, "severity is SEV1, not SEV2"),
        ({"acknowledged_by": ()}, "acknowledged on rung is 0, not 2"),
        ({"statements": ()}, "statements published is 0, not 1"),
        ({"promises": ({**PROMISE, "state": "missed"},)}, "updates late is 1, not any"),
        ({"parked": "page: no line"}, "step that could not go on is page: no line, not any"),
    ],
)
def test_each_difference_of_the_end_is_told(told: dict[str, object], said: str) -> None:
    assert said in crisis_differences(VIRAL, as_expected(**told))


def as_expected(**told: object) -> CrisisStatus:
    """The viral post as it is to end."""
    usual: dict[str, object] = {
        "acknowledged_by": ("desk.giang",),
        "pages": (a_page(), a_page("desk.giang", rung=2)),
        "statements": (a_statement(version=2),),
        "promises": ({**PROMISE, "state": "kept"},),
    }
    return a_case("reviewed", **{**usual, **told})
