"""`python -m benchmarks.watch_budget`: what a watch costs that takes three batches in."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.anatomy import Anatomy
from benchmarks.budget import at_rest, figures, limits
from benchmarks.temporal import temporal
from makegood.messages.names import Queue, watch_workflow_id
from makegood.messages.watches import MentionLine
from makegood.policy.crises import load_crises
from makegood.policy.loader import SHIPPED
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.crises import Crises
from starters.exits import leave
from starters.watches import Watches
from workers.case_line import CaseLine
from workers.detectors import watch_desk
from workers.queues import worker
from workers.toolbox import toolbox

NAME, BATCHES, A_BATCH = "budget", 3, 200
THREAT = "my lawyer will sue you over the phone that burned, number {0}"
CALM = "is the lamp number {0} back in stock"
GLANCE = 0.1


def batch(number: int) -> list[MentionLine]:
    """Two hundred mentions: in the first a case begins, in the others some join it."""
    first = number * A_BATCH
    return [
        _mention(one, threat=one % A_BATCH < 1 + number) for one in range(first, first + A_BATCH)
    ]


def _mention(number: int, *, threat: bool) -> MentionLine:
    return MentionLine(
        mention_id=f"m{number}",
        at=datetime.now(UTC) - timedelta(minutes=1),
        author=f"a{number}",
        text=(THREAT if threat else CALM).format(number),
        language="en",
        thread="t-1" if threat else "",
        followers=50_000 if threat else 10,
    )


async def spend(folder: Path) -> Anatomy:
    """Feed a watch batch by batch, each when the one before is decided and told, and count."""
    settings = Settings(var=folder)
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    async with temporal() as server, AsyncExitStack() as stack:
        crises = Crises(server.client)

        async def connected() -> Crises:
            return crises

        desk = watch_desk(engine, SHIPPED, CaseLine(connected))
        tools = replace(toolbox(settings, engine), watching=desk)
        await stack.enter_async_context(worker(server.client, Queue.CRISES, tools))
        watches = Watches(server.client, engine, load_crises().directory)
        for number in range(BATCHES):
            await watches.feed(NAME, batch(number))
            await _decided(watches, (number + 1) * A_BATCH)
        return await at_rest(server.client.get_workflow_handle(watch_workflow_id(NAME)))


async def _decided(watches: Watches, count: int) -> None:
    found = await watches.status(NAME)
    while found.tally.decided < count or found.last.untold:
        await asyncio.sleep(GLANCE)
        found = await watches.status(NAME)


def table(cost: Anatomy) -> Iterator[str]:
    """The lines of the whole account, in Markdown."""
    ceilings = limits("watch")
    yield "| figure | now | ceiling |\n|---|---|---|"
    for name, now in figures(cost).items():
        yield f"| {name} | {now} | {ceilings[name]} |"
    yield "\n| where it goes | events | bytes |\n|---|---|---|"
    for part in cost.parts:
        yield f"| {part.kind} | {part.count} | {part.size} |"


def main() -> None:
    """Measure once and print."""
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        print("\n".join(table(asyncio.run(spend(Path(folder))))))
    leave(0)


if __name__ == "__main__":
    main()
