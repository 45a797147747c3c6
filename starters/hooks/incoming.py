"""The doors of ticketing and the social listener: kept by id before the answer, done after it."""

import asyncio
import re
from collections.abc import Callable
from typing import Protocol

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError

from makegood.messages.arrivals import MentionNews, TicketNews
from makegood.messages.problems import Problem
from makegood.settings import Settings
from makegood.store.hooks_in import Arrived, Kept
from starters.signed import SignedDoor, TurnedAway, answer, wrong_fields

KINDS: dict[str, type[BaseModel]] = {"tickets": TicketNews, "social": MentionNews}
"""What each source may say, by the last word of its path."""

ID = re.compile(r"[!-~]{1,128}")
RETRY_AFTER_SECONDS = 5
NOTHING = "\\u0000"
"""A character that no database keeps, as JSON writes it."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class KeepsArrivals(Protocol):
    """Keeps what came in, once by source and id; the real one is `HooksIn`."""

    def keep(self, arrived: Arrived) -> Kept: ...


class HookDoor:
    """Lets in what one source signed in the last five minutes, and keeps it."""

    def __init__(self, source: str, secret: str, book: KeepsArrivals) -> None:
        self._source = source
        self._signed = SignedDoor(secret)
        self._book = book

    async def receive(self, request: Request) -> Response:
        """202 when it is kept, 200 when it was before: either way it need not come again.

        413 too large, 401 not signed by the source or too old, 400 not what it may say, 409 other
        content under an id that was used before, 503 later please.
        """
        try:
            arrived = self._read(await self._signed.read(request), request)
            kept = await asyncio.to_thread(self._book.keep, arrived)
        except TurnedAway as turned:
            log.warning("hook_in.turned_away", source=self._source, status=turned.status)
            return answer(turned.status, turned.detail)
        except Problem:
            later = {"retry-after": str(RETRY_AFTER_SECONDS)}
            return answer(503, "not now, please send it again", later)
        log.info("hook_in.received", source=self._source, id=arrived.id, kept=kept)
        if kept is Kept.OTHER:
            return answer(409, "this id was used before for something else")
        return JSONResponse({"status": kept}, 202 if kept is Kept.NEW else 200)

    def _read(self, body: bytes, request: Request) -> Arrived:
        hook_id = request.headers.get("webhook-id", "")
        if not ID.fullmatch(hook_id):
            raise TurnedAway(400, "webhook-id: 1 to 128 visible characters")
        try:
            KINDS[self._source].model_validate_json(body)
            text = body.decode()
        except ValidationError as error:
            raise TurnedAway(400, f"not understood: {', '.join(wrong_fields(error))}") from error
        except UnicodeDecodeError as error:
            raise TurnedAway(400, "not understood: body") from error
        if NOTHING in text:
            raise TurnedAway(400, "not understood: a character that is none")
        return Arrived(self._source, hook_id, text)


def incoming(settings: Settings, book: KeepsArrivals, nudge: Callable[[], None]) -> APIRouter:
    """A route for each source that has a key; `nudge` says that there is something to be done."""
    router = APIRouter()
    for source in KINDS:
        if secret := settings.listened_to(source):
            _add(router, source, HookDoor(source, secret, book), nudge)
    return router


def _add(router: APIRouter, source: str, door: HookDoor, nudge: Callable[[], None]) -> None:
    @router.post(f"/webhooks/{source}", name=source)
    async def receive(request: Request) -> Response:
        response = await door.receive(request)
        nudge()
        return response
