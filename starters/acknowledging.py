"""The doors at which people acknowledge a page: a link with a button, and a reply with a code."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ValidationError

from makegood.gateways.ack_links import PATH, AckLinks, LinkExpired, LinkForged
from makegood.messages.crisis_commands import Acknowledge
from makegood.messages.paging import PageEntry, PageReply
from makegood.messages.problems import Retryable
from makegood.rules.crisis.replies import acknowledged_page
from makegood.rules.refusals import Refused
from makegood.store.claims import utc_now
from starters.acknowledge_page import (
    Sheet,
    already,
    asked,
    expired,
    later,
    refused,
    thanks,
    unknown,
)
from starters.errors import DoorError, Unreachable
from starters.signed import SignedDoor, TurnedAway, answer, wrong_fields

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class SaysToCases(Protocol):
    """Gives a command to a crisis case, once by its `once`."""

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> BaseModel:
        """The case's answer, or a DoorError."""


class Pages(Protocol):
    """The page book, as far as this door needs it."""

    def find(self, number: int) -> PageEntry | None: ...

    def acknowledged(self, number: int, now: datetime) -> bool: ...


class People(Protocol):
    """Whose address a reply comes from."""

    def person_at(self, address: str) -> str: ...


@dataclass(frozen=True)
class Said:
    """What became of a reply, as its sender may read it."""

    code: str
    text: str


class AcknowledgeDoor:
    """Takes acknowledgements in; looking at a link never acknowledges, so no preview does."""

    def __init__(
        self,
        links: AckLinks,
        pages: Pages,
        cases: SaysToCases,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._links = links
        self._pages = pages
        self._cases = cases
        self._now = now

    async def show(self, token: str) -> Sheet:
        """What the link acknowledges, with a button; why not, where it cannot."""
        found = await self._found(token)
        return asked(found) if isinstance(found, PageEntry) else found

    async def take(self, token: str) -> Sheet:
        """Acknowledge the case in the name of the page's reader; the link works no second time."""
        found = await self._found(token)
        if not isinstance(found, PageEntry):
            return found
        try:
            await self.acknowledge(found, "by the link in a page")
        except (Unreachable, Retryable):
            return later()
        except DoorError as refusal:
            return refused(refusal.message)
        return thanks(found)

    async def acknowledge(self, page: PageEntry, how: str) -> None:
        """Tell the case, then note that the page is used: a case that is away burns no link."""
        said = Acknowledge(by=page.person, reason=how, page=page.key)
        await self._cases.say(page.case_id, "acknowledge", said, once=f"page-{page.number}")
        await asyncio.to_thread(self._pages.acknowledged, page.number, self._now())
        log.info("page.acknowledged", case=page.case_id, page=page.number, how=how)

    async def find(self, number: int) -> PageEntry | None:
        """The page of that number."""
        return await asyncio.to_thread(self._pages.find, number)

    async def _found(self, token: str) -> PageEntry | Sheet:
        try:
            pointed = self._links.read(token)
            page = await self.find(pointed.number)
        except LinkExpired:
            return expired()
        except LinkForged:
            return unknown()
        except Retryable:
            return later()
        if page is None or page.person != pointed.person:
            return unknown()
        return already(page) if page.acknowledged_at else page


class ReplyDoor:
    """Takes replies such as `12a` in, as the gateway of a channel signs and hands them on."""

    def __init__(self, secret: str, people: People, door: AcknowledgeDoor) -> None:
        self._signed = SignedDoor(secret)
        self._people = people
        self._door = door

    async def receive(self, request: Request) -> Response:
        """200 with a sentence for the sender, whatever it is: the same reply again is no better.

        413 too large, 401 not signed or too old, 400 not a reply, 503 later please.
        """
        try:
            reply = PageReply.model_validate_json(await self._signed.read(request))
        except TurnedAway as turned:
            log.warning("reply.unsigned", status=turned.status)
            return answer(turned.status, turned.detail)
        except ValidationError as error:
            return answer(400, f"not a reply: {', '.join(wrong_fields(error))}")
        try:
            said = await self._taken(reply)
        except (Unreachable, Retryable):
            return answer(503, "not now, please send it again", {"retry-after": "5"})
        log.info("reply.received", reply=reply.reply_id, code=said.code)
        return JSONResponse({"code": said.code, "text": said.text})

    async def _taken(self, reply: PageReply) -> Said:
        try:
            page = await self._door.find(acknowledged_page(reply.text))
            if page is None or page.person != self._people.person_at(reply.sender):
                return Said("not_yours", "No page of that number was sent to you.")
            await self._door.acknowledge(page, "by a reply")
        except Refused as refusal:
            return Said(refusal.code, refusal.message)
        except Unreachable:
            raise
        except DoorError as refusal:
            return Said(refusal.code, refusal.message)
        return Said("acknowledged", f"Case {page.case_id} is acknowledged by you.")


def acknowledging(door: AcknowledgeDoor, replies: ReplyDoor) -> APIRouter:
    """The routes of both doors."""
    router = APIRouter()

    @router.get(PATH + "{token}")
    async def look(token: str) -> Response:
        return _page(await door.show(token))

    @router.post(PATH + "{token}")
    async def press(token: str) -> Response:
        return _page(await door.take(token))

    @router.post("/replies")
    async def reply(request: Request) -> Response:
        return await replies.receive(request)

    return router


def _page(sheet: Sheet) -> Response:
    return HTMLResponse(sheet.html, sheet.status, HEADERS)
