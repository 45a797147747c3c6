"""Deliveries of events to subscribers: spread, leased, tried, logged, given up, sent again."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, tuple_, update

from makegood.messages.hooks import HookAnswer, HookDelivery
from makegood.messages.problems import NotFound
from makegood.rules.hook_pace import next_try
from makegood.store import dead_letters
from makegood.store.claims import utc_now
from makegood.store.engine import add_once, reading, writing
from makegood.store.hook_tables import HOOK, HOOK_ATTEMPT, HOOK_DELIVERY, HOOK_EVENT
from makegood.store.hooks import HookState
from makegood.store.places import ended, place

LEASE = timedelta(minutes=1)
KEPT = timedelta(days=30)
"""How long what is over can be looked at and sent again."""

SPARED = timedelta(minutes=5)
"""How long at most the other deliveries of a hook wait for an address that does not answer."""

SPREAD = 200
MOST_LISTED = 200
PAGE = 50


class DeliveryState(StrEnum):
    """Where a delivery stands; a dead one lies with a person as a dead letter."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True)
class Attempt:
    """One try: when, and what was answered; status 0 where nobody did."""

    number: int
    at: datetime
    status: int
    answer: str
    error: str


@dataclass(frozen=True)
class Delivery:
    """A delivery as the owner of the subscription sees it, with its tries; `at` is the event's."""

    id: str
    hook_id: str
    event_id: str
    type: str
    case_key: str
    at: datetime
    state: str
    attempts: int
    made_at: datetime
    next_at: datetime
    done_at: datetime | None
    tries: tuple[Attempt, ...] = ()


@dataclass(frozen=True)
class DeliveryPage:
    """Deliveries of a hook; `cursor` leads to the next page and is empty on the last."""

    deliveries: tuple[Delivery, ...]
    cursor: str


