"""The relay: gives the commands that were taken in while their case could not be reached."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, JsonValue
from pydantic_core import to_jsonable_python

from makegood.messages.problems import Problem
from makegood.store.command_outbox import CommandOutbox, CommandState, QueuedCommand
from makegood.store.requests import RequestBook
from starters.errors import DoorError, Unreachable
from starters.http.carrier import FILE, OPEN, Carrier, Kind, message_in
from starters.http.standing import Standing, standing_in
from starters.http.subjects import Deed, Subjects
from starters.web.house import House

AT_ONCE = 8
PAUSE = timedelta(seconds=1)
FORGETTING = timedelta(hours=1)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Relay:
    """Carries what waits, one command of a case at a time; any number of relays may run."""

    def __init__(self, house: House, pause: timedelta = PAUSE) -> None:
        self._house = house
        self._outbox = CommandOutbox(house.engine, house.now)
        self._book = RequestBook(house.engine, house.now)
        self._pause = pause.total_seconds()
        self._forgot_at: datetime | None = None

    async def run(self) -> None:
        """Carry until cancelled; a database that is away is waited for."""
        while True:
            try:
                carried = await self.carry()
                await self._forget()
            except Problem as error:
                carried = 0
                log.warning("relay.waits", why=str(error))
            if not carried:
                await asyncio.sleep(self._pause)

    async def carry(self) -> int:
        """Give what is due, and say how many that were."""
        due = await run_in_threadpool(self._outbox.due, AT_ONCE)
        await asyncio.gather(*map(self._give, due))
        return len(due)

    async def _give(self, command: QueuedCommand) -> None:
        state = await self._outcome(command)
        log.info("relay.command", command=command.command, kind=command.kind, state=state)

    async def _outcome(self, command: QueuedCommand) -> CommandState:
        """What becomes of it: a refusal is an answer, an outage is not, a mistake of ours neither.

        The command carries its id, so that giving it again has no further effect.
        """
        try:
            receipt = await self._given(command)
        except Unreachable as away:
            await run_in_threadpool(self._outbox.put_off, command.id, away.message)
            return CommandState.WAITING
        except DoorError as refusal:
            return await self._settled(command, CommandState.REFUSED, _told(refusal))
        except Exception as error:
            log.exception("relay.fault", command=command.command)
            return await run_in_threadpool(self._outbox.fault, command.id, type(error).__name__)
        return await self._settled(command, CommandState.DONE, _json(receipt))

    async def _given(self, command: QueuedCommand) -> BaseModel:
        """What the case answers to its sender, as the door had recognised them."""
        house, standing = self._house, standing_in(command.standing)
        if standing is None:
            return await Carrier(house.claims, house.crises).give(command)
        await self._require_theirs(standing, command)
        actor = standing.actor
        return await Carrier(house.claims_for(actor), house.crises_for(actor)).give(command)

    async def _require_theirs(self, standing: Standing, command: QueuedCommand) -> None:
        """Denied unless the sender, when it was taken in, might do that to the case as it is now.

        So a sign-in that was too old for an amount does not serve one that has grown meanwhile.
        """
        if command.command in (FILE, OPEN):
            return
        deed = Deed(standing.actor, f"{command.kind}.{command.command}", message_in(command))
        subjects = Subjects(self._house.as_of(standing.at))
        allow = subjects.to_crisis if command.kind == Kind.CRISIS else subjects.claim
        await allow(deed, command.case_id)

    async def _settled(
        self, command: QueuedCommand, state: CommandState, answer: dict[str, JsonValue]
    ) -> CommandState:
        await run_in_threadpool(self._outbox.settle, command.id, state, answer)
        return state

    async def _forget(self) -> None:
        """Now and then, let go of answers that no client waits for any more."""
        now = self._house.now()
        if self._forgot_at is None or now - self._forgot_at > FORGETTING:
            self._forgot_at = now
            await run_in_threadpool(self._book.forget)


@asynccontextmanager
async def carrying(relay: Relay) -> AsyncIterator[None]:
    """A relay at work for as long as the block lasts."""
    work = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


def _json(receipt: BaseModel) -> dict[str, JsonValue]:
    said: dict[str, JsonValue] = to_jsonable_python(receipt)
    return said


def _told(refusal: DoorError) -> dict[str, JsonValue]:
    return {"code": refusal.code, "detail": refusal.message}
