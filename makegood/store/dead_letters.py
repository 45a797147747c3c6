"""Dead letters: what could not be accepted is kept as it came, once, with who looks after it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, select, update

from makegood.messages.problems import NotFound
from makegood.store.engine import add_once
from makegood.store.outbox_tables import DEAD_LETTER

FIRST_OWNER = "service_desk"


@dataclass(frozen=True)
class Undeliverable:
    """Something that could not be accepted, as it came, and why."""

    kind: str
    claim_id: str
    reason: str
    payload: str


@dataclass(frozen=True)
class DeadLetter(Undeliverable):
    """Something undeliverable that was kept: since when, and whose it is now."""

    number: int
    owner: str
    at: datetime
    handled_at: datetime | None = None


def bury(connection: Connection, letter: Undeliverable, now: datetime) -> None:
    """Keep it; the same letter of the same claim again is the same dead letter."""
    values = {**vars(letter), "digest": _digest(letter), "owner": FIRST_OWNER, "at": now}
    add_once(connection, DEAD_LETTER, [values])


def _digest(letter: Undeliverable) -> str:
    return sha256(repr((letter.kind, letter.claim_id, letter.payload)).encode()).hexdigest()


def unhandled(connection: Connection) -> tuple[DeadLetter, ...]:
    """The dead letters that nobody has dealt with yet, oldest first."""
    columns = [column for column in DEAD_LETTER.columns if column.name != "digest"]
    rows = connection.execute(
        select(*columns).where(DEAD_LETTER.c.handled_at.is_(None)).order_by(DEAD_LETTER.c.number)
    )
    return tuple(DeadLetter(**row._mapping) for row in rows)


def hand_over(connection: Connection, number: int, owner: str) -> None:
    """Make someone responsible for the letter."""
    _change(connection, number, {"owner": owner})


def handled(connection: Connection, number: int, now: datetime) -> None:
    """Somebody has dealt with the letter."""
    _change(connection, number, {"handled_at": now})


def _change(connection: Connection, number: int, values: dict[str, object]) -> None:
    changed = connection.execute(
        update(DEAD_LETTER).where(DEAD_LETTER.c.number == number).values(values)
    )
    if changed.rowcount == 0:
        raise NotFound(f"There is no dead letter {number}")
