"""The projection held against the truth of the workflows, and replaced by it."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from sqlalchemy import Engine, delete, select

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import CaseRow
from makegood.store import crisis_desk, projection
from makegood.store.crisis_tables import CRISIS
from makegood.store.engine import reading, writing
from makegood.store.tables import CLAIM

Row = TypeVar("Row", CaseRow, CrisisRow)


def differences(engine: Engine, rows: Iterable[CaseRow]) -> list[str]:
    """Where the projection differs from the given rows, a line a difference; empty when equal."""
    with reading(engine) as connection:
        found = connection.execute(select(CLAIM)).all()
        held = {row.claim_id: row for row in projection.read_rows(connection, found)}
    return _differences(held, {row.claim_id: row for row in rows})


def crisis_differences(engine: Engine, rows: Iterable[CrisisRow]) -> list[str]:
    """The same for crisis cases, whose `version` may run ahead of the lists.

    What became of a page is a change of the case, and of no list: it is written down with the next.
    """
    with reading(engine) as connection:
        found = connection.execute(select(CRISIS)).all()
        held = {row.case_id: row for row in crisis_desk.read_rows(connection, found)}
    wanted = {row.case_id: _as_held(row, held.get(row.case_id)) for row in rows}
    return _differences(held, wanted)


def _as_held(wanted: CrisisRow, held: CrisisRow | None) -> CrisisRow:
    """The row at the version that the lists have, unless that is one still to come."""
    if held is None or held.version > wanted.version:
        return wanted
    return wanted.model_copy(update={"version": held.version})


def _differences(held: Mapping[str, Row], wanted: Mapping[str, Row]) -> list[str]:
    return [
        line
        for case_id in sorted(wanted.keys() | held.keys())
        for line in _differ(case_id, held.get(case_id), wanted.get(case_id))
    ]


def _differ(case_id: str, held: Row | None, wanted: Row | None) -> list[str]:
    if held is None:
        return [f"{case_id}: missing in the projection"]
    if wanted is None:
        return [f"{case_id}: in the projection, and no such case"]
    return [
        f"{case_id}: {name} is {getattr(held, name)!r}, not {getattr(wanted, name)!r}"
        for name in type(wanted).model_fields
        if getattr(held, name) != getattr(wanted, name)
    ]


def rebuild(engine: Engine, rows: Iterable[CaseRow]) -> None:
    """Replace the whole projection by the given rows, and nothing else, in one transaction."""
    with writing(engine) as connection:
        connection.execute(delete(CLAIM))
        for row in rows:
            projection.write_row(connection, row)