class HookDeliveries:
    """The deliveries as their carrier sees them; each call is one transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def spread(self) -> int:
        """Make a delivery of each new event to each hook that wants it; says of how many."""
        now = self._now()
        with writing(self._engine) as connection:
            events = connection.execute(_unspread()).all()
            hooks = connection.execute(select(HOOK)).all() if events else ()
            rows = [_waiting(hook, event, now) for event in events for hook in hooks
                    if _wants(hook, event)]  # fmt: skip
            add_once(connection, HOOK_DELIVERY, rows)
            ids = [event.id for event in events]
            done = update(HOOK_EVENT).where(HOOK_EVENT.c.id.in_(ids)).values(spread_at=now)
            connection.execute(done)
            return len(ids)

    def due(self, limit: int) -> tuple[HookDelivery, ...]:
        """What is due, the oldest first; nobody else is handed it for a minute."""
        now = self._now()
        with writing(self._engine) as connection:
            rows = connection.execute(_due(limit, now)).all()
            ids = [row.id for row in rows]
            leased = update(HOOK_DELIVERY).where(HOOK_DELIVERY.c.id.in_(ids))
            connection.execute(leased.values(next_at=now + LEASE))
            return tuple(HookDelivery.model_validate(row._mapping) for row in rows)

    def settle(self, delivery_id: str, answer: HookAnswer) -> DeliveryState:
        """Log a try; what failed waits longer each time, and is buried after three days."""
        now = self._now()
        with writing(self._engine) as connection:
            row = _held(connection, delivery_id)
            if row.state != DeliveryState.WAITING:
                return DeliveryState(row.state)
            number = row.attempts + 1
            _log(
                connection,
                delivery_id,
                Attempt(number, now, answer.status, answer.text, answer.error),
            )
            if answer.is_taken:
                return _ended(connection, row, DeliveryState.DELIVERED, now)
            again = None if answer.is_gone else next_try(row.made_at, number, now)
            if again is None:
                _bury(connection, row, answer, now)
                return _ended(connection, row, DeliveryState.DEAD, now)
            _put_off(connection, row, again)
            if answer.is_away:
                _spare(connection, row, min(again, now + SPARED))
            return DeliveryState.WAITING

    def resend(self, delivery_id: str) -> None:
        """Send it again, whatever became of it; three days anew. NotFound for an unknown one."""
        now = self._now()
        with writing(self._engine) as connection:
            _held(connection, delivery_id)
            anew = {"state": DeliveryState.WAITING, "made_at": now, "next_at": now, "done_at": None}
            connection.execute(
                update(HOOK_DELIVERY).where(HOOK_DELIVERY.c.id == delivery_id).values(anew)
            )

    def find(self, delivery_id: str) -> Delivery:
        """One delivery with its tries; NotFound where there is none."""
        wanted = _listed().where(HOOK_DELIVERY.c.id == delivery_id)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
            if row is None:
                raise NotFound(f"There is no delivery {delivery_id}")
            return _delivery(connection, row)

    def of_hook(self, hook_id: str, state: str = "") -> tuple[Delivery, ...]:
        """The newest deliveries of a hook, with their tries."""
        wanted = _newest(hook_id)
        if state:
            wanted = wanted.where(HOOK_DELIVERY.c.state == state)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.limit(MOST_LISTED)).all()
            return tuple(_delivery(connection, row) for row in rows)

    def page(self, hook_id: str, cursor: str = "", limit: int = PAGE) -> DeliveryPage:
        """Deliveries of a hook from where the page before ended, the newest event first.

        Sending one again moves it nowhere. Malformed for a cursor that no page gave out.
        """
        wanted = _newest(hook_id)
        if cursor:
            wanted = wanted.where(tuple_(HOOK_EVENT.c.at, HOOK_DELIVERY.c.id) < place(cursor))
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.limit(limit + 1)).all()
            shown = tuple(_delivery(connection, row) for row in rows[:limit])
        more = len(rows) > limit
        return DeliveryPage(shown, ended(shown[-1].at, shown[-1].id) if more else "")

    def forget(self) -> None:
        """Let go of what has been over for thirty days, and of events that nobody wanted."""
        before = self._now() - KEPT
        over = select(HOOK_DELIVERY.c.id).where(HOOK_DELIVERY.c.done_at < before)
        waited_for = select(HOOK_DELIVERY.c.event_id)
        with writing(self._engine) as connection:
            connection.execute(delete(HOOK_ATTEMPT).where(HOOK_ATTEMPT.c.delivery_id.in_(over)))
            connection.execute(delete(HOOK_DELIVERY).where(HOOK_DELIVERY.c.done_at < before))
            connection.execute(
                delete(HOOK_EVENT).where(
                    HOOK_EVENT.c.spread_at < before, HOOK_EVENT.c.id.not_in(waited_for)
                )
            )


Found = Row[*tuple[object, ...]]


def _unspread() -> Select[*tuple[object, ...]]:
    return (
        select(HOOK_EVENT)
        .where(HOOK_EVENT.c.spread_at.is_(None))
        .order_by(HOOK_EVENT.c.at, HOOK_EVENT.c.id)
        .limit(SPREAD)
        .with_for_update(skip_locked=True)
    )


def _wants(hook: Found, event: Found) -> bool:
    """Whether a hook is told of an event: it asked for it, was there, and it is not another's."""
    own = not hook.merchant_id or hook.merchant_id == event.merchant_id
    return own and event.type in hook.events and hook.made_at <= event.at


def _waiting(hook: Found, event: Found, now: datetime) -> dict[str, object]:
    own = hashlib.sha256(f"{hook.id}|{event.id}".encode()).hexdigest()[:24]
    return {
        "id": f"dlv_{own}",
        "hook_id": hook.id,
        "event_id": event.id,
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "made_at": now,
        "next_at": now,
        "done_at": None,
    }


