"""Claims against the bare floor, in turns on one server, so that both meet the same machine."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from statistics import median

import psutil
from temporalio.client import Client

from benchmarks.anatomy import Anatomy, dissect
from benchmarks.course import Course, Stopwatch
from benchmarks.floor import FLOOR, PLAIN, QUEUE, FloorOrder
from benchmarks.lists import Lists
from benchmarks.meter import Round, cpu, host, server
from benchmarks.sample import recalled_filing, remember, today
from benchmarks.temporal import Temporal, temporal
from makegood.messages.names import claim_workflow_id
from makegood.settings import Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.client import Claims

SETTLING = 1.0
"""Seconds between two rounds, in which nothing is measured."""

WARMING = 4
"""Runs of each contestant before the first round."""


@dataclass(frozen=True)
class Load:
    """How many runs a round has, how many of them at once, and how many rounds there are."""

    runs: int = 100
    at_once: int = 50
    rounds: int = 3


@dataclass
class Contestant:
    """Something that is run again and again, and the process that works for it."""

    name: str
    play: Callable[[int], Awaitable[None]]
    workflow_id: Callable[[int], str]
    worker: psutil.Process
    rounds: list[Round] = field(default_factory=list)
    played: list[int] = field(default_factory=list)
    anatomy: Anatomy | None = None


@dataclass(frozen=True)
class Arena:
    """A server with the workers of claims and of the floor on it."""

    temporal: Temporal
    claims: Contestant
    floors: Sequence[Contestant]
    course: Course
    calls: Stopwatch

    @property
    def client(self) -> Client:
        """The client of the server."""
        return self.temporal.client


@asynccontextmanager
async def arena(folder: Path) -> AsyncIterator[Arena]:
    """Start everything; the reading of documents is recalled, not done."""
    settings = Settings(var=folder)
    migrate(settings.database_url)
    readings = remember(folder)
    engine, calls = make_engine(settings.database_url), Stopwatch()
    lists = Lists(engine)
    async with temporal() as started, lists.watched():
        client = started.client
        address = client.service_client.config.target_host
        with (
            host(address, (str(folder), str(readings))) as clerks,
            host(address, ("floor",)) as porters,
        ):
            course = Course(Claims(client), lists, calls)
            claims = Contestant("claim", _claim(course), _claim_id, clerks)
            await _warm(client, claims)
            floors = [
                Contestant(name, _floor(client, name, order), _floor_id(name), porters)
                for name, order in (("plain floor", PLAIN), ("same floor", same(claims)))
            ]
            for each in floors:
                await _warm(client, each)
            calls.took.clear()
            yield Arena(started, claims, floors, course, calls)
    engine.dispose()


NUMBERS = count(1)
"""Every run has a number of its own."""


async def _warm(client: Client, contestant: Contestant) -> None:
    """Run it some times, and dissect the last."""
    numbers = [next(NUMBERS) for _ in range(WARMING)]
    for number in numbers:
        await contestant.play(number)
    await asyncio.sleep(SETTLING)
    handle = client.get_workflow_handle(contestant.workflow_id(numbers[-1]))
    contestant.anatomy = await dissect(handle)


def same(claims: Contestant) -> FloorOrder:
    """A floor with as many steps of each kind as the claim that was dissected."""
    assert claims.anatomy is not None
    actions, parts = claims.anatomy.actions, claims.anatomy.parts
    local = sum(part.count for part in parts if part.kind.startswith("local activity"))
    return replace(
        PLAIN,
        activities=actions["activity"],
        local=local,
        timers=actions["timer"],
        upserts=actions["upsert"],
    )


def _claim_id(number: int) -> str:
    return claim_workflow_id(claim_name(number))


def claim_name(number: int) -> str:
    """The claim of a number; ids of one length keep the bytes alike."""
    return f"BENCH-{number:05}"


def _claim(course: Course) -> Callable[[int], Awaitable[None]]:
    day = today()

    async def play(number: int) -> None:
        await course.run(recalled_filing(claim_name(number), number, day))

    return play


def _floor_id(name: str) -> Callable[[int], str]:
    return lambda number: f"{name.replace(' ', '-')}-{number:05}"


def _floor(client: Client, name: str, order: FloorOrder) -> Callable[[int], Awaitable[None]]:
    identified = _floor_id(name)

    async def play(number: int) -> None:
        handle = await client.start_workflow(FLOOR, order, id=identified(number), task_queue=QUEUE)
        for said in range(order.updates):
            if said in (0, order.updates - 2):  # where a signer of a claim asks what to sign
                await handle.query("stage")
            await handle.execute_update("say", said, id=f"say-{said}")
        await handle.result()

    return play


async def contest(arena: Arena, load: Load) -> None:
    """All rounds, in turns; each contestant keeps its own."""
    for _ in range(load.rounds):
        for contestant in (*arena.floors, arena.claims):
            contestant.rounds.append(await one_round(contestant, load))
            await asyncio.sleep(SETTLING)


async def one_round(contestant: Contestant, load: Load) -> Round:
    """So many runs, never more than so many at once."""
    gate, temporal_server = asyncio.Semaphore(load.at_once), server()

    async def one(number: int) -> None:
        async with gate:
            await contestant.play(number)
            contestant.played.append(number)

    before = cpu(temporal_server), cpu(contestant.worker), time.perf_counter()
    await asyncio.gather(*(one(next(NUMBERS)) for _ in range(load.runs)))
    wall = time.perf_counter() - before[2]
    served, worked = cpu(temporal_server) - before[0], cpu(contestant.worker) - before[1]
    return Round(load.runs, wall, served, worked)


def ratio(ours: Contestant, floor: Contestant, figure: Callable[[Round], float]) -> float:
    """Our figure as a multiple of the floor's, as the median of the rounds."""
    pairs = zip(ours.rounds, floor.rounds, strict=True)
    return median(figure(our) / figure(bare) for our, bare in pairs)


def middle(contestant: Contestant, figure: Callable[[Round], float]) -> float:
    """The median of a figure over the rounds."""
    return median(map(figure, contestant.rounds))
