"""How a settlement becomes money: its legs, and when the payout is on time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from makegood.rules.attempts import (
    FINALLY_NEGATIVE,
    RANK,
    Attempt,
    PaymentState,
    Report,
    ReturnAction,
    action_for,
    apply_report,
    contradicts,
    next_attempt,
    payment_key,
    send_again,
)
from makegood.rules.calendar import BusinessCalendar
from makegood.rules.local_time import instant_of, local_at
from makegood.rules.money import Money, total
from makegood.rules.terms import PaymentTerms, PayoutMethod

__all__ = [
    "FINALLY_NEGATIVE",
    "RANK",
    "Attempt",
    "Invoice",
    "Leg",
    "PaymentState",
    "Report",
    "ReturnAction",
    "Settlement",
    "action_for",
    "apply_report",
    "contradicts",
    "first_attempts",
    "legs_for",
    "next_attempt",
    "on_time",
    "payment_key",
    "payout_due",
    "return_window_ends",
    "send_again",
    "submit_by",
]


@dataclass(frozen=True)
class Invoice:
    """A freight invoice of the merchant's that is overdue."""

    number: str
    due_on: date
    amount: Money


@dataclass(frozen=True)
class Leg:
    """One part of a settlement, by one method; an offset names the invoice it is set `against`."""

    method: PayoutMethod
    amount: Money
    against: str = ""


@dataclass(frozen=True)
class Settlement:
    """What is to be paid; another total or other legs are another version."""

    version: int
    total: Money
    legs: tuple[Leg, ...]

    def __post_init__(self) -> None:
        """Refuses, with a ValueError, legs that do not sum to the total."""
        paid = total((leg.amount for leg in self.legs), self.total.currency)
        if paid != self.total:
            raise ValueError(f"legs of {paid.text()} do not make a total of {self.total.text()}")


def legs_for(amount: Money, terms: PaymentTerms, overdue: tuple[Invoice, ...]) -> tuple[Leg, ...]:
    """The legs of a payment: overdue invoices first where offset is allowed, the oldest before.

    What is left goes by the contract's method, or by transfer where that is offset. Invoices in
    another currency are left alone. Nothing to pay has no legs.
    """
    offsets = _offsets(amount, overdue) if terms.offset_allowed else ()
    left = amount - total((leg.amount for leg in offsets), amount.currency)
    if not left.is_positive:
        return offsets
    by_transfer = terms.method is PayoutMethod.OFFSET
    return (*offsets, Leg(PayoutMethod.TRANSFER if by_transfer else terms.method, left))


def first_attempts(claim_id: str, settlement: Settlement) -> tuple[Attempt, ...]:
    """The first attempt of every leg, not handed in yet."""
    return tuple(
        _attempt(claim_id, settlement.version, number, leg)
        for number, leg in enumerate(settlement.legs, start=1)
    )


def payout_due(settled_at: datetime, terms: PaymentTerms, bank: BusinessCalendar) -> date:
    """The last value date that is on time, counted on the bank's own calendar.

    A settlement after the cut-off counts from the next banking day. In Vietnam low values stop at
    16:00 (Circular 37/2016).
    """
    first_day = bank.value_date(settled_at, terms.cut_off)
    midnight = instant_of(bank.offsets, datetime.combine(first_day, time(), UTC))
    due = bank.due(bank.next_open(midnight), terms.payout_within)
    return local_at(bank.offsets, due).date()


def submit_by(due: date, terms: PaymentTerms, bank: BusinessCalendar) -> datetime:
    """The last instant to hand a payment in: the cut-off of the last banking day up to `due`."""
    return bank.submit_by(due, terms.cut_off)


def on_time(value_date: date, due: date) -> bool:
    """Whether money of that value date came in time."""
    return value_date <= due


def return_window_ends(
    settled_at: datetime, terms: PaymentTerms, bank: BusinessCalendar
) -> datetime:
    """Until when a settled payment may still bounce; after it the payout is final for us."""
    return bank.due(settled_at, terms.return_window)


def _attempt(claim_id: str, version: int, number: int, leg: Leg) -> Attempt:
    key = payment_key(claim_id, version, number, attempt=1)
    return Attempt(version, number, 1, key, leg.amount, leg.method, against=leg.against)


def _offsets(amount: Money, overdue: Iterable[Invoice]) -> tuple[Leg, ...]:
    left, legs = amount, list[Leg]()
    for invoice in sorted(overdue, key=lambda invoice: (invoice.due_on, invoice.number)):
        if invoice.amount.currency == amount.currency and invoice.amount.is_positive:
            part = min(left, invoice.amount)
            if part.is_positive:
                legs.append(Leg(PayoutMethod.OFFSET, part, against=invoice.number))
            left -= part
    return tuple(legs)
