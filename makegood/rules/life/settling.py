"""The settlement: what is to be paid, requested by one person and released by another."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import ledger
from makegood.rules.attempts import FINALLY_NEGATIVE, Attempt, PaymentState, next_attempt
from makegood.rules.authority import release_mandates
from makegood.rules.casefile import Act, CaseFile, Stage, book, log, move, notify
from makegood.rules.ledger import Award
from makegood.rules.life import timing
from makegood.rules.life.closing import void_round
from makegood.rules.life.recommending import ask, ask_again, entitlement
from makegood.rules.money import Money, total
from makegood.rules.payee import Payee
from makegood.rules.payout import Invoice, Settlement, first_attempts, legs_for
from makegood.rules.refusals import Refused
from makegood.rules.signoff import RoundSubject
from makegood.rules.terms import PayoutMethod

NO_PAYEE_CHANGE = frozenset({Stage.SUBMITTING, Stage.AWAITING_PAYOUT, Stage.CLOSED})
"""Stages in which the account stays as it is: money is on its way to it, or nothing is due."""


def settle(case: CaseFile, amount: Money, at: datetime, why: str) -> CaseFile:
    """The case settled at `amount`, to be turned into a payment request."""
    case = replace(void_round(case, at, why), agreed=amount)
    return move(case, Stage.SETTLED, Act(at, "system", f"{amount.text()}: {why}"), "settled")


def request_payment(case: CaseFile, overdue: tuple[Invoice, ...], at: datetime) -> CaseFile:
    """The case with a payment request: what was paid before is taken off, the rest is payable.

    Overdue invoices are set off first where the contract allows it.
    """
    agreed, before = agreed_on(case), paid_so_far(case)
    due = agreed - before if before < agreed else Money.zero(case.currency)
    version = case.settlement.version + 1 if case.settlement else 1
    settlement = Settlement(version, due, legs_for(due, case.terms.payment, overdue))
    award = _award(case, due, before)
    reserved = case.reserve or Money.zero(case.currency)
    case = book(case, ledger.settle(case.claim_id, version, award, reserved))
    attempts = (*case.attempts, *first_attempts(case.claim_id, settlement))
    case = replace(case, settlement=settlement, award=award, attempts=attempts, reserve=None)
    return ask_release(timing.start(timing.finish(case, "decision", at), "payout", at), at)


def _award(case: CaseFile, due: Money, before: Money) -> Award:
    granted = entitlement(case) - before
    part = max(Money.zero(case.currency), min(due, granted))
    return Award(part, due - part)


def agreed_on(case: CaseFile) -> Money:
    """The amount agreed; zero before there is one."""
    return case.agreed or Money.zero(case.currency)


def paid_so_far(case: CaseFile) -> Money:
    """What has arrived at the merchant and has not come back, over all settlements."""
    settled = (a.amount for a in case.attempts if a.state is PaymentState.SETTLED)
    return total(settled, case.currency)


def ask_release(case: CaseFile, at: datetime) -> CaseFile:
    """The case with its payment put to whoever may release it, once an account is known."""
    if needs_payee(case):
        return ask_payee(case, at, "no account is known")
    due = total((attempt.amount for attempt in to_send(case)), case.currency)
    over = case.terms.payment.dual_release_over
    mandates = release_mandates(due, case.terms.authority, over)
    said = Act(at, case.assignee, due.text())
    case = move(case, Stage.PAYMENT_APPROVAL, said, "payment_requested")
    return ask(replace(case, sent_back=""), RoundSubject.PAYMENT, mandates, at)


def needs_payee(case: CaseFile) -> bool:
    """Whether money is to be transferred and no account is known for it."""
    by_transfer = any(a.method is PayoutMethod.TRANSFER for a in to_send(case))
    return by_transfer and case.payee is None


def ask_payee(case: CaseFile, at: datetime, why: str) -> CaseFile:
    """The case while the merchant owes an account: promises stand still, reminders go out."""
    within = case.terms.payment.payee_answer_within or case.terms.deficiency.answer_within
    case = move(case, Stage.AWAITING_PAYEE, Act(at, "system", why), "payee_asked")
    case = timing.pause_promises(case, at, "account owed by the merchant", "system")
    case = replace(case, payee_due=case.desk.due(at, within))
    return notify(case, case.claim.merchant_id, "payee_asked", ("why", why))


def correct_payee(case: CaseFile, act: Act, payee: Payee) -> CaseFile:
    """The case with another account; whatever was signed with the old one is asked again.

    Refuses while money is on its way to the known account.
    """
    if case.stage in NO_PAYEE_CHANGE:
        raise Refused(
            "payment_under_way", f"The claim is {case.stage}: the account cannot change now."
        )
    editors = (*(name for name in case.payee_editors if name != act.by), act.by)
    case = replace(case, payee=payee, payee_editors=editors)
    case = log(case, act, "payee_given", payee.masked())
    if case.stage is Stage.AWAITING_PAYEE:
        return ask_release(timing.resume_promises(_renewed(case), act.at), act.at)
    if case.stage is Stage.PAYMENT_APPROVAL and case.round is None:
        return ask_release(case, act.at)
    return ask_again(case, act.at, "another account")


def remind_payee(case: CaseFile, now: datetime) -> CaseFile:
    """The case with the merchant, and the key account, reminded of the account that is owed."""
    if case.stage is not Stage.AWAITING_PAYEE or not case.payee_due or now < case.payee_due:
        return case
    within = case.terms.payment.payee_answer_within or case.terms.deficiency.answer_within
    case = log(case, Act(now, "clock"), "payee_reminded")
    case = notify(case, case.claim.merchant_id, "payee_reminder")
    case = notify(case, "key_account", "payee_reminder")
    return replace(case, payee_due=case.desk.due(now, within))


def current(case: CaseFile) -> tuple[Attempt, ...]:
    """The latest attempt of each leg of the settlement that is being paid."""
    version = case.settlement.version if case.settlement else 0
    latest = {a.leg: a for a in case.attempts if a.settlement_version == version}
    return tuple(latest[leg] for leg in sorted(latest))


def to_send(case: CaseFile) -> tuple[Attempt, ...]:
    """The attempts that have not been handed in."""
    return tuple(a for a in current(case) if a.submitted_at is None)


def in_flight(case: CaseFile) -> tuple[Attempt, ...]:
    """The attempts that were handed in and whose end is not known."""
    ended = {*FINALLY_NEGATIVE, PaymentState.SETTLED}
    return tuple(a for a in current(case) if a.submitted_at and a.state not in ended)


def _renewed(case: CaseFile) -> CaseFile:
    """The case with a new attempt for each leg that failed for good."""
    failed = [a for a in current(case) if a.state in FINALLY_NEGATIVE]
    renewed = tuple(next_attempt(case.claim_id, attempt) for attempt in failed)
    return replace(case, attempts=(*case.attempts, *renewed))


def renew(case: CaseFile, act: Act) -> CaseFile:
    """The case about to pay again what failed for another reason than its account."""
    case = replace(_renewed(case), resubmit_at=None)
    return move(case, Stage.SUBMITTING, act, "payment_renewed")


def changed(case: CaseFile, attempt: Attempt) -> CaseFile:
    """The case with that attempt in place of the one with the same key."""
    attempts = tuple(attempt if a.key == attempt.key else a for a in case.attempts)
    return replace(case, attempts=attempts)
