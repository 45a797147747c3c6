"""Signing in with the provider, and out again."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from makegood.gateways.oidc import Attempt, Proven
from makegood.gateways.oidc_pages import NotProven, ProviderAway
from makegood.policy.access import AccessBook
from makegood.store.sessions import Session, Sessions
from makegood.store.trail import AccessEvent, AccessLine, Trail
from starters.web.begun import Begun, BegunSeal
from starters.web.cookies import Cookies
from starters.web.gate import PUBLIC, SIGNED_IN, declares
from starters.web.plain_page import STYLE, link, plain_page

OIDC = "oidc"
"""How whoever signed in is known: by a provider, whose own methods follow."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Provider(Protocol):
    """Proves who a person is."""

    async def begin(self, attempt: Attempt) -> str:
        """Where a browser goes to sign in."""

    async def finish(self, code: str, attempt: Attempt, now: datetime) -> Proven:
        """Who signed in."""


@dataclass(frozen=True)
class SignIn:
    """All that signing in needs; `lasts` is how long a session may be."""

    provider: Provider
    sessions: Sessions
    book: AccessBook
    trail: Trail
    seal: BegunSeal
    cookies: Cookies
    web_url: str
    lasts: timedelta
    now: Callable[[], datetime]

    async def begin(self, to: str, *, again: bool) -> Response:
        """Send a browser to the provider; it keeps the secrets of what it has begun."""
        attempt = Attempt(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            begun_at=self.now(),
            again=again,
        )
        try:
            where = await self.provider.begin(attempt)
        except (ProviderAway, NotProven) as error:
            return self._failed(error, to)
        answer = RedirectResponse(where, 303)
        self.cookies.keep_begun(answer, attempt.state, self.seal.sealed(Begun(attempt, to)))
        return answer

    async def finish(self, request: Request) -> Response:
        """Make the session of whoever comes back from the provider; the old one ends."""
        told = request.query_params
        state = told.get("state", "")
        begun = self.seal.opened(request.cookies.get(self.cookies.begun(state), ""))
        if begun is None or not secrets.compare_digest(begun.attempt.state, state):
            return self._failed(NotProven("This sign-in was not begun here, or is too old."), "/")
        try:
            proven = await self._proven(told.get("code", ""), begun)
        except (ProviderAway, NotProven) as error:
            return self._failed(error, begun.to)
        account = self.book.account_of(proven.login)
        if self.book.actor(account) is None:
            log.warning("access.unknown_account")
            return self._unknown(begun)
        answer = RedirectResponse(begun.to, 303)
        methods = (OIDC, *proven.methods)
        session = Session(account, proven.signed_in_at, self._ends(), methods=methods)
        await self._open(request, answer, session)
        self.cookies.drop_begun(answer, state)
        return answer

    async def _proven(self, code: str, begun: Begun) -> Proven:
        if not code:
            raise NotProven("The provider says that nobody signed in.")
        return await self.provider.finish(code, begun.attempt, self.now())

    def _ends(self) -> datetime:
        return self.now() + self.lasts

    async def _open(self, request: Request, answer: Response, session: Session) -> None:
        now, old = self.now(), request.cookies.get(self.cookies.session, "")
        await asyncio.to_thread(self.sessions.end, old, now)
        secret = await asyncio.to_thread(self.sessions.begin, session, now)
        await self.note(request, session.account, AccessEvent.SIGNED_IN)
        seconds = int((session.ends_at - now).total_seconds())
        self.cookies.keep_session(answer, secret, seconds)

    async def leave(self, request: Request, *, everywhere: bool) -> Response:
        """End this session, or all of the account's."""
        account, now = request.state.actor.name, self.now()
        if everywhere:
            await asyncio.to_thread(self.sessions.end_all, account, now)
        secret = request.cookies.get(self.cookies.session, "")
        await asyncio.to_thread(self.sessions.end, secret, now)
        event = AccessEvent.SIGNED_OUT_EVERYWHERE if everywhere else AccessEvent.SIGNED_OUT
        await self.note(request, account, event)
        answer = RedirectResponse("/signed-out", 303)
        self.cookies.drop_session(answer)
        return answer

    async def note(self, request: Request, account: str, event: AccessEvent) -> None:
        """Write down and log that somebody came or went."""
        line = AccessLine(account, event, request=str(request.state.request_id))
        await asyncio.to_thread(self.trail.note, line, self.now())
        log.info("access.noted", what=event, actor=account)

    def _failed(self, error: Exception, to: str) -> Response:
        is_away = isinstance(error, ProviderAway)
        log.warning("access.not_signed_in", reason=str(error))
        again = link("Try again", f"/sign-in?next={quote(to)}")
        status = 503 if is_away else 400
        return plain_page(status, "You are not signed in", str(error), way_on=again)

    def _unknown(self, begun: Begun) -> Response:
        answer = plain_page(
            403,
            "No account here",
            "You have signed in, but that account is not one of this desk.",
            "Ask an administrator to add it to the table of roles, or sign in as somebody else.",
            way_on=link("Sign in as somebody else", "/sign-in?again=1"),
        )
        self.cookies.drop_begun(answer, begun.attempt.state)
        return answer


def local_path(wanted: str) -> str:
    """The page of ours that somebody wants to get to; the first page for any other address."""
    is_plain = wanted.startswith("/") and wanted.isprintable() and "\\" not in wanted
    is_ours = is_plain and not wanted.startswith("//") and not urlsplit(wanted).netloc
    return wanted if is_ours else "/"


def sign_in_router(doors: SignIn) -> APIRouter:
    """The routes by which people come and go."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in", openapi_extra=declares(PUBLIC))
    async def sign_in(request: Request, next: str = "/", again: bool = False) -> Response:  # noqa: A002, FBT001, FBT002
        if request.url.netloc != urlsplit(doors.web_url).netloc:
            return RedirectResponse(f"{doors.web_url}/sign-in?{request.url.query}", 303)
        return await doors.begin(local_path(next), again=again)

    @router.get("/sign-in/callback", openapi_extra=declares(PUBLIC))
    async def callback(request: Request) -> Response:
        return await doors.finish(request)

    @router.post("/sign-out", openapi_extra=declares(SIGNED_IN))
    async def sign_out(request: Request) -> Response:
        return await doors.leave(request, everywhere=False)

    @router.post("/sign-out-everywhere", openapi_extra=declares(SIGNED_IN))
    async def sign_out_everywhere(request: Request) -> Response:
        return await doors.leave(request, everywhere=True)

    @router.get("/signed-out", openapi_extra=declares(PUBLIC))
    async def signed_out() -> Response:
        way_on = link("Sign in again", "/sign-in")
        return plain_page(200, "Signed out", "You are signed out.", way_on=way_on)

    @router.get("/plain.css", openapi_extra=declares(PUBLIC))
    async def style() -> Response:
        return PlainTextResponse(STYLE, media_type="text/css")

    return router
