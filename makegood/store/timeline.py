"""The timeline of a claim: each entry once by its number, and only ever added to."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from makegood.messages.records import TimelineEntry
from makegood.store.engine import add_once
from makegood.store.tables import TIMELINE


def add_entries(connection: Connection, claim_id: str, entries: Sequence[TimelineEntry]) -> None:
    """Add the entries whose number the claim does not have yet; the first that came stands."""
    rows = [{"claim_id": claim_id, **entry.model_dump()} for entry in entries]
    add_once(connection, TIMELINE, rows)


def entries_of(connection: Connection, claim_id: str) -> tuple[TimelineEntry, ...]:
    """All entries of a claim, by number."""
    rows = connection.execute(
        select(TIMELINE).where(TIMELINE.c.claim_id == claim_id).order_by(TIMELINE.c.number)
    )
    return tuple(TimelineEntry.model_validate(row._mapping) for row in rows)
