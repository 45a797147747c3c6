"""What people look at: lists of crisis cases, the inbox of a team, one timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, select, tuple_

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.crisis_views import masked
from makegood.messages.names import case_key
from makegood.messages.problems import NotFound
from makegood.messages.records import Awaited, TimelineEntry
from makegood.store import crises, timeline
from makegood.store.crisis_tables import CRISIS, CRISIS_AWAITING
from makegood.store.engine import reading, writing
from makegood.store.places import ended, place
from makegood.store.urgency import Waits

PAGE = 50
WAITS = Waits(CRISIS_AWAITING, CRISIS, "case_id")


@dataclass(frozen=True)
class CrisisFilter:
    """What a case must be to be listed; None does not matter."""

    stage: str | None = None
    severity: str | None = None
    source_type: str | None = None
    playbook: str | None = None
    lead: str | None = None
    drill: bool | None = None
    restricted: bool | None = None
    active: bool | None = None
    awaiting: str | None = None
    parked: bool | None = None


@dataclass(frozen=True)
class CrisisPage:
    """Cases, the newest first; `cursor` leads to the next page and is empty on the last."""

    rows: tuple[CrisisRow, ...]
    cursor: str


@dataclass(frozen=True)
class CrisisInboxItem:
    """One thing that a team or person is waited on for, with the case it concerns."""

    awaited: Awaited
    row: CrisisRow


@dataclass(frozen=True)
class CrisisInboxPage:
    """What somebody is waited on for; `cursor` leads to the next page and is empty on the last."""

    items: tuple[CrisisInboxItem, ...] = ()
    cursor: str = ""


_EQUAL = ("stage", "severity", "source_type", "playbook", "lead", "drill", "restricted", "active")


class CrisisLists:
    """Read models of the projection: no workflow is asked, whatever the number of cases."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def cases(
        self, which: CrisisFilter | None = None, cursor: str = "", limit: int = PAGE
    ) -> CrisisPage:
        """A page of the cases that pass the filter, from where the cursor of the last one left."""
        query = select(CRISIS).where(*_conditions(which or CrisisFilter()))
        newest = query.order_by(CRISIS.c.opened_at.desc(), CRISIS.c.case_id.desc())
        if cursor:
            newest = newest.where(tuple_(CRISIS.c.opened_at, CRISIS.c.case_id) < place(cursor))
        with reading(self._engine) as connection:
            found = connection.execute(newest.limit(limit + 1)).all()
            rows = read_rows(connection, found[:limit])
        return CrisisPage(tuple(rows), _cursor(rows[-1]) if len(found) > limit else "")

    def count(self, which: CrisisFilter) -> int:
        """How many cases pass the filter."""
        wanted = select(func.count()).select_from(CRISIS).where(*_conditions(which))
        with reading(self._engine) as connection:
            return int(connection.execute(wanted).scalar_one())

    def inbox(self, who: str, limit: int = PAGE) -> tuple[CrisisInboxItem, ...]:
        """What a team or person is waited on for: the nearest deadline first."""
        return self.inbox_page(who, "", limit).items

    def inbox_page(self, who: str, cursor: str = "", limit: int = PAGE) -> CrisisInboxPage:
        """The same, from where the page before ended."""
        with reading(self._engine) as connection:
            found = connection.execute(WAITS.on(who, cursor).limit(limit + 1)).all()
            shown = found[:limit]
            rows = {row.case_id: row for row in read_rows(connection, shown)}
        items = (
            CrisisInboxItem(rows[one.case_id].awaiting[one.position], rows[one.case_id])
            for one in shown
        )
        return CrisisInboxPage(tuple(items), WAITS.ended(shown[-1]) if len(found) > limit else "")

    def case(self, case_id: str) -> CrisisRow:
        """The row of a case; NotFound where there is none of that id."""
        with reading(self._engine) as connection:
            found = connection.execute(select(CRISIS).where(CRISIS.c.case_id == case_id)).all()
            if not found:
                raise NotFound(f"There is no case {case_id}")
            return read_rows(connection, found)[0]

    def timeline(self, case_id: str, by: str = "") -> tuple[TimelineEntry, ...]:
        """Every line of a case; of a restricted one with its content for its members alone."""
        row = self.case(case_id)
        with reading(self._engine) as connection:
            lines = timeline.entries_of(connection, case_key(case_id))
        return masked(lines) if row.restricted and by not in row.members else lines

    def rehearsed(self) -> dict[str, datetime]:
        """When each playbook was last rehearsed to the end of a drill."""
        last = (
            select(CRISIS.c.playbook, func.max(CRISIS.c.opened_at))
            .where(CRISIS.c.drill, CRISIS.c.playbook != "", CRISIS.c.closed_at.is_not(None))
            .group_by(CRISIS.c.playbook)
        )
        with reading(self._engine) as connection:
            return {str(name): at for name, at in connection.execute(last)}


def rebuild_crises(engine: Engine, rows: Iterable[CrisisRow]) -> None:
    """Replace the whole projection by the given rows, and nothing else, in one transaction."""
    with writing(engine) as connection:
        connection.execute(delete(CRISIS))
        for row in rows:
            crises.write_row(connection, row)


def read_rows(connection: Connection, rows: Iterable[Row[*tuple[object, ...]]]) -> list[CrisisRow]:
    """The rows of whole rows of the table, in their order, with whom they await."""
    kept = list(rows)
    awaiting = _awaiting(connection, [str(row.case_id) for row in kept])
    return [_row(row, awaiting.get(str(row.case_id), ())) for row in kept]


def _awaiting(connection: Connection, case_ids: list[str]) -> dict[str, tuple[Awaited, ...]]:
    table = CRISIS_AWAITING.c
    rows = connection.execute(
        select(CRISIS_AWAITING).where(table.case_id.in_(case_ids)).order_by(table.position)
    )
    found: dict[str, tuple[Awaited, ...]] = {}
    for row in rows:
        awaited = Awaited(who=row.who, what=row.what, since=row.since, due_at=row.due_at)
        found[row.case_id] = (*found.get(row.case_id, ()), awaited)
    return found


def _row(row: Row[*tuple[object, ...]], awaiting: tuple[Awaited, ...]) -> CrisisRow:
    fields = {name: row._mapping[name] for name in crises.CRISIS_COLUMNS}
    return CrisisRow.model_validate({**fields, "awaiting": awaiting})


def _conditions(which: CrisisFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool] | None] = [
        *(_equals(which, name) for name in _EQUAL),
        _awaits(which.awaiting),
        _parked(which),
    ]
    return [condition for condition in found if condition is not None]


def _equals(which: CrisisFilter, name: str) -> ColumnElement[bool] | None:
    wanted = getattr(which, name)
    return None if wanted is None else CRISIS.c[name] == wanted


def _awaits(who: str | None) -> ColumnElement[bool] | None:
    if who is None:
        return None
    waiting = select(CRISIS_AWAITING.c.case_id).where(CRISIS_AWAITING.c.who == who)
    return CRISIS.c.case_id.in_(waiting)


def _parked(which: CrisisFilter) -> ColumnElement[bool] | None:
    if which.parked is None:
        return None
    return CRISIS.c.parked_reason != "" if which.parked else CRISIS.c.parked_reason == ""


def _cursor(row: CrisisRow) -> str:
    return ended(row.opened_at, row.case_id)
