"""The row of a claim as lists and inboxes see it: written only by who knows as much or more."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection, Row, bindparam, delete, insert, select
from sqlalchemy.sql.dml import ReturningInsert

from makegood.messages.problems import Conflict
from makegood.messages.records import Amounts, Awaited, CaseRow
from makegood.rules.money import Money
from makegood.store.engine import insert_for
from makegood.store.tables import AWAITING, CLAIM

CLAIM_COLUMNS = tuple(column.name for column in CLAIM.columns)
_FIELDS = tuple(name for name in CLAIM_COLUMNS if not name.endswith("_minor") and name != "amounts")
_DELETE_AWAITING = delete(AWAITING).where(AWAITING.c.claim_id == bindparam("claim"))
_INSERT_AWAITING = insert(AWAITING)


def write_row(connection: Connection, row: CaseRow) -> bool:
    """Write the row and whom it awaits; False, and nothing, where a later version stands."""
    upsert = _upsert(connection.dialect.name)
    written = connection.execute(upsert, _values(row)).first()
    if written is not None:
        _write_awaiting(connection, row)
    return written is not None


def require_unclosed(connection: Connection, claim_id: str, run_id: str) -> None:
    """Conflict where the claim was closed by another run."""
    ended = select(CLAIM.c.run_id).where(
        CLAIM.c.claim_id == claim_id, CLAIM.c.closed_at.is_not(None)
    )
    before = connection.execute(ended).scalar_one_or_none()
    if before is not None and before != run_id:
        raise Conflict(f"Claim {claim_id} was closed before; file a new claim under a new id")


@cache
def _upsert(dialect: str) -> ReturningInsert[tuple[str]]:
    statement = insert_for(dialect, CLAIM)
    return statement.on_conflict_do_update(
        index_elements=[CLAIM.c.claim_id],
        set_={name: statement.excluded[name] for name in CLAIM_COLUMNS if name != "claim_id"},
        where=CLAIM.c.version <= statement.excluded.version,
    ).returning(CLAIM.c.claim_id)


def _write_awaiting(connection: Connection, row: CaseRow) -> None:
    connection.execute(_DELETE_AWAITING, {"claim": row.claim_id})
    awaiting = [
        {"claim_id": row.claim_id, "position": position, **awaited.model_dump()}
        for position, awaited in enumerate(row.awaiting)
    ]
    if awaiting:
        connection.execute(_INSERT_AWAITING, awaiting)


def _values(row: CaseRow) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(row, name) for name in _FIELDS}
    values["amounts"] = row.amounts.model_dump(mode="json")
    values["claimed_minor"] = _minor(row.amounts.claimed)
    values["approved_minor"] = _minor(row.amounts.approved)
    values["paid_minor"] = _minor(row.amounts.paid)
    return values


def _minor(money: Money | None) -> int:
    return money.rounded().minor if money else 0


def read_rows(connection: Connection, rows: Iterable[Row[*tuple[object, ...]]]) -> list[CaseRow]:
    """The case rows of whole rows of the claim table, in their order, with whom they await."""
    kept = list(rows)
    awaiting = _awaiting_by_claim(connection, [str(row.claim_id) for row in kept])
    return [_case_row(row, awaiting.get(str(row.claim_id), [])) for row in kept]


def _awaiting_by_claim(connection: Connection, claim_ids: list[str]) -> dict[str, list[Awaited]]:
    rows = connection.execute(
        select(AWAITING).where(AWAITING.c.claim_id.in_(claim_ids)).order_by(AWAITING.c.position)
    )
    by_claim: dict[str, list[Awaited]] = {}
    for row in rows:
        awaited = Awaited(who=row.who, what=row.what, since=row.since, due_at=row.due_at)
        by_claim.setdefault(row.claim_id, []).append(awaited)
    return by_claim


def _case_row(row: Row[*tuple[object, ...]], awaiting: list[Awaited]) -> CaseRow:
    fields = {name: row._mapping[name] for name in _FIELDS}
    amounts = Amounts.model_validate(row.amounts)
    return CaseRow.model_validate({**fields, "amounts": amounts, "awaiting": tuple(awaiting)})
