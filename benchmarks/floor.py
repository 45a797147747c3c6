"""The bare floor: as many steps, updates and timers as a claim has, and nothing in them."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import SearchAttributeKey

FLOOR, QUEUE = "Floor", "floor"
STAGE = SearchAttributeKey.for_keyword("CaseStage")
STEP = timedelta(seconds=30)
NEVER = timedelta(days=30)


@dataclass(frozen=True)
class FloorOrder:
    """How many of each there are; every activity is handed the ballast."""

    activities: int
    local: int
    timers: int
    upserts: int
    updates: int = 5
    ballast: str = ""


PLAIN = FloorOrder(activities=8, local=0, timers=3, upserts=2, ballast="x" * 1_200)
"""A claim as one would write it first: eight activities in a row, three timers, two upserts."""


@activity.defn
def nothing(ballast: str) -> int:
    """Take the ballast, do nothing with it."""
    return len(ballast)


@workflow.defn(name=FLOOR)
class Floor:
    """Stage by stage: steps, a timer, and the wait for somebody to say the next word."""

    def __init__(self) -> None:
        """Nobody has said anything."""
        self._stage = -1
        self._said = 0
        self._timers: list[asyncio.Task[None]] = []

    @workflow.run
    async def run(self, order: FloorOrder) -> int:
        """Go through all stages; the last waits for nobody."""
        stages = order.updates + 1
        for stage in range(stages):
            await self._work(order, stage, stages)
            self._stage = stage
            if stage < order.updates:
                await self._hear(order, stage)
        return self._said

    async def _work(self, order: FloorOrder, stage: int, stages: int) -> None:
        for _ in range(share(order.activities, stage, stages)):
            await workflow.execute_activity(nothing, order.ballast, start_to_close_timeout=STEP)
        for _ in range(share(order.local, stage, stages)):
            await workflow.execute_local_activity(
                nothing, order.ballast, start_to_close_timeout=STEP
            )
        for number in range(share(order.upserts, stage, stages)):
            workflow.upsert_search_attributes([STAGE.value_set(f"{stage}.{number}")])

    async def _hear(self, order: FloorOrder, stage: int) -> None:
        if stage < order.timers:
            self._timers.append(asyncio.create_task(workflow.sleep(NEVER)))
        await workflow.wait_condition(lambda: self._said > stage)
        while self._timers:
            self._timers.pop().cancel()

    @workflow.update
    async def say(self, number: int) -> int:
        """The word that ends a stage, heard when the stage has come."""
        await workflow.wait_condition(lambda: self._stage >= number)
        self._said += 1
        return self._said

    @workflow.query
    def stage(self) -> int:
        """How far it is."""
        return self._stage


def share(count: int, stage: int, stages: int) -> int:
    """How many of so many fall to a stage."""
    return count * (stage + 1) // stages - count * stage // stages
