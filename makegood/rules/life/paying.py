"""Money on its way: handed in once, followed by notices and look-ups, until it has arrived."""

from dataclasses import replace
from datetime import datetime, timedelta

from makegood.rules import ledger
from makegood.rules.attempts import (
    FINALLY_NEGATIVE,
    Attempt,
    PaymentState,
    Report,
    ReturnAction,
    action_for,
    apply_report,
    contradicts,
    send_again,
)
from makegood.rules.casefile import Act, CaseFile, Outcome, Parked, Stage, book, log, move, notify
from makegood.rules.life import timing
from makegood.rules.life.settling import (
    ask_payee,
    changed,
    current,
    in_flight,
    paid_so_far,
    to_send,
)
from makegood.rules.payout import return_window_ends
from makegood.rules.refusals import Refused
from makegood.rules.terms import PayoutMethod

FIRST_LOOK_UP = timedelta(seconds=2)
"""How soon an unknown outcome is looked up."""


def next_to_send(case: CaseFile) -> Attempt | None:
    """The next payment to hand in; internal legs are booked first and never get here."""
    return next(iter(to_send(case)), None)


def book_internal(case: CaseFile, at: datetime) -> CaseFile:
    """The case with its offsets and credit notes booked: they are ours, and settle at once."""
    for attempt in to_send(case):
        if attempt.method is not PayoutMethod.TRANSFER:
            case = _booked(case, attempt, at)
    return case


def _booked(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    kind = ledger.offset if attempt.method is PayoutMethod.OFFSET else ledger.credit_note
    case = book(case, kind(case.claim_id, attempt, case.claim.merchant_id))
    done = replace(attempt, submitted_at=at, settled_at=at, state=PaymentState.SETTLED, as_of=at)
    what = f"{attempt.method}_booked"
    case = log(changed(case, done), Act(at, "system", attempt.amount.text()), what)
    return notify(case, case.claim.merchant_id, "remittance_advice", ("method", attempt.method))


def handed_in(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    """The case with that payment on its way to the bank; from here on it is never sent blindly."""
    case = changed(case, replace(attempt, submitted_at=at))
    said = Act(at, "system", attempt.amount.text())
    return log(case, said, "payment_submitted", attempt.key)


def follow(case: CaseFile, at: datetime) -> CaseFile:
    """The case when nothing is left to send: waiting for the bank, or arrived already."""
    if case.stage is not Stage.SUBMITTING:
        return case
    if all(a.state is PaymentState.SETTLED for a in current(case)):
        return _arrived(case, at)
    case = move(case, Stage.AWAITING_PAYOUT, Act(at, "system"), "payout_awaited")
    return replace(case, look_up_at=_next_look(case, at))


def _next_look(case: CaseFile, at: datetime) -> datetime:
    unknown = any(a.state is PaymentState.UNKNOWN for a in in_flight(case))
    if unknown:
        return at + FIRST_LOOK_UP
    return case.bank.due(at, case.terms.payment.look_up_every)


def looked_up(case: CaseFile, at: datetime) -> CaseFile:
    """The case with its next look-up planned."""
    if case.stage is not Stage.AWAITING_PAYOUT:
        return case
    return replace(case, look_up_at=case.bank.due(at, case.terms.payment.look_up_every))


def reported(case: CaseFile, act: Act, key: str, report: Report) -> CaseFile:
    """The case with the bank's word on a payment taken in, in whatever order it comes.

    Refuses a key that is not of this claim. News that change nothing change nothing.
    """
    before = next((a for a in case.attempts if a.key == key), None)
    if before is None:
        raise Refused("unknown_payment", f"Payment {key} is not of this claim.")
    if contradicts(before, report):
        case = log(case, replace(act, why=report.state), "payment_contradicted", key)
    after = apply_report(before, report)
    case = changed(case, after)
    if after.state is before.state:
        return case
    case = log(case, replace(act, why=after.code), f"payment_{after.state}", key)
    return _consequence(_posted(case, before, after), after, act.at)


def _posted(case: CaseFile, before: Attempt, after: Attempt) -> CaseFile:
    claim = case.claim_id
    if after.state is PaymentState.SETTLED:
        was_payable = before.state in FINALLY_NEGATIVE
        post = ledger.arrived_after_all if was_payable else ledger.arrived
        return book(case, post(claim, after))
    if after.state in FINALLY_NEGATIVE and before.state not in FINALLY_NEGATIVE:
        return book(case, ledger.returned(claim, before))
    return case


def _consequence(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    if attempt.state in FINALLY_NEGATIVE:
        return _failed(case, attempt, at)
    if attempt.state is PaymentState.NOT_FOUND:
        case = changed(case, replace(send_again(attempt, at), submitted_at=None))
        return move(case, Stage.SUBMITTING, Act(at, "system"), "payment_never_seen_by_bank")
    all_in = all(a.state is PaymentState.SETTLED for a in current(case))
    return _arrived(case, at) if all_in and case.stage is Stage.AWAITING_PAYOUT else case


def _failed(case: CaseFile, attempt: Attempt, at: datetime) -> CaseFile:
    """What a rejected or returned payment asks for, by the bank's reason code."""
    case = replace(case, outcome=None, aftercare_until=None, look_up_at=None)
    action = action_for(attempt.code)
    if action is ReturnAction.ASK_MERCHANT:
        return ask_payee(case, at, f"the bank refused the account ({attempt.code})")
    if action in {ReturnAction.TREASURY_RETRY, ReturnAction.RESCHEDULE}:
        case = notify(case, "finance", "payment_delayed", ("code", attempt.code))
        said = Act(at, "system", attempt.code)
        case = move(case, Stage.AWAITING_PAYOUT, said, "payment_rescheduled")
        return replace(case, resubmit_at=case.bank.due(at, case.terms.payment.look_up_every))
    said = Act(at, "system", attempt.code)
    case = move(case, Stage.AWAITING_PAYOUT, said, "payment_stopped")
    why = f"the bank says {attempt.code}: {action}"
    return park(case, Parked("payment", why, at, attempt.code))


def park(case: CaseFile, parked: Parked) -> CaseFile:
    """The case parked at a step that cannot go on by itself, until an operator acts."""
    case = log(case, Act(parked.since, "system", parked.reason), "parked", parked.step)
    case = notify(case, "operator", "parked", ("step", parked.step), ("reason", parked.reason))
    return replace(case, parked=parked)


def _arrived(case: CaseFile, at: datetime) -> CaseFile:
    """The case paid: it stays open for the bank's return window, and for an appeal."""
    case = timing.finish(timing.resume_promises(case, at), "payout", at)
    case = timing.finish(case, "appeal", at)
    windows = [
        return_window_ends(at, case.terms.payment, case.bank),
        case.desk.due(at, case.terms.aftercare),
    ]
    if case.appeal is None:
        appeal_until = case.desk.due(at, case.terms.appeal.within)
        case, windows = replace(case, appeal_until=appeal_until), [*windows, appeal_until]
    paid = paid_so_far(case).text()
    case = replace(case, outcome=Outcome.PAID, look_up_at=None, resubmit_at=None)
    case = move(case, Stage.AFTERCARE, Act(at, "bank", paid), "paid")
    case = notify(case, case.claim.merchant_id, "payment_advice", ("paid", paid))
    return replace(case, aftercare_until=max(windows), recovery_due=True)
