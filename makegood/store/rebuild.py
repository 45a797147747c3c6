"""The projection held against the truth of the workflows, and replaced by it."""

from collections.abc import Iterable

from sqlalchemy import Engine, delete, select

from makegood.messages.records import CaseRow
from makegood.store import projection
from makegood.store.engine import reading, writing
from makegood.store.tables import CLAIM


def differences(engine: Engine, rows: Iterable[CaseRow]) -> list[str]:
    """Where the projection differs from the given rows, a line a difference; empty when equal."""
    wanted = {row.claim_id: row for row in rows}
    with reading(engine) as connection:
        found = connection.execute(select(CLAIM)).all()
        held = {row.claim_id: row for row in projection.read_rows(connection, found)}
    return [
        line
        for claim_id in sorted(wanted.keys() | held.keys())
        for line in _differ(claim_id, held.get(claim_id), wanted.get(claim_id))
    ]


def _differ(claim_id: str, held: CaseRow | None, wanted: CaseRow | None) -> list[str]:
    if held is None:
        return [f"{claim_id}: missing in the projection"]
    if wanted is None:
        return [f"{claim_id}: in the projection, and no such case"]
    return [
        f"{claim_id}: {name} is {getattr(held, name)!r}, not {getattr(wanted, name)!r}"
        for name in CaseRow.model_fields
        if getattr(held, name) != getattr(wanted, name)
    ]


def rebuild(engine: Engine, rows: Iterable[CaseRow]) -> None:
    """Replace the whole projection by the given rows, and nothing else, in one transaction."""
    with writing(engine) as connection:
        connection.execute(delete(CLAIM))
        for row in rows:
            projection.write_row(connection, row)