def _due(limit: int, now: datetime) -> Select[*tuple[object, ...]]:
    return (
        select(
            HOOK_DELIVERY.c.id,
            HOOK_DELIVERY.c.hook_id,
            HOOK.c.url,
            HOOK.c.secret,
            HOOK_EVENT.c.id.label("event_id"),
            HOOK_EVENT.c.type,
            HOOK_EVENT.c.at,
            HOOK_EVENT.c.data,
        )
        .join_from(HOOK_DELIVERY, HOOK, HOOK_DELIVERY.c.hook_id == HOOK.c.id)
        .join(HOOK_EVENT, HOOK_DELIVERY.c.event_id == HOOK_EVENT.c.id)
        .where(
            HOOK_DELIVERY.c.state == DeliveryState.WAITING,
            HOOK_DELIVERY.c.next_at <= now,
            HOOK.c.state == HookState.ACTIVE,
        )
        .order_by(HOOK_DELIVERY.c.next_at, HOOK_EVENT.c.at, HOOK_DELIVERY.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=HOOK_DELIVERY)
    )


def _held(connection: Connection, delivery_id: str) -> Found:
    row = connection.execute(
        select(HOOK_DELIVERY).where(HOOK_DELIVERY.c.id == delivery_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound(f"There is no delivery {delivery_id}")
    return row


def _log(connection: Connection, delivery_id: str, attempt: Attempt) -> None:
    connection.execute(insert(HOOK_ATTEMPT).values(delivery_id=delivery_id, **vars(attempt)))
    number = {"attempts": attempt.number}
    connection.execute(
        update(HOOK_DELIVERY).where(HOOK_DELIVERY.c.id == delivery_id).values(number)
    )


def _ended(
    connection: Connection, row: Found, state: DeliveryState, now: datetime
) -> DeliveryState:
    over = {"state": state, "done_at": now}
    connection.execute(update(HOOK_DELIVERY).where(HOOK_DELIVERY.c.id == row.id).values(over))
    return state


def _put_off(connection: Connection, row: Found, again: datetime) -> None:
    own = update(HOOK_DELIVERY).where(HOOK_DELIVERY.c.id == row.id)
    connection.execute(own.values(next_at=again))


def _spare(connection: Connection, row: Found, until: datetime) -> None:
    """What else would knock at the same closed door waits a while: others must not wait for it."""
    waits = update(HOOK_DELIVERY).where(
        HOOK_DELIVERY.c.hook_id == row.hook_id,
        HOOK_DELIVERY.c.state == DeliveryState.WAITING,
        HOOK_DELIVERY.c.next_at < until,
    )
    connection.execute(waits.values(next_at=until))


def _bury(connection: Connection, row: Found, answer: HookAnswer, now: datetime) -> None:
    reason = answer.error or f"answered {answer.status}"
    payload = json.dumps({"delivery": row.id, "hook": row.hook_id, "event": row.event_id})
    letter = dead_letters.Undeliverable("webhook", "", reason, payload)
    dead_letters.bury(connection, letter, now)
    if answer.is_gone:
        gone = update(HOOK).where(HOOK.c.id == row.hook_id)
        connection.execute(gone.values(state=HookState.PAUSED))


def _listed() -> Select[*tuple[object, ...]]:
    event = HOOK_EVENT.c
    return select(HOOK_DELIVERY, event.type, event.case_key, event.at).join_from(
        HOOK_DELIVERY, HOOK_EVENT, HOOK_DELIVERY.c.event_id == event.id
    )


def _newest(hook_id: str) -> Select[*tuple[object, ...]]:
    own = _listed().where(HOOK_DELIVERY.c.hook_id == hook_id)
    return own.order_by(HOOK_EVENT.c.at.desc(), HOOK_DELIVERY.c.id.desc())


def _delivery(connection: Connection, row: Found) -> Delivery:
    tries = connection.execute(
        select(HOOK_ATTEMPT).where(HOOK_ATTEMPT.c.delivery_id == row.id).order_by("number")
    )
    return Delivery(**row._mapping, tries=_attempts(tries.all()))


def _attempts(rows: Sequence[Found]) -> tuple[Attempt, ...]:
    return tuple(Attempt(r.number, r.at, r.status, r.answer, r.error) for r in rows)
