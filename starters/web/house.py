"""What every page and route works with, opened once for a process."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog
from fastapi import Request
from sqlalchemy import Engine

from makegood.gateways.documents import DocumentStore
from makegood.rules.access import AccessTable, Actor, Resource, Verdict, authorize
from makegood.settings import Settings
from makegood.store.claims import utc_now
from makegood.store.crisis_desk import CrisisLists
from makegood.store.inbox import Desk
from makegood.store.trail import AccessEvent, AccessLine, Trail
from starters.client import Claims
from starters.crises import Crises
from starters.errors import Denied
from starters.watches import Watches
from starters.web.grounds import note

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class NotSignedIn(Exception):
    """Nobody has said who asks: a person is sent to sign in, a system is answered 401."""


class Recognise(Protocol):
    """Tells who asks, by a session or a key; None for a stranger."""

    async def __call__(self, request: Request) -> Actor | None:
        """The actor of a request."""


@dataclass(frozen=True)
class House:
    """The doors' shared means; tests give their own through the constructor."""

    settings: Settings
    engine: Engine
    claims: Claims
    crises: Crises
    desk: Desk
    lists: CrisisLists
    documents: DocumentStore
    access: AccessTable
    recognise: Recognise
    now: Callable[[], datetime] = utc_now
    watches: Watches | None = None

    async def caller(self, request: Request) -> Actor:
        """Who asks, looked up once a request; NotSignedIn for a stranger."""
        known: Actor | None = getattr(request.state, "actor", None)
        actor = known or await self.recognise(request)
        if actor is None:
            raise NotSignedIn
        request.state.actor = actor
        return actor

    def claims_for(self, actor: Actor) -> Claims:
        """The claims, whose seals tell how the actor was recognised."""
        return self.claims.recognised_by(*actor.recognised) if actor.recognised else self.claims

    def crises_for(self, actor: Actor) -> Crises:
        """The same for crises."""
        return self.crises.recognised_by(*actor.recognised) if actor.recognised else self.crises

    def as_of(self, at: datetime) -> "House":
        """The same house at another moment, to ask what somebody might do then."""
        return replace(self, now=lambda: at)

    def verdict(self, actor: Actor, action: str, resource: Resource) -> Verdict:
        """Whether the actor may do that to it now."""
        verdict = authorize(actor, action, resource, self.access, self.now())
        if verdict.allowed:
            note(action, resource)
        return verdict

    def require(self, actor: Actor, action: str, resource: Resource) -> None:
        """Denied, with the reason's code, unless the actor may.

        Who opens a restricted case is written down first: what cannot be written is not opened.
        """
        verdict = self.verdict(actor, action, resource)
        what = f"{resource.kind}/{resource.id}"
        if not verdict.allowed:
            log.info(
                "access.refused", actor=actor.name, action=action, what=what, code=verdict.code
            )
            raise Denied(verdict.message, verdict.code)
        if resource.restricted:
            line = AccessLine(actor.name, AccessEvent.OPENED_RESTRICTED, what, request_id())
            Trail(self.engine).note(line, self.now())


def request_id() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))
