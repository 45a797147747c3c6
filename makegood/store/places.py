"""Places where pages of lists end: a moment and an id, as one word that a cursor holds."""

from datetime import datetime

from sqlalchemy import ColumnElement, literal, tuple_

from makegood.messages.problems import Malformed
from makegood.store.columns import Moment

WRONG = "cursor: use the one that came with the page before"


def ended(at: datetime, key: str) -> str:
    """The place of the last row of a page."""
    return f"{at.isoformat()}_{key}"


def place(cursor: str) -> ColumnElement[tuple[datetime, str]]:
    """What a cursor stands for, to be compared with; Malformed for one that no page gave out."""
    at, _, key = cursor.partition("_")
    return tuple_(literal(moment_in(at), Moment), literal(key))


def moment_in(text: str) -> datetime:
    """The moment that a part of a cursor means; Malformed where it means none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed(WRONG) from error
