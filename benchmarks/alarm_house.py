"""A house of real processes in which crises wait."""

import asyncio
import random
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import Engine
from temporalio.api.enums.v1 import EventType

from benchmarks.alarm_watch import GLANCE, Begun, Watch, missing
from benchmarks.waits import SLOW, WAITS, Wait, slow
from makegood.messages.crisis_commands import CaseReceipt, PublishStatement
from makegood.messages.names import Queue
from makegood.settings import Ports, Settings
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from starters.crises import Crises, connect_crises
from starters.errors import Unreachable
from starters.stack.layout import DOORS, READY_LINE, addressed
from starters.stack.run import running_stack
from starters.stack.services import Service, says
from starters.stack.stack import Stack
from starters.stack.temporal import temporal

WORKERS = ("worker-crises", "worker-notices")
HOSTING = ("benchmarks.alarm_hosting",)
AGAIN = 0.3
LASTING = (20_000, 32_000)
AT_ONCE = 4


@dataclass(frozen=True)
class House:
    """The stack, and how one speaks to it."""

    stack: Stack
    settings: Settings
    crises: Crises
    engine: Engine
    watch: Watch

    async def prepared(self, mark: str) -> list[tuple[str, Wait]]:
        """A case of every kind whose wait has not begun, under ids that end in the mark."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def prepare(wait: Wait) -> tuple[str, Wait]:
            case_id = f"{wait.kind.replace(' ', '-')}{f'-{SLOW}' * slow(wait)}-{mark}"
            async with gate:
                if wait.steps:
                    await self.opened(case_id, wait)
                    await self.said(case_id, wait, 0, len(wait.steps) - 1)
            return case_id, wait

        return list(await asyncio.gather(*map(prepare, WAITS)))

    async def begun(self, prepared: Sequence[tuple[str, Wait]]) -> list[Begun]:
        """All of them begin to wait, at once."""
        return list(await asyncio.gather(*(self._begin(*one) for one in prepared)))

    async def _begin(self, case_id: str, wait: Wait) -> Begun:
        after = time.time()
        if wait.steps:
            await self.said(case_id, wait, len(wait.steps) - 1, len(wait.steps))
        else:
            await self.opened(case_id, wait)
        return Begun(case_id, wait, after, time.time())

    async def opened(self, case_id: str, wait: Wait) -> None:
        """Open a case of that kind, as often as it takes."""
        while True:
            try:
                await self.crises.open(wait.filing(case_id))
            except Unreachable:
                await asyncio.sleep(AGAIN)
            else:
                return

    async def said(self, case_id: str, wait: Wait, first: int, last: int) -> None:
        """Give the commands of the wait, from the first up to the last, each until it is heard."""
        for number, (command, message) in enumerate(wait.steps[first:last], start=first):
            told = await self._worded(case_id, message)
            await self._insist(case_id, command, told, f"{case_id}-{number}")

    async def _worded(self, case_id: str, message: BaseModel) -> BaseModel:
        """The message; the word to publish names the text that was drafted."""
        if not isinstance(message, PublishStatement):
            return message
        drafted = (await self.crises.status(case_id)).statements[0].statement_hash
        return message.model_copy(update={"statement_hash": drafted})

    async def _insist(
        self, case_id: str, command: str, message: BaseModel, once: str
    ) -> CaseReceipt:
        while True:
            try:
                return await self.crises.say(case_id, command, message, once)
            except Unreachable:
                await asyncio.sleep(AGAIN)

    async def over(self, waits: Sequence[Begun], seconds: float) -> None:
        """Return when everything has gone out that must; TimeoutError says what has not."""
        until = time.monotonic() + seconds
        while not all(map(self.watch.is_over, waits)):
            if time.monotonic() > until:
                raise TimeoutError(f"still missing: {missing(waits, self.watch)}")
            await asyncio.sleep(GLANCE)

    async def failed_tasks(self, case_id: str) -> list[str]:
        """The workflow tasks of a case that failed by a mistake of ours."""
        history = await self.crises.handle(case_id).fetch_history()
        failed = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        return [str(event) for event in history.events if event.event_type == failed]


def lasting_ports() -> Iterator[int]:
    """Ports that nobody listens on, below those which the system hands out to whoever calls.

    A server that is killed must find its port free when it comes back.
    """
    while True:
        port = random.randrange(*LASTING)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            yield port


def worker(queue: Queue, program: Sequence[str], mark: str = "") -> Service:
    """A worker of a queue, by that program."""
    argv = (sys.executable, "-P", "-m", *program, queue)
    return Service(f"worker-{queue}{mark}", argv, ready=says(READY_LINE), order=DOORS)


@asynccontextmanager
async def a_house(
    folder: Path, program: Sequence[str] = HOSTING, marks: Sequence[str] = ("",)
) -> AsyncIterator[House]:
    """A Temporal server and the workers of crises and of publications, while the block lasts.

    There is a pair of workers for each mark, which ends their names.
    """
    ports = Ports.model_validate(dict(zip(Ports.model_fields, lasting_ports(), strict=False)))
    settings = addressed(Settings(var=folder), ports)
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    queues = (Queue.CRISES, Queue.NOTICES)
    workers = [worker(queue, program, mark) for mark in marks for queue in queues]
    told: list[str] = []
    async with running_stack(settings, (temporal(settings, ports), *workers), told.append) as stack:
        watch = Watch(engine)
        looking = asyncio.create_task(watch.go_on())
        try:
            yield House(stack, settings, await connect_crises(settings), engine, watch)
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            engine.dispose()
