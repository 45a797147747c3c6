"""What came in by webhook takes effect: alarms are raised, cases linked, watches fed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import structlog
from pydantic import BaseModel
from sqlalchemy import Engine
from temporalio.client import Client

from makegood.messages.arrivals import MentionNews, TicketNews, TicketSays
from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_commands import AddLink, SaysWhy
from makegood.messages.problems import Problem, Retryable
from makegood.messages.watches import MentionLine
from makegood.settings import Settings
from makegood.store.hooks_in import Arrived, HooksIn
from starters.crises import Crises
from starters.errors import DoorError, Unreachable
from starters.talking import sealer_of
from starters.watches import Watches, people

BY = "ticketing"
BATCH = 20
PAUSE_SECONDS = 1.0

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class SpeaksToCases(Protocol):
    """Opens crisis cases and speaks to them; `starters.crises.Crises` is the real one."""

    async def open(self, filing: CrisisFiling) -> object: ...

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> object: ...


class FeedsWatches(Protocol):
    """Takes mentions in; `starters.watches.Watches` is the real one."""

    async def feed(self, name: str, mentions: Sequence[MentionLine]) -> object: ...


class Doing:
    """Gives what came in its effect, once: cases and mentions have ids of their own."""

    def __init__(self, crises: SpeaksToCases, watches: FeedsWatches) -> None:
        self._crises = crises
        self._watches = watches

    async def __call__(self, arrived: Arrived) -> str:
        """What was done, in a word for whoever looks; raises what the case or watch answers."""
        if arrived.source == "social":
            return await self._fed(MentionNews.model_validate_json(arrived.body))
        return await self._ticket(TicketNews.model_validate_json(arrived.body), arrived.id)

    async def _fed(self, news: MentionNews) -> str:
        await self._watches.feed(news.watch, news.mentions)
        return f"watch {news.watch}: {len(news.mentions)}"

    async def _ticket(self, news: TicketNews, once: str) -> str:
        match news.event:
            case TicketSays.ESCALATED:
                await self._crises.open(news.filing())
            case TicketSays.LINKED:
                link = AddLink(kind="ticket", reference=news.ticket_id, url=news.url, by=BY)
                await self._crises.say(news.case, "link", link, once)
            case TicketSays.REOPENED:
                why = news.reason.strip() or f"ticket {news.ticket_id} was opened again"
                await self._crises.say(news.case, "reopen", SaysWhy(by=BY, reason=why), once)
        return f"{news.event}: {news.case}"


class ArrivalRelay:
    """Does what was kept, as soon as it can be done; two of them at once do nothing twice."""

    def __init__(self, book: HooksIn, doing: Callable[[Arrived], Awaitable[str]]) -> None:
        self._book = book
        self._doing = doing
        self._woken = asyncio.Event()

    def nudge(self) -> None:
        """There is something to do."""
        self._woken.set()

    async def run(self) -> None:
        """Do what is due, until cancelled; a database that is away is waited for."""
        while True:
            try:
                done = await self.carry()
            except Problem as error:
                done = 0
                log.warning("hook_in.waits", why=str(error))
            if not done:
                await self._rest()

    async def carry(self) -> int:
        """Do what is due now; how many that were."""
        due = await asyncio.to_thread(self._book.due, BATCH)
        for arrived in due:
            await self._carried(arrived)
        return len(due)

    async def _carried(self, arrived: Arrived) -> None:
        try:
            note = await self._doing(arrived)
        except (Unreachable, Retryable) as away:
            await asyncio.to_thread(self._book.put_off, arrived, str(away))
            log.info("hook_in.waits", source=arrived.source, id=arrived.id)
        except (DoorError, Problem) as refusal:
            await self._buried(arrived, str(refusal))
        except Exception as fault:
            log.exception("hook_in.fault", source=arrived.source, id=arrived.id)
            await self._buried(arrived, type(fault).__name__)
        else:
            await asyncio.to_thread(self._book.done, arrived, note)
            log.info("hook_in.done", source=arrived.source, id=arrived.id, did=note)

    async def _buried(self, arrived: Arrived, why: str) -> None:
        await asyncio.to_thread(self._book.bury, arrived, why)
        log.warning("hook_in.dead", source=arrived.source, id=arrived.id, why=why)

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), PAUSE_SECONDS)
        except TimeoutError:
            return
        self._woken.clear()


def relay_of(settings: Settings, client: Client, engine: Engine) -> ArrivalRelay:
    """The relay with the real cases and watches behind it."""
    crises = Crises(client, sealer=sealer_of(settings))
    watches = Watches(client, engine, people(settings))
    return ArrivalRelay(HooksIn(engine), Doing(crises, watches))
