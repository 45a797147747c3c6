"""How much memory a worker needs for each claim that it holds open."""

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path

from benchmarks.contest import claim_name
from benchmarks.course import Course
from benchmarks.lists import Lists
from benchmarks.meter import host, memory
from benchmarks.sample import recalled_filing, remember, today
from benchmarks.temporal import temporal
from makegood.rules.casefile import Stage
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.client import Claims

AT_ONCE = 20
FIRST = 20
"""Claims that are open before the first weighing: code and pools are loaded by then."""


async def per_claim(folder: Path, open_claims: int) -> float:
    """Kilobytes of the worker's memory for each claim that waits for its sign-offs."""
    settings = Settings(var=folder)
    migrate(settings.database_url)
    readings, engine = remember(folder), make_engine(settings.database_url)
    lists, numbers = Lists(engine), count(1)
    async with temporal() as server, lists.watched():
        address = server.client.service_client.config.target_host
        with host(address, (str(folder), str(readings))) as worker:
            course = Course(Claims(server.client), lists)
            await _open(course, lists, lambda: next(numbers), FIRST)
            before = memory(worker)
            await _open(course, lists, lambda: next(numbers), open_claims)
            grown = memory(worker) - before
    engine.dispose()
    return grown / open_claims / 1_000


async def _open(course: Course, lists: Lists, number: Callable[[], int], claims: int) -> None:
    gate, day = asyncio.Semaphore(AT_ONCE), today()

    async def one(own: int) -> None:
        async with gate:
            await course.filed(recalled_filing(claim_name(own), own, day))
            await lists.until(claim_name(own), Stage.SIGNING_OFF)

    await asyncio.gather(*(one(number()) for _ in range(claims)))
