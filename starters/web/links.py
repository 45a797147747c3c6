"""The door of links: one opens one case, once, and what is decided there needs a sign-in."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from makegood.gateways.ack_links import LinkExpired, LinkForged
from makegood.gateways.decision_links import PAGES, PATH, DecisionLinks, Opened
from makegood.gateways.oidc import LONG_AGO
from makegood.store.sessions import Session, Sessions
from makegood.store.trail import AccessEvent, AccessLine, Trail, UsedLinks
from starters.web.cookies import Cookies
from starters.web.gate import PUBLIC, declares
from starters.web.house import Recognise
from starters.web.plain_page import button, link, plain_page

GLANCE = timedelta(hours=1)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True)
class LinkDoor:
    """Looking at a link uses nothing up, so no preview in a mailbox does; pressing its button does.

    Who is signed in already goes straight to the case, with rights of their own.
    """

    links: DecisionLinks
    used: UsedLinks
    sessions: Sessions
    trail: Trail
    recognise: Recognise
    cookies: Cookies
    now: Callable[[], datetime]

    async def show(self, request: Request, token: str) -> Response:
        """The case, a button that opens it, or why the link does not."""
        found = await self._found(token)
        if isinstance(found, Response):
            return found
        actor = await self.recognise(request)
        if actor is not None and not actor.glance:
            return RedirectResponse(_page_of(found), 303)
        return plain_page(
            200,
            f"{found.kind.capitalize()} {found.case_id}",
            f"This link is for {found.reader}. It opens the case once, to look at.",
            "To decide, you sign in.",
            way_on=button("Open the case"),
        )

    async def open(self, token: str) -> Response:
        """Open the case with a session that shows it and nothing else, for an hour."""
        found = await self._found(token)
        if isinstance(found, Response):
            return found
        now = self.now()
        if not await asyncio.to_thread(self.used.use, found.id, found.reader, now):
            return _used(found)
        line = AccessLine(found.reader, AccessEvent.LINK_USED, found.glance)
        await asyncio.to_thread(self.trail.note, line, now)
        log.info("access.link_used", actor=found.reader, what=found.glance)
        session = Session(found.reader, LONG_AGO, now + GLANCE, found.glance)
        secret = await asyncio.to_thread(self.sessions.begin, session, now)
        answer = RedirectResponse(_page_of(found), 303)
        self.cookies.keep_session(answer, secret, int(GLANCE.total_seconds()))
        return answer

    async def _found(self, token: str) -> Opened | Response:
        try:
            found = self.links.read(token)
        except LinkExpired:
            way_on = link("Sign in", "/sign-in")
            return plain_page(
                410, "Too old", "This link is more than three days old.", way_on=way_on
            )
        except LinkForged:
            log.warning("access.link_forged")
            lines = "This link is not one of ours, or a part of it is missing."
            return plain_page(404, "No such link", lines)
        is_used = await asyncio.to_thread(self.used.used_at, found.id)
        return _used(found) if is_used else found


def _used(found: Opened) -> Response:
    way_on = link("Sign in and open it", f"/sign-in?next={_page_of(found)}")
    return plain_page(410, "Used already", "This link has been used; it works once.", way_on=way_on)


def _page_of(found: Opened) -> str:
    return PAGES[found.kind] + found.case_id


def link_router(door: LinkDoor) -> APIRouter:
    """The routes of links."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH + "{token}", openapi_extra=declares(PUBLIC))
    async def show_link(request: Request, token: str) -> Response:
        return await door.show(request, token)

    @router.post(PATH + "{token}", openapi_extra=declares(PUBLIC))
    async def open_link(token: str) -> Response:
        return await door.open(token)

    return router
