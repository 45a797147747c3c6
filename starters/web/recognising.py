"""Who asks: a system by its key, a person by the session of a browser."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from fastapi import Request

from makegood.policy.access import AccessBook
from makegood.rules.access import Actor, Role
from makegood.store.api_keys import ApiKeys, KeyEntry
from makegood.store.sessions import Sessions
from starters.web.cookies import Cookies
from starters.web.csrf import token_of
from starters.web.house import Recognise

AUTHORIZATION = "authorization"

KEY = "key"
"""How a system is known: by a key that it was given."""


class FirstOf:
    """Asks one recogniser after the other."""

    def __init__(self, recognisers: Sequence[Recognise]) -> None:
        self._recognisers = recognisers

    async def __call__(self, request: Request) -> Actor | None:
        """The actor that the first of them knows; None where none does."""
        for recognise in self._recognisers:
            actor = await recognise(request)
            if actor is not None:
                return actor
        return None


class ByKey:
    """Recognises a system by `Authorization: Bearer mg_...`."""

    def __init__(self, keys: ApiKeys, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._now = now

    async def __call__(self, request: Request) -> Actor | None:
        """The system that the key was given to; None for a key that works no more."""
        kind, _, key = request.headers.get(AUTHORIZATION, "").partition(" ")
        if kind.lower() != "bearer":
            return None
        entry = await asyncio.to_thread(self._keys.find, key.strip(), self._now())
        return actor_of(entry) if entry else None


class BySession:
    """Recognises a person by the cookie of a session; a request with a key is not looked at."""

    def __init__(
        self, sessions: Sessions, book: AccessBook, cookies: Cookies, now: Callable[[], datetime]
    ) -> None:
        self._sessions = sessions
        self._book = book
        self._cookie = cookies.session
        self._now = now

    async def __call__(self, request: Request) -> Actor | None:
        """The person who signed in; None where the session has ended or the account is gone."""
        secret = request.cookies.get(self._cookie, "")
        if not secret or AUTHORIZATION in request.headers:
            return None
        session = await asyncio.to_thread(self._sessions.find, secret, self._now())
        actor = self._book.actor(session.account) if session else None
        if session is None or actor is None:
            return None
        request.state.csrf = token_of(secret)
        return replace(
            actor,
            signed_in_at=session.signed_in_at,
            glance=session.glance,
            recognised=session.methods,
        )


def actor_of(entry: KeyEntry) -> Actor:
    """Who a key is at the doors."""
    return Actor(
        name=entry.name,
        roles=frozenset({Role.SYSTEM}),
        merchant_id=entry.merchant_id,
        scopes=frozenset(entry.scopes),
        recognised=(KEY,),
    )
