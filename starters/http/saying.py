"""Commands as requests: answered by their case, or given later where that is asked for."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel

from makegood.messages.claims import Message
from makegood.store.command_outbox import CommandOutbox, CommandState, QueuedCommand
from starters.errors import Unreachable
from starters.http.carrier import Carrier
from starters.http.etags import as_json
from starters.http.standing import Standing
from starters.web.house import House

COMMANDS = "/v1/commands"
ASYNC = "respond-async"


class Accepted(Message):
    """A command that was taken in and is given later; `GET /v1/commands/{id}` follows it."""

    id: str
    case_id: str
    command: str
    state: CommandState
    made_at: datetime


class Saying:
    """Gives commands to cases on behalf of requests."""

    def __init__(self, house: House, outbox: CommandOutbox) -> None:
        self._house = house
        self._outbox = outbox

    async def say(self, request: Request, command: QueuedCommand) -> BaseModel | None:
        """The answer of the case; None where it is given later, as the request allows.

        Unreachable where the case does not answer and the request is not `respond-async`. What
        would overtake an earlier command of its case waits behind it.
        """
        actor = await self._house.caller(request)
        carrier = Carrier(self._house.claims_for(actor), self._house.crises_for(actor))
        if not prefers_later(request):
            return await carrier.give(command)
        if not await run_in_threadpool(self._outbox.waits, command.kind, command.case_id):
            with suppress(Unreachable):
                return await carrier.give(command)
        standing = Standing(actor, self._house.now()).written()
        request.state.later = replace(command, standing=standing)
        return None

    def accepted(self, command: QueuedCommand) -> Response:
        """The answer of a command that is given later: 202, and where to look for it."""
        body = Accepted(
            id=command.id,
            case_id=command.case_id,
            command=command.command,
            state=CommandState.WAITING,
            made_at=self._house.now(),
        )
        headers = {"location": f"{COMMANDS}/{command.id}", "preference-applied": ASYNC}
        return as_json(body, headers, 202)


def prefers_later(request: Request) -> bool:
    """Whether the request may be answered before it has taken effect (RFC 7240)."""
    said = ",".join(request.headers.getlist("prefer")).lower()
    return ASYNC in {one.partition(";")[0].strip() for one in said.split(",")}
