"""The records of crisis cases, as the steps of a case write them: each call is one transaction."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select
from sqlalchemy.sql.dml import ReturningInsert

from makegood.messages.crisis_records import CrisisRecord, CrisisRow
from makegood.messages.crisis_steps import CaseOrder
from makegood.messages.hooks import told_of_crisis
from makegood.messages.names import case_key
from makegood.messages.problems import Conflict
from makegood.rules.crisis.file import Alert
from makegood.rules.crisis.likeness import Known, Likeness, likeness, nearest
from makegood.store import hook_events, notices, timeline
from makegood.store.claims import utc_now
from makegood.store.crisis_tables import CRISIS, CRISIS_AWAITING, CRISIS_LIKENESS, CRISIS_SOURCE
from makegood.store.engine import add_once, insert_for, reading, serialise, writing

FirstRecord = Callable[[str, str], CrisisRecord]
"""Makes the first record of a case from what it is the same as, and nearly the same as."""

CRISIS_COLUMNS = tuple(column.name for column in CRISIS.columns)
_ONE_AT_A_TIME = 73009
"""Of two alarms about the same thing the later one sees the earlier."""


class CrisisRecords:
    """What a case leaves in the database. Every method may be called again with the same input.

    Raises Retryable where the database is away, locked or full, Conflict where another run has
    ended a case of the same id.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def open_case(self, opening: CaseOrder, first: FirstRecord) -> tuple[str, str]:
        """The open cases that the alarm is the same as, and nearly the same as; empty for none.

        Unless there is one, the case stands for its source from here on. `first` makes the first
        record of the case from the two, which is written in the same transaction.
        """
        alert, at = opening.alert, opening.at
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            _require_unended(connection, alert.case_id, opening.run_id)
            same = "" if opening.alone else _holder(connection, alert)
            near = "" if opening.alone or same else _nearest(connection, alert, at)
            if not (same or near):
                _keep(connection, alert, at)
            self._write(connection, first(same, near))
            return same, near

    def record(self, record: CrisisRecord) -> None:
        """Write all that one step of a case says, or nothing; a later version of the row stands."""
        with writing(self._engine) as connection:
            self._write(connection, record)

    def is_active(self, case_id: str) -> bool:
        """Whether there is such a case, and somebody works on it."""
        found = select(CRISIS.c.active).where(CRISIS.c.case_id == case_id)
        with reading(self._engine) as connection:
            return bool(connection.execute(found).scalar_one_or_none())

    def _write(self, connection: Connection, record: CrisisRecord) -> None:
        key = case_key(record.row.case_id)
        write_row(connection, record.row)
        timeline.add_entries(connection, key, record.timeline)
        notices.add_notices(connection, key, record.notices, self._now())
        hook_events.add_events(connection, told_of_crisis(record))


def _require_unended(connection: Connection, case_id: str, run_id: str) -> None:
    ended = select(CRISIS.c.run_id).where(
        CRISIS.c.case_id == case_id, CRISIS.c.ended_at.is_not(None)
    )
    before = connection.execute(ended).scalar_one_or_none()
    if before is not None and before != run_id:
        raise Conflict(f"Case {case_id} has ended; open a new one under a new id")


def _holder(connection: Connection, alert: Alert) -> str:
    """The other active case of the very same source; empty where there is none."""
    held = (
        select(CRISIS.c.case_id)
        .join_from(CRISIS_SOURCE, CRISIS, CRISIS_SOURCE.c.case_id == CRISIS.c.case_id)
        .where(*_is_source(alert), CRISIS.c.active, CRISIS.c.case_id != alert.case_id)
    )
    return str(connection.execute(held).scalar_one_or_none() or "")


def _is_source(alert: Alert) -> tuple[ColumnElement[bool], ...]:
    table = CRISIS_SOURCE.c
    return (
        table.type == str(alert.source.type),
        table.digest == source_digest(alert.source.reference),
        table.drill == _kind(alert),
    )


def source_digest(reference: str) -> str:
    """A reference as the database knows it: that of a restricted case is not to be read there."""
    return hashlib.sha256(reference.strip().encode()).hexdigest()


def _kind(alert: Alert) -> str:
    return "drill" if alert.drill else "real"


def _nearest(connection: Connection, alert: Alert, at: datetime) -> str:
    new = likeness(alert)
    if new is None:
        return ""
    open_ones = (
        select(CRISIS_LIKENESS)
        .join_from(CRISIS_LIKENESS, CRISIS, CRISIS_LIKENESS.c.case_id == CRISIS.c.case_id)
        .where(CRISIS.c.active, CRISIS.c.case_id != alert.case_id)
    )
    known = tuple(
        Known(
            row.case_id,
            Likeness(frozenset(row.words), row.url, row.customer_id, row.drill, row.spreads),
            row.at,
        )
        for row in connection.execute(open_ones)
    )
    return nearest(new, known, at)


def _keep(connection: Connection, alert: Alert, at: datetime) -> None:
    """The case stands for its source, and can be found by what it is like."""
    connection.execute(delete(CRISIS_SOURCE).where(*_is_source(alert)))
    source = {
        "type": str(alert.source.type),
        "digest": source_digest(alert.source.reference),
        "drill": _kind(alert),
        "case_id": alert.case_id,
        "at": at,
    }
    connection.execute(insert(CRISIS_SOURCE).values(source))
    found = likeness(alert)
    if found is not None:
        values = {**vars(found), "words": sorted(found.words), "case_id": alert.case_id, "at": at}
        add_once(connection, CRISIS_LIKENESS, [values])


def write_row(connection: Connection, row: CrisisRow) -> bool:
    """Write the row and whom it awaits; False, and nothing, where a later version stands."""
    written = connection.execute(_upsert(connection.dialect.name), _values(row)).first()
    if written is not None:
        _write_awaiting(connection, row)
    return written is not None


@cache
def _upsert(dialect: str) -> ReturningInsert[tuple[str]]:
    statement = insert_for(dialect, CRISIS)
    return statement.on_conflict_do_update(
        index_elements=[CRISIS.c.case_id],
        set_={name: statement.excluded[name] for name in CRISIS_COLUMNS if name != "case_id"},
        where=CRISIS.c.version <= statement.excluded.version,
    ).returning(CRISIS.c.case_id)


def _values(row: CrisisRow) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(row, name) for name in CRISIS_COLUMNS}
    return values | {"members": list(row.members)}


def _write_awaiting(connection: Connection, row: CrisisRow) -> None:
    connection.execute(delete(CRISIS_AWAITING).where(CRISIS_AWAITING.c.case_id == row.case_id))
    awaiting = [
        {"case_id": row.case_id, "position": position, **awaited.model_dump()}
        for position, awaited in enumerate(row.awaiting)
    ]
    if awaiting:
        connection.execute(insert(CRISIS_AWAITING), awaiting)
