"""A house of real processes in which crises wait, and somebody who sees what goes out when."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel
from sqlalchemy import Engine, text
from temporalio.api.enums.v1 import EventType

from benchmarks.temporal import free_port
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
GLANCE, AGAIN = 0.1, 0.3
AT_ONCE = 4

SEEN = """
SELECT key, 'page' AS kind, reason AS what FROM page WHERE state = 'sent'
UNION ALL SELECT key, 'letter', template FROM notice WHERE claim_id LIKE 'crisis:%'
UNION ALL SELECT case_id || ':' || sha256, 'publication', key FROM publication
WHERE published_at IS NOT NULL
"""


@dataclass(frozen=True)
class Seen:
    """Something that went out: of which case, of which sort, and when it was seen first."""

    case_id: str
    label: str
    at: float


@dataclass(frozen=True)
class Begun:
    """A wait that has begun at some moment between these two."""

    case_id: str
    wait: Wait
    after: float
    before: float


class Watch:
    """Looks into the database again and again: each row is noted when it is seen first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: dict[str, Seen] = {}

    async def go_on(self) -> None:
        """Look, for ever."""
        while True:
            self.look()
            await asyncio.sleep(GLANCE)

    def look(self) -> None:
        """Note what is there and was not before."""
        now = time.time()
        with self._engine.connect() as connection:
            for row in connection.execute(text(SEEN)):
                case_id, about = row.key.split(":")[:2]
                number = f" {row.key.split(':')[2]}" if about == "ladder" else ""
                label = f"{row.kind} {row.what}{number}"
                self._seen.setdefault(f"{row.kind} {row.key}", Seen(case_id, label, now))

    def of(self, case_id: str) -> list[Seen]:
        """What a case has sent out so far, in the order in which it was seen."""
        return sorted((s for s in self._seen.values() if s.case_id == case_id), key=lambda s: s.at)

    def counted(self, case_id: str) -> Counter[str]:
        """How often a case has sent out what."""
        return Counter(seen.label for seen in self.of(case_id))

    def due_of(self, begun: Begun) -> float | None:
        """When the end of the wait was seen; None while it was not."""
        label, number = begun.wait.due
        moments = [seen.at for seen in self.of(begun.case_id) if seen.label == label]
        return moments[number - 1] if len(moments) >= number else None

    def is_over(self, begun: Begun) -> bool:
        """Whether everything that must go out has."""
        return not Counter(begun.wait.must) - self.counted(begun.case_id)


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
        """Return when everything has gone out that must; TimeoutError when it does not."""
        async with asyncio.timeout(seconds):
            while not all(map(self.watch.is_over, waits)):  # noqa: ASYNC110 - a database tells
                await asyncio.sleep(GLANCE)

    async def failed_tasks(self, case_id: str) -> list[str]:
        """The workflow tasks of a case that failed by a mistake of ours."""
        history = await self.crises.handle(case_id).fetch_history()
        failed = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        return [str(event) for event in history.events if event.event_type == failed]


def worker(queue: Queue, program: Sequence[str] = HOSTING) -> Service:
    """The worker of a queue, by that program."""
    argv = (sys.executable, "-P", "-m", *program, queue)
    return Service(f"worker-{queue}", argv, ready=says(READY_LINE), order=DOORS)


@asynccontextmanager
async def a_house(folder: Path, program: Sequence[str] = HOSTING) -> AsyncIterator[House]:
    """A Temporal server and the workers of crises and of publications, while the block lasts."""
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    settings = addressed(Settings(var=folder), ports)
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    workers = (worker(queue, program) for queue in (Queue.CRISES, Queue.NOTICES))
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


def missing(waits: Sequence[Begun], watch: Watch) -> Mapping[str, Counter[str]]:
    """What must have gone out and has not, by case."""
    lost = {b.case_id: Counter(b.wait.must) - watch.counted(b.case_id) for b in waits}
    return {case_id: labels for case_id, labels in lost.items() if labels}


def too_much(waits: Sequence[Begun], watch: Watch) -> Mapping[str, Counter[str]]:
    """What has gone out and was not to, by case; or more often than it was to."""
    allowed = {b.case_id: Counter(b.wait.must) + Counter(b.wait.may) for b in waits}
    more = {b.case_id: watch.counted(b.case_id) - allowed[b.case_id] for b in waits}
    return {case_id: labels for case_id, labels in more.items() if labels}
