"""Claims counted: by stage, by whom they wait on, by how they ended."""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Engine, func, select

from makegood.rules.attempts import NOT_HANDED_IN
from makegood.store.engine import reading
from makegood.store.filters import ClaimFilter, conditions
from makegood.store.tables import AWAITING, CLAIM, TIMELINE


@dataclass(frozen=True)
class Figures:
    """How many claims are open, and where; how many closed ones ended how; how many paid late."""

    open: int
    closed: int
    parked: int
    on_hold: int
    paid_late: int
    by_stage: dict[str, int]
    by_party: dict[str, int]
    by_outcome: dict[str, int]


def figures(engine: Engine) -> Figures:
    """The claims counted, in one consistent look."""
    with reading(engine) as connection:
        stages = _counts(connection, CLAIM.c.stage, ClaimFilter(is_open=True))
        outcomes = _counts(connection, CLAIM.c.outcome, ClaimFilter(is_open=False))
        return Figures(
            open=sum(stages.values()),
            closed=sum(outcomes.values()),
            parked=_number(connection, ClaimFilter(parked=True)),
            on_hold=_number(connection, ClaimFilter(on_hold=True)),
            paid_late=_paid_late(connection),
            by_stage=stages,
            by_party=_parties(connection),
            by_outcome=outcomes,
        )


def without_proof(engine: Engine) -> tuple[str, ...]:
    """The claims that are parked because no seals prove that their payment was released."""
    wanted = select(CLAIM.c.claim_id).where(CLAIM.c.parked_reason.contains(f"({NOT_HANDED_IN})"))
    with reading(engine) as connection:
        return tuple(connection.execute(wanted.order_by(CLAIM.c.claim_id)).scalars())


def _counts(connection: Connection, column: Column[str], which: ClaimFilter) -> dict[str, int]:
    rows = connection.execute(
        select(column, func.count()).where(*conditions(which)).group_by(column).order_by(column)
    )
    return {str(value): number for value, number in rows}


def _number(connection: Connection, which: ClaimFilter) -> int:
    counted = select(func.count()).select_from(CLAIM).where(*conditions(which))
    return connection.scalar(counted) or 0


def _paid_late(connection: Connection) -> int:
    """Claims with a payout after its last value date, whatever became of them."""
    late = select(func.count(TIMELINE.c.claim_id.distinct())).where(
        TIMELINE.c.what == "payout_late"
    )
    return connection.scalar(late) or 0


def _parties(connection: Connection) -> dict[str, int]:
    claims = func.count(AWAITING.c.claim_id.distinct())
    counted = select(AWAITING.c.who, claims).group_by(AWAITING.c.who).order_by(AWAITING.c.who)
    return {str(row.who): int(row[1]) for row in connection.execute(counted)}
