"""The timeline of a claim: each entry once by number and moment, and only ever added to."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from makegood.messages.records import TimelineEntry
from makegood.store.engine import add_once
from makegood.store.tables import TIMELINE


def add_entries(connection: Connection, claim_id: str, entries: Sequence[TimelineEntry]) -> None:
    """Add the entries that the claim does not have yet, whatever was written before."""
    rows = [{"claim_id": claim_id, **entry.model_dump()} for entry in entries]
    add_once(connection, TIMELINE, rows)


def entries_of(connection: Connection, claim_id: str) -> tuple[TimelineEntry, ...]:
    """All entries of a claim, by number; of two with one number the later is what happened."""
    oldest_first = (TIMELINE.c.number, TIMELINE.c.at)
    rows = connection.execute(
        select(TIMELINE).where(TIMELINE.c.claim_id == claim_id).order_by(*oldest_first)
    )
    latest = {row.number: row for row in rows}
    return tuple(TimelineEntry.model_validate(row._mapping) for row in latest.values())
