"""What waits on somebody, in any of their names: claims and crises, the most urgent first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, func, select

from makegood.store import projection
from makegood.store.crisis_desk import CrisisInboxItem, read_rows
from makegood.store.crisis_tables import CRISIS, CRISIS_AWAITING
from makegood.store.engine import reading
from makegood.store.inbox import InboxItem
from makegood.store.tables import AWAITING, CLAIM


@dataclass(frozen=True)
class WorkFilter:
    """In whose names it is asked what waits; None does not matter."""

    who: tuple[str, ...]
    kind: str | None = None
    assignee: str | None = None


class WorkLists:
    """Read models of the two projections: no workflow is asked, whatever the number of cases."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claims(self, which: WorkFilter, limit: int) -> tuple[InboxItem, ...]:
        """What claims wait for: the nearest deadline first, then the largest amount."""
        chosen = (
            select(AWAITING.c.claim_id, AWAITING.c.position)
            .join_from(AWAITING, CLAIM, AWAITING.c.claim_id == CLAIM.c.claim_id)
            .where(*_claims(which))
            .order_by(
                AWAITING.c.due_at.asc().nulls_last(), CLAIM.c.claimed_minor.desc(), CLAIM.c.claim_id
            )
            .limit(limit)
        )
        with reading(self._engine) as connection:
            found = connection.execute(chosen).all()
            whole = select(CLAIM).where(CLAIM.c.claim_id.in_({one.claim_id for one in found}))
            rows = projection.read_rows(connection, connection.execute(whole).all())
        by_id = {row.claim_id: row for row in rows}
        return tuple(
            InboxItem(by_id[one.claim_id].awaiting[one.position], by_id[one.claim_id])
            for one in found
        )

    def crises(self, who: tuple[str, ...], limit: int) -> tuple[CrisisInboxItem, ...]:
        """What crisis cases wait for: the nearest deadline first, then the worst case."""
        query = (
            select(CRISIS, CRISIS_AWAITING.c.position)
            .join_from(CRISIS_AWAITING, CRISIS, CRISIS_AWAITING.c.case_id == CRISIS.c.case_id)
            .where(CRISIS_AWAITING.c.who.in_(who))
            .order_by(CRISIS_AWAITING.c.due_at.asc().nulls_last(), CRISIS.c.severity)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
            rows = {row.case_id: row for row in read_rows(connection, found)}
        return tuple(
            CrisisInboxItem(rows[one.case_id].awaiting[one.position], rows[one.case_id])
            for one in found
        )

    def count(self, which: WorkFilter) -> tuple[int, int]:
        """How much there is of each: what claims wait for, what crisis cases wait for."""
        with reading(self._engine) as connection:
            claims = connection.scalar(
                select(func.count())
                .select_from(AWAITING)
                .join(CLAIM, AWAITING.c.claim_id == CLAIM.c.claim_id)
                .where(*_claims(which))
            )
            crises = connection.scalar(
                select(func.count()).where(CRISIS_AWAITING.c.who.in_(which.who))
            )
        return claims or 0, crises or 0


def _claims(which: WorkFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [AWAITING.c.who.in_(which.who)]
    if which.kind is not None:
        found.append(CLAIM.c.kind == which.kind)
    if which.assignee is not None:
        found.append(CLAIM.c.assignee == which.assignee)
    return found
