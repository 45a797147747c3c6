"""Money handed in: each payment once, then only followed and looked up."""

from dataclasses import replace
from datetime import datetime, timedelta

from makegood.rules import ledger
from makegood.rules.attempts import Attempt, PaymentState, send_again
from makegood.rules.casefile import Act, CaseFile, Stage, book, log, move, notify
from makegood.rules.life import timing
from makegood.rules.life.arriving import arrived
from makegood.rules.life.bank_news import reported
from makegood.rules.life.parking import Step, is_parked_at, park, stopped
from makegood.rules.life.payments import (
    changed,
    in_flight,
    not_arrived,
    to_look_up,
    to_send,
)
from makegood.rules.refusals import Refused
from makegood.rules.terms import PayoutMethod

__all__ = [
    "book_internal",
    "follow",
    "handed_in",
    "looked_up",
    "may_send",
    "next_to_send",
    "park",
    "reported",
    "to_look_up",
]

FIRST_LOOK_UP = timedelta(seconds=2)
"""How soon an unknown outcome is looked up."""


def may_send(case: CaseFile) -> bool:
    """Whether money may leave now: it is released, and no litigation hold is on."""
    return case.stage is Stage.SUBMITTING and case.hold is None


def next_to_send(case: CaseFile) -> Attempt | None:
    """The next payment to hand in; internal legs are booked first and never get here."""
    return next(iter(to_send(case)), None) if may_send(case) else None


def book_internal(case: CaseFile, at: datetime) -> CaseFile:
    """The case with its offsets and credit notes booked: they are ours, and settle at once."""
    for attempt in to_send(case) if may_send(case) else ():
        if attempt.method is not PayoutMethod.TRANSFER:
            case = _booked(case, attempt, at)
    return case


def _booked(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    kind = ledger.offset if attempt.method is PayoutMethod.OFFSET else ledger.credit_note
    case = book(case, kind(case.claim_id, attempt, case.claim.merchant_id))
    done = replace(attempt, submitted_at=at, settled_at=at, state=PaymentState.SETTLED, as_of=at)
    what = f"{attempt.method}_booked"
    said = Act(at, "system", attempt.amount.text())
    case = log(changed(case, done), said, what, attempt.against)
    fields = [("method", str(attempt.method)), ("amount", attempt.amount.text())]
    fields += [("invoice", attempt.against)] if attempt.against else []
    return notify(case, case.claim.merchant_id, "remittance_advice", *fields)


def handed_in(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    """The case with that payment on its way to the bank; from here on it is never sent blindly.

    A payment that the bank has never seen goes again under its own key. Refuses on hold, and one
    that is on its way.
    """
    if not may_send(case) or attempt not in to_send(case):
        raise Refused("may_not_send", f"Payment {attempt.key} may not be handed in now.")
    said = Act(at, "system", attempt.amount.text())
    if attempt.state is PaymentState.NOT_FOUND:
        case = changed(case, send_again(attempt, at))
        return log(case, said, "payment_submitted_again", attempt.key)
    case = book(case, ledger.submit(case.claim_id, attempt))
    case = timing.start(changed(case, replace(attempt, submitted_at=at)), "bank", at)
    return log(case, said, "payment_submitted", attempt.key)


def follow(case: CaseFile, at: datetime) -> CaseFile:
    """The case when nothing is left to send: waiting for the bank, or arrived already."""
    if case.stage is not Stage.SUBMITTING or to_send(case):
        return case
    if not not_arrived(case):
        return arrived(case, at)
    case = move(case, Stage.AWAITING_PAYOUT, Act(at, "system"), "payout_awaited")
    unknown = any(a.state is PaymentState.UNKNOWN for a in in_flight(case))
    soon, later = at + FIRST_LOOK_UP, case.bank.due(at, case.terms.payment.look_up_every)
    return stopped(replace(case, look_up_at=soon if unknown else later), at)


def looked_up(case: CaseFile, at: datetime) -> CaseFile:
    """The case with its next look-up planned, while anything is on its way.

    In its windows the look-up was the last one; one that failed, and is parked, is not made yet.
    """
    if case.stage is Stage.AFTERCARE and case.look_up_at is not None:
        made = not is_parked_at(case, Step.LOOK_UP)
        last = replace(case, look_up_at=None, last_look=True, version=case.version + 1)
        return last if made else case
    if case.stage is not Stage.AWAITING_PAYOUT or case.look_up_at is None:
        return case
    due = case.bank.due(at, case.terms.payment.look_up_every)
    return replace(case, look_up_at=due if in_flight(case) else None, version=case.version + 1)
