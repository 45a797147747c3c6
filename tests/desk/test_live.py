"""Pages that are open hear of what has changed, and of nothing else."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from queue import SimpleQueue

import pytest

from makegood.store.changes import marks
from starters.desk.pulse import Pace, Pulse
from starters.desk.room import Room
from starters.desk.watching import topics
from starters.errors import BadInput, Denied, NoSuchClaim
from tests.desk.world import HUNG, LAN, OANH, World
from tests.store.builders import a_row, awaited
from tests.store.crisis_builders import a_crisis_row

QUICK = Pace(timedelta(milliseconds=5), timedelta(minutes=10))
"""Looks often and ends late: what a test waits for comes, however slow the machine is."""


@dataclass
class Standing:
    """How everything stands, and every look at it."""

    mark: str
    looks: list[frozenset[str]] = field(default_factory=list)
    told: SimpleQueue[None] = field(default_factory=SimpleQueue)

    def look(self, watched: frozenset[str]) -> dict[str, str]:
        """The same mark for all."""
        self.looks.append(watched)
        self.told.put(None)
        return dict.fromkeys(watched, self.mark)

    async def seen_again(self, times: int) -> None:
        """Wait until it was looked at so often again."""
        for _ in range(self.told.qsize() + times):
            await asyncio.to_thread(self.told.get)


async def test_a_page_hears_once_of_each_change() -> None:
    standing = Standing("1")
    async with aclosing(Pulse(standing.look, QUICK).changes(["claim:C-1"], seen="1")) as heard:
        following = asyncio.create_task(anext(heard))
        await standing.seen_again(3)
        standing.mark = "2"
        first = await following
        following = asyncio.create_task(anext(heard))
        await standing.seen_again(3)
        standing.mark = "3"

        assert (first, await following) == ("2", "3")


async def test_what_changed_before_the_stream_began_is_heard_at_once() -> None:
    pulse = Pulse(Standing("9").look, QUICK)

    async with aclosing(pulse.changes(["claim:C-1"], seen="7")) as heard:
        assert await anext(heard) == "9"


async def test_a_stream_ends_so_that_a_page_must_ask_anew_who_it_is() -> None:
    pulse = Pulse(Standing("1").look, Pace(timedelta(milliseconds=1), timedelta(milliseconds=5)))

    assert [mark async for mark in pulse.changes(["claim:C-1"], seen="1")] == []


async def test_pages_go_on_hearing_after_a_look_that_failed_in_any_way() -> None:
    failures = [RuntimeError("the pool is closed"), OSError("no more files")]

    def look(watched: frozenset[str]) -> dict[str, str]:
        if failures:
            raise failures.pop()
        return dict.fromkeys(watched, "2")

    async with aclosing(Pulse(look, QUICK).changes(["claim:C-1"], seen="1")) as heard:
        assert await anext(heard) == "2"
    assert failures == []


async def test_many_pages_cost_one_look_a_beat() -> None:
    standing = Standing("1")
    pulse = Pulse(standing.look, QUICK)

    async def read() -> str:
        async with aclosing(pulse.changes(["claim:C-1"], seen="0")) as heard:
            return await anext(heard)

    heard = await asyncio.gather(*(read() for _ in range(20)))

    assert heard == ["1"] * 20
    assert len(standing.looks) < 20


def test_a_step_of_a_claim_changes_what_every_page_of_it_shows(world: World) -> None:
    watched = frozenset(
        {"claim:C-1", "merchant:merchant-lotus", "inbox:operations", "inbox:finance"}
    )
    world.keep(a_row("C-1", merchant_id="merchant-lotus"))
    before = marks(world.engine, watched)

    world.keep(
        a_row("C-1", version=2, merchant_id="merchant-lotus", awaiting=(awaited("finance"),))
    )
    after = marks(world.engine, watched)

    assert {topic for topic in watched if before[topic] != after[topic]} == watched


def test_a_crisis_changes_the_inbox_of_whom_it_waits_on(world: World) -> None:
    watched = frozenset({"crisis:K-1", "inbox:desk.mai"})
    before = marks(world.engine, watched)

    world.keep_crises(a_crisis_row())

    assert all(before[topic] != mark for topic, mark in marks(world.engine, watched).items())


def test_nobody_hears_of_what_they_may_not_read(world: World) -> None:
    world.keep(a_row("C-1", merchant_id="merchant-lotus"))
    room = Room(world.house(), Pulse(lambda _: {}))

    assert topics(room, LAN, "claim:C-1") == ("claim:C-1",)
    with pytest.raises(Denied):
        topics(room, HUNG, "claim:C-1")
    with pytest.raises(NoSuchClaim):
        topics(room, OANH, "claim:C-9")
    with pytest.raises(BadInput):
        topics(room, OANH, "everything")
