"""What is waited for, the most urgent first, page by page: of claims and of crisis cases alike."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, Table, and_, literal, or_, select, tuple_

from makegood.messages.problems import Malformed
from makegood.store.columns import Moment
from makegood.store.places import WRONG, moment_in

NEVER = "-"
"""How a place says that there is no deadline."""


@dataclass(frozen=True)
class Waits:
    """Where it is kept whom cases wait on; `key` is the column of the id of a case in both."""

    awaiting: Table
    cases: Table
    key: str

    def on(self, who: str, cursor: str = "") -> Select[*tuple[object, ...]]:
        """The cases that wait on somebody, from where the page before ended.

        The nearest deadline comes first, then what has none; of the same deadline what waits
        longest. Malformed for a cursor that no page gave out.
        """
        own = self.awaiting.c
        waiting = (
            select(
                self.cases, own.position, own.since.label("waits_since"), own.due_at.label("due")
            )
            .join_from(self.awaiting, self.cases, own[self.key] == self.cases.c[self.key])
            .where(own.who == who)
            .order_by(own.due_at.asc().nulls_last(), own.since, own[self.key], own.position)
        )
        return waiting.where(self._after(cursor)) if cursor else waiting

    def ended(self, row: Row[*tuple[object, ...]]) -> str:
        """The place of the last row of a page."""
        due = row.due.isoformat() if row.due else NEVER
        return f"{due}_{row.waits_since.isoformat()}_{row.position}_{row._mapping[self.key]}"

    def _after(self, cursor: str) -> ColumnElement[bool]:
        due, since, position, key = _parts(cursor)
        own = self.awaiting.c
        here = tuple_(literal(since, Moment), literal(key), literal(position))
        rest = tuple_(own.since, own[self.key], own.position) > here
        if due is None:
            return and_(own.due_at.is_(None), rest)
        return or_(own.due_at > due, own.due_at.is_(None), and_(own.due_at == due, rest))


def _parts(cursor: str) -> tuple[datetime | None, datetime, int, str]:
    try:
        due, since, position, key = cursor.split("_", 3)
        number = int(position)
    except ValueError as error:
        raise Malformed(WRONG) from error
    return None if due == NEVER else moment_in(due), moment_in(since), number, key
