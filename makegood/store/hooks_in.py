"""What ticketing and the social listener send: kept by id before it is answered, then done."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, Update, select, update

from makegood.store import dead_letters
from makegood.store.claims import utc_now
from makegood.store.engine import add_once, reading, writing
from makegood.store.hook_tables import HOOK_IN

LEASE = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)


class Kept(StrEnum):
    """What became of something that was sent: new, the same again, or another under its id."""

    NEW = "new"
    AGAIN = "again"
    OTHER = "other"


class InState(StrEnum):
    """Where something stands that came in; a dead one lies with a person as a dead letter."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True)
class Arrived:
    """Something that came in and waits to be done."""

    source: str
    id: str
    body: str


class HooksIn:
    """What came in by signed webhooks, each once by source and id; each call a transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def keep(self, arrived: Arrived) -> Kept:
        """Keep it, once by its id; it is safe when this returns."""
        now, digest = self._now(), hashlib.sha256(arrived.body.encode()).hexdigest()
        row = {
            **vars(arrived),
            "digest": digest,
            "state": InState.WAITING,
            "note": "",
            "attempts": 0,
            "received_at": now,
            "next_at": now,
            "done_at": None,
        }
        known = select(HOOK_IN.c.digest).where(
            HOOK_IN.c.source == arrived.source, HOOK_IN.c.id == arrived.id
        )
        with writing(self._engine) as connection:
            before = connection.execute(known).scalar_one_or_none()
            if before is None:
                add_once(connection, HOOK_IN, [row])
            held = connection.execute(known).scalar_one()
        if held != digest:
            return Kept.OTHER
        return Kept.NEW if before is None else Kept.AGAIN

    def due(self, limit: int) -> tuple[Arrived, ...]:
        """What is to be done, in the order in which it came; nobody else gets it for a minute."""
        now = self._now()
        wanted = (
            select(HOOK_IN)
            .where(HOOK_IN.c.state == InState.WAITING, HOOK_IN.c.next_at <= now)
            .order_by(HOOK_IN.c.received_at, HOOK_IN.c.source, HOOK_IN.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with writing(self._engine) as connection:
            found = [Arrived(r.source, r.id, r.body) for r in connection.execute(wanted)]
            for one in found:
                connection.execute(_one(one).values(next_at=now + LEASE))
            return tuple(found)

    def done(self, arrived: Arrived, note: str) -> None:
        """It has had its effect; `note` says which, and what was said is let go."""
        over = {"state": InState.DONE, "note": note, "body": "", "done_at": self._now()}
        with writing(self._engine) as connection:
            connection.execute(_one(arrived).values(over))

    def put_off(self, arrived: Arrived, why: str) -> None:
        """Nobody answers now: it waits, twice as long each time, for as long as that takes."""
        now = self._now()
        with writing(self._engine) as connection:
            tried = connection.execute(
                select(HOOK_IN.c.attempts).where(
                    HOOK_IN.c.source == arrived.source, HOOK_IN.c.id == arrived.id
                )
            ).scalar_one()
            pause = min(FIRST_PAUSE * 2 ** min(tried, 10), LONGEST_PAUSE)
            later = {"attempts": tried + 1, "note": why, "next_at": now + pause}
            connection.execute(_one(arrived).values(later))

    def bury(self, arrived: Arrived, why: str) -> None:
        """It cannot have its effect: a person looks at it."""
        now = self._now()
        letter = dead_letters.Undeliverable(f"webhook {arrived.source}", "", why, arrived.body)
        with writing(self._engine) as connection:
            dead_letters.bury(connection, letter, now)
            over = {"state": InState.DEAD, "note": why, "done_at": now}
            connection.execute(_one(arrived).values(over))

    def note_of(self, source: str, hook_id: str) -> tuple[str, str]:
        """The state and the note of what came under that id; empty where nothing did."""
        wanted = select(HOOK_IN.c.state, HOOK_IN.c.note).where(
            HOOK_IN.c.source == source, HOOK_IN.c.id == hook_id
        )
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        return (row.state, row.note) if row else ("", "")


def _one(arrived: Arrived) -> Update:
    return update(HOOK_IN).where(HOOK_IN.c.source == arrived.source, HOOK_IN.c.id == arrived.id)
