"""A case whose first record cannot be written waits at the door, visibly, and is not lost."""

from collections.abc import Awaitable, Callable

import pytest

from makegood.messages import crisis_commands as say
from makegood.messages.commands import Remedy
from makegood.rules.casefile import Outcome, Stage
from starters.backlog import parked_workflows
from starters.doctor import Verdict, parked
from starters.errors import Unreachable
from tests.kit.alarm import Alarm
from tests.kit.letters import CLOSED, SIGNED
from tests.kit.shut import shut
from tests.kit.signals import FIRST_RUNG
from tests.kit.story import Story
from tests.kit.waiting import until
from tests.kit.world import World

REASON = "parked at the door: .*the books are shut"


async def stands_at_the_door(
    world: World, workflow_id: str, asked: Callable[[], Awaitable[object]]
) -> None:
    """Wait until the doctor names it, and whoever asks hears why."""

    async def is_named() -> bool:
        [check] = await parked(world.client)
        return check.verdict is Verdict.NOTE and workflow_id in check.found

    await until(is_named)
    with pytest.raises(Unreachable, match=REASON):
        await asked()


async def is_let_in(world: World, workflow_id: str) -> None:
    """Wait until the doctor names it no more."""

    async def is_gone() -> bool:
        return workflow_id not in await parked_workflows(world.client)

    await until(is_gone)


async def test_a_crisis_whose_first_record_is_refused_waits_at_the_door_and_then_pages(
    world: World,
) -> None:
    case = Alarm(world, "shut-out", {})
    with (
        shut(world.engine, "crisis", "case_id", "shut-out"),
        world.env.with_time_skipping_disabled(),
    ):
        await world.crises.open(case.filing)
        await stands_at_the_door(world, case.handle.id, case.status)

    receipt = await world.crises.say(
        "shut-out", "repair", say.RepairCase(by="operator", reason="the books are open again")
    )
    await case.is_settled()

    assert receipt.note == "tried again"
    await is_let_in(world, case.handle.id)
    await case.must_have_said([FIRST_RUNG], [])


async def test_a_claim_whose_first_record_is_refused_waits_at_the_door_and_then_goes_on(
    world: World,
) -> None:
    story = Story.untold(world, "shut-out")
    with (
        shut(world.engine, "claim", "claim_id", "shut-out"),
        world.env.with_time_skipping_disabled(),
    ):
        await world.claims.file(story.filing())
        await stands_at_the_door(world, story.handle.id, story.status)

    receipt = await story.is_repaired(Remedy.RETRY)
    await story.reaches(Stage.SIGNING_OFF)

    assert receipt.note == "tried again"
    await is_let_in(world, story.handle.id)
    await story.withdraws()
    await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *CLOSED])
