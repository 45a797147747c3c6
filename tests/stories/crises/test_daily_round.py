"""The company's duties are looked after day by day, each once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from temporalio.client import WorkflowHandle

from makegood.messages.names import DAILY, DAILY_WORKFLOW_ID, Queue
from makegood.messages.rounds import Walker
from makegood.store.signs import signs
from tests.kit.days import local, quiet_monday
from tests.kit.world import World

DAY = timedelta(days=1)
LONGEST = 60


@asynccontextmanager
async def the_round(world: World) -> AsyncIterator[WorkflowHandle[object, object]]:
    """The round, begun on a quiet Monday and called off in the end."""
    delay = max(local(quiet_monday()) - datetime.now(UTC), timedelta(0))
    world.late.delay = delay or None
    with world.env.with_time_skipping_disabled():
        await world.client.start_workflow(DAILY, id=DAILY_WORKFLOW_ID, task_queue=Queue.CRISES)
    handle = world.client.get_workflow_handle(DAILY_WORKFLOW_ID)
    await passes(world, handle, delay)
    try:
        yield handle
    finally:
        await handle.terminate("the story is over")


async def passes(world: World, handle: WorkflowHandle[object, object], span: timedelta) -> None:
    """That much time passes in the round."""
    async with asyncio.timeout(LONGEST):
        await world.env.fast_forward(handle, span)


def canaries(world: World) -> Counter[str]:
    """How many test pages there were of each day, by the key of the day."""
    with world.engine.connect() as connection:
        keys = connection.scalars(text("SELECT key FROM page WHERE case_id LIKE 'canary/%'")).all()
    return Counter(str(key).partition(":")[0] for key in keys)


async def test_the_canary_flies_once_a_day_and_the_doctor_sees_who_lives(world: World) -> None:
    async with the_round(world) as handle:
        first_run = (await handle.describe()).run_id
        await passes(world, handle, DAY)
        now = await world.env.get_current_time(handle)
        assert (await handle.describe()).run_id != first_run, "it has not continued as new"

    flown = canaries(world)
    channels = set(flown.values())
    assert (len(flown), len(channels)) == (1, 1)
    living = signs(world.engine)
    assert now - living[Walker.DAILY].at <= DAY
    assert living[Walker.CANARY].detail == "every channel works"
    titles = {one.title for one in world.line.delivered if one.key.startswith("canary/")}
    assert titles == {"Test of this channel"}
