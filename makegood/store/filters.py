"""Which claims a list shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from makegood.store.tables import AWAITING, CLAIM


@dataclass(frozen=True)
class ClaimFilter:
    """What a claim must be to be listed; None does not matter, `..._before` is exclusive."""

    stage: str | None = None
    kind: str | None = None
    merchant_id: str | None = None
    assignee: str | None = None
    outcome: str | None = None
    awaiting: str | None = None
    is_open: bool | None = None
    parked: bool | None = None
    on_hold: bool | None = None
    due_before: datetime | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None


_EQUAL = ("stage", "kind", "merchant_id", "assignee", "outcome", "on_hold")


def conditions(which: ClaimFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on the claim table, all of which hold."""
    found: list[ColumnElement[bool] | None] = [
        *(_equals(which, name) for name in _EQUAL),
        _awaits(which.awaiting),
        _either(which.is_open, CLAIM.c.closed_at.is_(None), CLAIM.c.closed_at.is_not(None)),
        _either(which.parked, CLAIM.c.parked_reason != "", CLAIM.c.parked_reason == ""),
        CLAIM.c.due_at < which.due_before if which.due_before else None,
        CLAIM.c.opened_at >= which.opened_from if which.opened_from else None,
        CLAIM.c.opened_at < which.opened_before if which.opened_before else None,
    ]
    return [condition for condition in found if condition is not None]


def _equals(which: ClaimFilter, name: str) -> ColumnElement[bool] | None:
    wanted = getattr(which, name)
    return None if wanted is None else CLAIM.c[name] == wanted


def _either(
    wanted: object, yes: ColumnElement[bool], no: ColumnElement[bool]
) -> ColumnElement[bool] | None:
    if wanted is None:
        return None
    return yes if wanted else no


def _awaits(party: str | None) -> ColumnElement[bool] | None:
    if party is None:
        return None
    return CLAIM.c.claim_id.in_(select(AWAITING.c.claim_id).where(AWAITING.c.who == party))
