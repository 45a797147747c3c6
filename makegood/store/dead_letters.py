"""Dead letters: what could not be accepted is kept as it came, once, with who looks after it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Select, func, select, update

from makegood.messages.problems import Malformed, NotFound
from makegood.store.engine import add_once
from makegood.store.outbox_tables import DEAD_LETTER
from makegood.store.places import WRONG, ended

FIRST_OWNER = "service_desk"
PAGE = 50
DIGITS = 15
"""As many as the number of a letter may ever have."""


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


@dataclass(frozen=True)
class LetterPage:
    """Dead letters, oldest first; `cursor` leads to the next page and is empty on the last."""

    letters: tuple[DeadLetter, ...]
    cursor: str


def bury(connection: Connection, letter: Undeliverable, now: datetime) -> None:
    """Keep it; the same letter of the same claim again is the same dead letter."""
    values = {**vars(letter), "digest": _digest(letter), "owner": FIRST_OWNER, "at": now}
    add_once(connection, DEAD_LETTER, [values])


def _digest(letter: Undeliverable) -> str:
    return sha256(repr((letter.kind, letter.claim_id, letter.payload)).encode()).hexdigest()


def unhandled(connection: Connection) -> tuple[DeadLetter, ...]:
    """The dead letters that nobody has dealt with yet, oldest first."""
    return tuple(DeadLetter(**row._mapping) for row in connection.execute(_unhandled()))


def page(connection: Connection, cursor: str = "", limit: int = PAGE) -> LetterPage:
    """The same from where the page before ended; Malformed for a cursor that no page gave out."""
    wanted = _unhandled()
    if cursor:
        wanted = wanted.where(DEAD_LETTER.c.number > _number(cursor))
    rows = connection.execute(wanted.limit(limit + 1)).all()
    shown = tuple(DeadLetter(**row._mapping) for row in rows[:limit])
    more = len(rows) > limit
    return LetterPage(shown, ended(shown[-1].at, str(shown[-1].number)) if more else "")


def count(connection: Connection) -> int:
    """How many dead letters nobody has dealt with yet."""
    waiting = select(func.count()).where(DEAD_LETTER.c.handled_at.is_(None))
    return connection.scalar(waiting) or 0


def _unhandled() -> Select[*tuple[object, ...]]:
    columns = [column for column in DEAD_LETTER.columns if column.name != "digest"]
    waiting = select(*columns).where(DEAD_LETTER.c.handled_at.is_(None))
    return waiting.order_by(DEAD_LETTER.c.number)


def _number(cursor: str) -> int:
    """The number of the last letter of a page; numbers go up, as moments need not."""
    _, _, number = cursor.partition("_")
    if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS):
        raise Malformed(WRONG)
    return int(number)


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
