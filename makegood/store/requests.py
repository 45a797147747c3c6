"""Requests by their idempotency key: worked on once, and answered again with the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Engine, Row, Update, delete, select, update

from makegood.store.claims import utc_now
from makegood.store.command_outbox import QueuedCommand, queue
from makegood.store.engine import add_once, writing
from makegood.store.request_tables import HTTP_REQUEST

LEASE = timedelta(seconds=90)
"""How long a request may be worked on before it counts as given up; longer than any patience."""

KEPT = timedelta(days=30)
"""How long an answer is kept; no client tries again for longer."""


NOTHING: dict[str, object] = {"headers": {}, "body": b"", "grounds": "[]", "remade": False}
"""The answer of a request that has none yet."""


class Beginning(StrEnum):
    """What a request with a key is: the first, one answered before, one of two at once, another."""

    NEW = "new"
    ANSWERED = "answered"
    IN_FLIGHT = "in_flight"
    OTHER = "other"


@dataclass(frozen=True)
class Asked:
    """A request: whose key, what it asks for; `token` tells one attempt from another."""

    actor: str
    key: str
    fingerprint: str
    token: str


@dataclass(frozen=True)
class Answered:
    """The answer of a request, as it is given again.

    `grounds` are why it may be given, in the door's own words. What is `remade` is not kept, but
    made again for whoever repeats the request.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    grounds: str = "[]"
    remade: bool = False


class RequestBook:
    """The requests of the last thirty days. Raises Retryable where the database is away."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def begin(self, asked: Asked) -> tuple[Beginning, Answered | None]:
        """Take the request up, unless somebody has; one that was given up is taken up anew."""
        now = self._now()
        with writing(self._engine) as connection:
            held = _taken(connection, asked, now)
            found = _beginning(held, asked, now)
            if found is Beginning.NEW:
                again = {"token": asked.token, "leased_until": now + LEASE}
                connection.execute(_this(held.token, asked).values(again))
        return found, _answer(held) if found is Beginning.ANSWERED else None

    def keep(self, asked: Asked, answer: Answered, later: QueuedCommand | None = None) -> None:
        """Keep the answer, with the command that it promises, in one transaction."""
        now = self._now()
        with writing(self._engine) as connection:
            connection.execute(_this(asked.token, asked).values(vars(answer)))
            if later is not None:
                queue(connection, later, now)

    def release(self, asked: Asked) -> None:
        """Nothing was done: the next request with the key is the first."""
        table = HTTP_REQUEST.c
        with writing(self._engine) as connection:
            connection.execute(
                delete(HTTP_REQUEST).where(
                    table.actor == asked.actor, table.key == asked.key, table.token == asked.token
                )
            )

    def forget(self) -> int:
        """Forget what is older than any client remembers; says how many."""
        with writing(self._engine) as connection:
            old = delete(HTTP_REQUEST).where(HTTP_REQUEST.c.begun_at < self._now() - KEPT)
            return connection.execute(old).rowcount


def _new(asked: Asked, now: datetime) -> dict[str, object]:
    leased = {"begun_at": now, "leased_until": now + LEASE}
    return {**vars(asked), **leased, "status": None, **NOTHING}


def _taken(connection: Connection, asked: Asked, now: datetime) -> Row[*tuple[object, ...]]:
    """The row of the key, ours or the one before; one that is released meanwhile is ours."""
    table = HTTP_REQUEST.c
    which = select(HTTP_REQUEST).where(table.actor == asked.actor, table.key == asked.key)
    while True:
        add_once(connection, HTTP_REQUEST, [_new(asked, now)])
        held = connection.execute(which.with_for_update()).first()
        if held is not None:
            return held


def _beginning(held: Row[*tuple[object, ...]], asked: Asked, now: datetime) -> Beginning:
    if held.token == asked.token:
        return Beginning.NEW
    if held.fingerprint != asked.fingerprint:
        return Beginning.OTHER
    if held.status is not None:
        return Beginning.ANSWERED
    return Beginning.IN_FLIGHT if held.leased_until > now else Beginning.NEW


def _answer(held: Row[*tuple[object, ...]]) -> Answered:
    return Answered(
        held.status, dict(held.headers), bytes(held.body), held.grounds, bool(held.remade)
    )


def _this(token: str, asked: Asked) -> Update:
    table = HTTP_REQUEST.c
    return update(HTTP_REQUEST).where(
        table.actor == asked.actor, table.key == asked.key, table.token == token
    )
