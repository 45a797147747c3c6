"""What people look at: lists of claims, the inbox of a team, one case whole."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select, tuple_

from makegood.messages.problems import NotFound
from makegood.messages.records import Awaited, CaseRow, LedgerTransaction, TimelineEntry
from makegood.rules.attempts import Attempt
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import DocumentReading
from makegood.store import documents, ledger, payments, projection, readings, timeline
from makegood.store.engine import reading
from makegood.store.filters import ClaimFilter, conditions
from makegood.store.places import ended, place
from makegood.store.tables import AWAITING, CLAIM
from makegood.store.urgency import Waits

PAGE = 50
WAITS = Waits(AWAITING, CLAIM, "claim_id")


@dataclass(frozen=True)
class Page:
    """Claims, the newest first; `cursor` leads to the next page and is empty on the last."""

    rows: tuple[CaseRow, ...]
    cursor: str


@dataclass(frozen=True)
class InboxItem:
    """One thing that a team is waited on for, with the claim it concerns."""

    awaited: Awaited
    row: CaseRow


@dataclass(frozen=True)
class InboxPage:
    """What a team is waited on for; `cursor` leads to the next page and is empty on the last."""

    items: tuple[InboxItem, ...] = ()
    cursor: str = ""


@dataclass(frozen=True)
class Case:
    """One claim whole, as the database knows it."""

    row: CaseRow
    timeline: tuple[TimelineEntry, ...]
    payments: tuple[Attempt, ...]
    ledger: tuple[LedgerTransaction, ...]
    documents: tuple[HeldDocument, ...]
    readings: tuple[DocumentReading, ...]


class Desk:
    """Read models of the projection: no workflow is asked, whatever the number of claims."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_claims(
        self, which: ClaimFilter | None = None, cursor: str = "", limit: int = PAGE
    ) -> Page:
        """A page of the claims that pass the filter, from where the cursor of the last one left."""
        query = select(CLAIM).where(*conditions(which or ClaimFilter()))
        newest = query.order_by(CLAIM.c.opened_at.desc(), CLAIM.c.claim_id.desc())
        if cursor:
            newest = newest.where(tuple_(CLAIM.c.opened_at, CLAIM.c.claim_id) < place(cursor))
        with reading(self._engine) as connection:
            found = connection.execute(newest.limit(limit + 1)).all()
            rows = projection.read_rows(connection, found[:limit])
        return Page(tuple(rows), _ended(rows[-1]) if len(found) > limit else "")

    def inbox(self, team: str, limit: int = PAGE) -> tuple[InboxItem, ...]:
        """What the team is waited on for: the nearest deadline first, then what waits longest."""
        return self.inbox_page(team, "", limit).items

    def inbox_page(self, team: str, cursor: str = "", limit: int = PAGE) -> InboxPage:
        """The same, from where the page before ended."""
        with reading(self._engine) as connection:
            found = connection.execute(WAITS.on(team, cursor).limit(limit + 1)).all()
            shown = found[:limit]
            rows = {row.claim_id: row for row in projection.read_rows(connection, shown)}
        items = (
            InboxItem(rows[each.claim_id].awaiting[each.position], rows[each.claim_id])
            for each in shown
        )
        return InboxPage(tuple(items), WAITS.ended(shown[-1]) if len(found) > limit else "")

    def case(self, claim_id: str) -> Case:
        """One claim with all that is kept of it; NotFound where there is none of that id."""
        with reading(self._engine) as connection:
            return _case(connection, _row(connection, claim_id))

    def row(self, claim_id: str) -> CaseRow:
        """The row of a claim; NotFound where there is none of that id."""
        with reading(self._engine) as connection:
            return _row(connection, claim_id)


def _row(connection: Connection, claim_id: str) -> CaseRow:
    found = connection.execute(select(CLAIM).where(CLAIM.c.claim_id == claim_id)).all()
    if not found:
        raise NotFound(f"There is no claim {claim_id}")
    return projection.read_rows(connection, found)[0]


def _case(connection: Connection, row: CaseRow) -> Case:
    return Case(
        row=row,
        timeline=timeline.entries_of(connection, row.claim_id),
        payments=payments.attempts_of(connection, row.claim_id),
        ledger=ledger.transactions_of(connection, row.claim_id),
        documents=documents.documents_of(connection, row.claim_id),
        readings=readings.readings_of(connection, row.claim_id),
    )


def _ended(row: CaseRow) -> str:
    return ended(row.opened_at, row.claim_id)
