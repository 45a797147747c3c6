"""How a case looks from outside: whom it waits on, its amounts, its clocks."""

from dataclasses import dataclass
from datetime import datetime

from makegood.rules import negotiation as bargain
from makegood.rules.attempts import FINALLY_NEGATIVE
from makegood.rules.casefile import CaseFile
from makegood.rules.clocks import Clock
from makegood.rules.life.awaited import (
    BANK,
    MERCHANT,
    OPERATOR,
    Waiting,
    clock_due,
    shown_offer,
    waiting,
)
from makegood.rules.life.explaining import explain
from makegood.rules.life.figures import approved, entitlement, goodwill
from makegood.rules.life.payments import paid_so_far
from makegood.rules.life.timing import all_clocks
from makegood.rules.money import Money, total
from makegood.rules.offers import OfferState

__all__ = [
    "BANK",
    "MERCHANT",
    "OPERATOR",
    "Sums",
    "Waiting",
    "clock_due",
    "clocks",
    "due",
    "explain",
    "sums",
    "waiting",
]


@dataclass(frozen=True)
class Sums:
    """The amounts of a claim; None means not decided yet."""

    claimed: Money
    entitlement: Money | None
    goodwill: Money | None
    offered: Money | None
    approved: Money | None
    submitted: Money | None
    paid: Money | None
    recovered: Money | None


def sums(case: CaseFile) -> Sums:
    """The amounts of the claim as they stand."""
    offered = shown_offer(case)
    assessed = case.assessment is not None
    return Sums(
        claimed=case.claim.claimed,
        entitlement=entitlement(case) if assessed else None,
        goodwill=_goodwill(case) if assessed else None,
        offered=offered.total if offered else None,
        approved=_approved(case),
        submitted=_submitted(case),
        paid=paid_so_far(case) if case.settlement else None,
        recovered=case.recovered,
    )


def _goodwill(case: CaseFile) -> Money:
    """What is offered or agreed above the entitlement; before there are talks, recommended."""
    latest = case.negotiation.latest if case.negotiation else None
    if case.negotiation is None or latest is None or latest.state is OfferState.SUPERSEDED:
        return goodwill(case)
    return bargain.goodwill(case.negotiation)


def _approved(case: CaseFile) -> Money | None:
    if case.agreed is not None:
        return case.agreed
    return approved(case) if case.assessment else None


def _submitted(case: CaseFile) -> Money | None:
    """What has been handed in and has not failed; None before the first payment."""
    sent = [a for a in case.attempts if a.submitted_at and a.state not in FINALLY_NEGATIVE]
    if not any(a.submitted_at for a in case.attempts):
        return None
    return total((attempt.amount for attempt in sent), case.currency)


def due(case: CaseFile, now: datetime) -> datetime | None:
    """The nearest date by which somebody must have acted."""
    dates = [one.due_at for one in waiting(case, now) if one.due_at]
    return min(dates, default=None)


def clocks(case: CaseFile) -> tuple[Clock, ...]:
    """All clocks, of the case and of the teams asked now."""
    return all_clocks(case)
