"""What is left when a case is closed: the customer's answer, the review, the actions, a return."""

import pytest

from makegood.messages import crisis_commands as say
from starters.errors import RefusedByRule
from tests.kit.alarm import DAY, HOUR, MINUTE, Alarm, an_alarm
from tests.kit.signals import ALL_TASKS, ENDED, FIRST_RUNG
from tests.kit.world import World

REVIEW = {"summary": "A fence.", "went_well": "One voice.", "causes": "No gate code."}
CLOSED = [*ALL_TASKS, "review_opened > management", *ENDED]
CSAT = ["csat_request > merchant-lotus"]


async def a_closed_case(world: World, case_id: str) -> Alarm:
    """A mild case that was triaged, worked and closed without a crisis."""
    case = await an_alarm(world, case_id)
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai", impact="moderate", urgency="medium")
    await case.tasks_are_done("desk.mai")
    await case.says("close", say.CloseCase(by="desk.mai", resolution="The parcel was found."))
    return case


async def test_nothing_that_is_open_is_forgotten_by_closing(world: World) -> None:
    case = await an_alarm(world, "unready")
    await case.is_acknowledged("desk.mai")
    await case.is_triaged("desk.mai")
    await case.is_drafted("first", "pr.kim", "We are looking into it.")

    with pytest.raises(RefusedByRule, match=r"task capture is open.*statement first is in_appr"):
        await case.says("close", say.CloseCase(by="desk.mai", resolution="done"))

    assert (await case.status()).stage == "triaged"


async def test_a_customer_who_is_unhappy_is_got_back_to(world: World) -> None:
    case = await a_closed_case(world, "unhappy")
    await case.passes(3 * DAY)

    await case.says("record_csat", say.RecordCsat(score=1, comment="nobody called me"))
    await case.passes(DAY)

    status = await case.status()
    assert status.csat == 1
    assert status.actions[0].title.startswith("Get back to the customer")
    await case.must_have_said([FIRST_RUNG], [*CLOSED, *CSAT * 2, "action_added > management"])


async def test_actions_are_reminded_of_after_the_case_and_keep_it_from_ending(
    world: World,
) -> None:
    case = await a_closed_case(world, "actions")
    action = say.AddAction(by="desk.mai", title="Write the gate code down", owner="ops.minh")
    await case.says("add_action", action)
    await case.says("complete_review", say.CompleteReview(by="desk.mai", **REVIEW))

    await case.passes(20 * DAY)
    late = await case.status()
    done = say.CompleteAction(by="ops.minh", number=1, note="it is on the label")
    await case.says("complete_action", done)
    result = await case.ends()

    assert (late.stage, late.ended_at, late.actions[0].done_at) == ("reviewed", None, None)
    assert result.stage == "reviewed"
    reminded, overdue = "action_reminder > ops.minh", "actions_overdue > management"
    letters = [reminded, reminded, reminded, overdue, reminded, overdue]
    await case.must_have_said(
        [FIRST_RUNG], [*CLOSED, "action_added > ops.minh", *CSAT * 2, *letters]
    )


async def test_a_review_that_nobody_writes_is_reminded_of_and_then_paged(world: World) -> None:
    case = await a_closed_case(world, "unwritten")
    await case.passes(2 * DAY - HOUR)
    await case.says("record_csat", say.RecordCsat(score=4))

    await case.passes(16 * DAY)

    due = [*["review_reminded > management"] * 2, "review_overdue > management"]
    pages = [FIRST_RUNG, "review > rota:management:1 sent"]
    await case.must_have_said(pages, [*CLOSED, *CSAT, *due])


async def test_a_case_that_returns_keeps_its_history_and_has_clocks_of_its_own(
    world: World,
) -> None:
    case = await a_closed_case(world, "returned")
    await case.passes(2 * HOUR)

    await case.says("reopen", say.SaysWhy(by="desk.mai", reason="the wrong parcel was found"))
    await case.passes(20 * MINUTE)

    status = await case.status()
    lines = await case.happened("opened", "closed", "reopened")
    due = next(one.due_at for one in status.clocks if one.name == "acknowledge")
    assert status.stage == "reopened"
    assert [line.what for line in lines] == ["opened", "closed", "reopened"]
    assert due is not None
    assert due == lines[-1].at + 30 * MINUTE
    again = ["crisis_reopened > service_desk", "crisis_reminder > service_desk"]
    await case.must_have_said([FIRST_RUNG, FIRST_RUNG], [*CLOSED, *again])
