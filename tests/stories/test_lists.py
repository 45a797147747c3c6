"""Cases found in Temporal's own lists, and read in its UI like a case file."""

from collections.abc import Sequence

import pytest
from temporalio.client import WorkflowExecution
from temporalio.common import SearchAttributeKey
from temporalio.converter import PayloadConverter

from makegood.messages.commands import Assign
from makegood.messages.names import Attribute
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import Team
from tests.kit.rail import Does
from tests.kit.story import Story, a_story
from tests.kit.waiting import until
from tests.kit.world import World
from tests.stories.test_paid import offered
from tests.stories.test_repair import is_parked, unreadable

LISTED = 20
OF_CRISES = (Attribute.SEVERITY, Attribute.DRILL, Attribute.RESTRICTED)


async def listed(story: Story, *conditions: str) -> bool:
    """Whether the claim is found under all the conditions."""
    mine = f"WorkflowId = 'claim-{story.claim_id}'"
    query = " AND ".join((mine, *conditions))
    return [one async for one in story.world.client.list_workflows(query)] != []


async def must_be_listed(story: Story, *conditions: str) -> None:
    """Check that it is found soon: lists are a moment behind."""

    async def found() -> bool:
        return await listed(story, *conditions)

    await until(found, LISTED)


async def summaries(story: Story, kind: str) -> Sequence[str]:
    """The summaries of the events of that kind in the history of the claim."""
    history = await story.handle.fetch_history()
    converter = PayloadConverter.default
    return [
        converter.from_payload(event.user_metadata.summary)
        for event in history.events
        if event.HasField(kind) and event.user_metadata.HasField("summary")  # type: ignore[arg-type]
    ]


async def described(story: Story) -> WorkflowExecution:
    """The claim as Temporal describes it."""
    return await story.handle.describe()


async def test_a_claim_is_found_by_what_it_waits_for(world: World) -> None:
    story = await a_story(world, "listed")
    await story.reaches(Stage.SIGNING_OFF)

    await must_be_listed(
        story,
        "CaseStage = 'signing_off'",
        "CaseKind = 'lost'",
        "MerchantId = 'merchant-lotus'",
        "AwaitingTeam = 'operations'",
        "AwaitingTeam = 'service_desk'",
        "AmountValue >= 1250000 AND AmountCurrency = 'VND'",
        "DueAt IS NOT NULL",
        "Outcome IS NULL",
    )
    await story.signs(Team.OPERATIONS)
    await must_be_listed(story, "AwaitingTeam = 'service_desk'")
    assert not await listed(story, "AwaitingTeam = 'operations'")
    await story.withdraws()
    await must_be_listed(story, f"Outcome = '{Outcome.WITHDRAWN}'", "CaseStage = 'closed'")


async def test_a_claim_is_found_by_its_owner(world: World) -> None:
    story = await a_story(world, "owned")
    await story.reaches(Stage.SIGNING_OFF)

    await story.says("assign", Assign(assignee="desk.chi", by="desk.dung", reason="late shift"))

    await must_be_listed(story, "Assignee = 'desk.chi'")
    assert story.letters()[-1] == "assigned > desk.chi"
    await story.withdraws()


async def test_a_parked_claim_is_found_as_parked(world: World) -> None:
    story = await unreadable(world, "parked-list")

    await must_be_listed(story, "CaseStage = 'parked'", "AwaitingTeam = 'operator'")

    world.archive.mend_reader()
    await story.withdraws()


async def test_no_attribute_carries_personal_data(world: World) -> None:
    story = await a_story(world, "private")
    await story.reaches(Stage.SIGNING_OFF)

    known = (await described(story)).typed_search_attributes

    values = {pair.key.name: str(pair.value) for pair in known}
    assert set(Attribute) - {Attribute.OUTCOME, *OF_CRISES} <= set(values)
    assert not any("0011223344" in value or "LOTUS HOME" in value for value in values.values())
    stage = SearchAttributeKey.for_keyword(Attribute.STAGE)
    assert known[stage] == Stage.SIGNING_OFF
    await story.withdraws()


async def test_the_temporal_ui_shows_a_case_file(world: World) -> None:
    story = await offered(world, "shown")

    description = await story.handle.describe()
    details: str = await story.handle.query("__temporal_workflow_metadata", result_type=dict)

    assert await description.static_summary() == "merchant-lotus: lost, 1 parcel, 1,250,000 VND"
    shown = str(details)
    assert "## lost" in shown
    assert "**1,250,000 VND**" in shown
    assert "Waiting for merchant: answer to offer 1" in shown
    assert "A team approves, rejects or sends back what it was asked to sign." in shown
    await story.withdraws()


async def test_timers_and_steps_say_what_they_are_for(world: World) -> None:
    world.rail.will("told", Does.SETTLES)
    story = await offered(world, "told")
    await story.gets_paid_for()

    timers = await summaries(story, "timer_started_event_attributes")
    steps = await summaries(story, "activity_task_scheduled_event_attributes")

    assert "ola.service_desk clock at 50%" in timers
    assert list(steps) == ["read 4 documents", "pay 1,250,000 VND"]
    await story.ends()


@pytest.mark.parametrize("query", ["status", "timeline", "explain", "row"])
async def test_every_query_answers_as_json(world: World, query: str) -> None:
    story = await a_story(world, f"asked-{query}")
    await story.reaches(Stage.SIGNING_OFF)

    told = await story.handle.query(query, result_type=dict)

    assert told["claim_id"] == story.claim_id
    await story.withdraws()


async def test_a_claim_says_why_and_what_comes_next(world: World) -> None:
    story = await a_story(world, "explained")
    await story.reaches(Stage.SIGNING_OFF)

    words = await story.explained()

    assert "Claimed 1,250,000 VND, entitled to 1,250,000 VND under vn-lotus-2026" in words
    assert "must be signed by service_desk (lead) because of the amount" in words
    assert "Next by itself: ola.service_desk clock at 50%" in words
    await story.withdraws()


async def test_a_case_that_waits_for_an_operator_says_so(world: World) -> None:
    world.rail.will("waits", Does.REFUSES)
    story = await offered(world, "waits")
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()
    await is_parked(story)

    assert "Waiting for operator: repair: payment." in await story.explained()
