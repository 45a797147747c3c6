"""`python -m benchmarks.hosting FOLDER [READINGS]` or `floor`: the workers under measurement."""

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from temporalio.worker import Worker

from activities.documents import DocumentDesk
from activities.payments import Cashier
from benchmarks.floor import QUEUE, Floor, nothing
from benchmarks.rail import AcceptingRail
from benchmarks.recalled import RecalledReader
from benchmarks.sampling import sampled
from makegood.messages.names import Queue
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from starters.exits import leave
from workers.host import connect, see_to_notices
from workers.queues import REGISTERS, STICKY, worker
from workers.toolbox import toolbox

FLOOR = "floor"
SAMPLES = "BENCHMARK_SAMPLES"
"""The variable that names a file for the profile of the workers; unset takes none."""


async def claims(folder: Path, readings: Path | None) -> None:
    """All workers of claims, hosted as `python -m workers` does, with a bank that accepts."""
    settings = Settings(var=folder)
    engine = make_engine(settings.database_url)
    records = ClaimRecords(engine)
    tools = replace(toolbox(settings, engine), payments=Cashier(AcceptingRail(), records))
    if readings is not None:
        tools = replace(tools, documents=DocumentDesk(RecalledReader(readings), records))
    client, stop = await connect(settings), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with AsyncExitStack() as stack:
        for queue in Queue:
            await stack.enter_async_context(worker(client, queue, tools))
        await see_to_notices(client)
        await stop.wait()


async def floor() -> None:
    """The worker of the floor, with as many slots as that of claims has."""
    slots = REGISTERS[Queue.CLAIMS].slots
    async with Worker(
        await connect(Settings()),
        task_queue=QUEUE,
        workflows=[Floor],
        activities=[nothing],
        activity_executor=ThreadPoolExecutor(slots),
        max_concurrent_activities=slots,
        max_concurrent_local_activities=slots,
        sticky_queue_schedule_to_start_timeout=STICKY,
    ):
        await asyncio.Event().wait()


def main(arguments: list[str]) -> None:
    """Host what is named until told to stop."""
    if arguments == [FLOOR]:
        asyncio.run(floor())
    else:
        folder, *readings = map(Path, arguments)
        seen = os.environ.get(SAMPLES)
        with sampled(Path(seen) if seen else None):
            asyncio.run(claims(folder, readings[0] if readings else None))
    leave(0)


if __name__ == "__main__":
    main(sys.argv[1:])
