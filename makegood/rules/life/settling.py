"""The settlement: what is to be paid, requested by one person and released by another."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import ledger
from makegood.rules.attempts import next_attempt
from makegood.rules.authority import release_mandates, required_sign_offs
from makegood.rules.casefile import Act, CaseFile, Stage, book, log, move
from makegood.rules.ledger import Award
from makegood.rules.life import timing
from makegood.rules.life.account import ask_payee, owed_before_payout, remind_payee
from makegood.rules.life.asking import ask, ask_again, need, prepared
from makegood.rules.life.closing import (
    appeal_decided,
    back_to_aftercare,
    carried_over,
    set_reserve,
    void_round,
)
from makegood.rules.life.figures import entitlement, lines
from makegood.rules.life.parking import Step, is_parked_at
from makegood.rules.life.payments import (
    duplicates,
    failed,
    in_flight,
    kept,
    paid_so_far,
    to_send,
    unproven,
)
from makegood.rules.money import Money, total
from makegood.rules.offers import OfferState
from makegood.rules.payee import Payee
from makegood.rules.payout import Invoice, Settlement, first_attempts, legs_for
from makegood.rules.refusals import Refused
from makegood.rules.signoff import RoundSubject
from makegood.rules.terms import Mandate

__all__ = [
    "agreed_on",
    "ask_payee",
    "ask_release",
    "correct_payee",
    "in_flight",
    "paid_so_far",
    "remind_payee",
    "renew",
    "request_payment",
    "settle",
    "to_send",
]

NO_PAYEE_CHANGE = frozenset({Stage.SUBMITTING, Stage.AWAITING_PAYOUT, Stage.CLOSED})
"""Stages in which the account stays as it is: money is on its way to it, or nothing is due."""


def settle(case: CaseFile, amount: Money, at: datetime, why: str) -> CaseFile:
    """The case settled at `amount`, to be turned into a payment request."""
    case = void_round(case, at, why)
    case = replace(case, agreed=amount, agreed_lines=_by_line(case), desk_reply_by=None)
    said = Act(at, "system", f"{amount.text()}: {why}")
    case = timing.finish(move(case, Stage.SETTLED, said, "settled"), at, "decision")
    return timing.aligned(case, at)


def _by_line(case: CaseFile) -> tuple[tuple[str, Money], ...]:
    """What each parcel gets of an accepted offer, or of what was recommended and is owed."""
    offer = case.negotiation.latest if case.negotiation else None
    if offer is not None and offer.state is OfferState.ACCEPTED:
        return offer.lines
    return tuple((line.tracking_number, line.approved) for line in lines(case))


def request_payment(case: CaseFile, overdue: tuple[Invoice, ...], at: datetime) -> CaseFile:
    """The case with a payment request: what was paid before is taken off, the rest is payable.

    Overdue invoices are set off first where the contract allows it. Where nothing is left to pay
    there is no request. A case that is not settled, or no longer, stays as it is.
    """
    if case.stage is not Stage.SETTLED:
        return case
    case = carried_over(case)
    due = max(Money.zero(case.currency), agreed_on(case) - kept(case))
    if not due.is_positive:
        nothing = Act(at, "system", "nothing more is due")
        case = appeal_decided(set_reserve(case, None))
        return back_to_aftercare(case, nothing, "nothing_to_pay")
    return ask_release(timing.start(_payable(case, due, overdue), "payout", at), at)


def _payable(case: CaseFile, due: Money, overdue: tuple[Invoice, ...]) -> CaseFile:
    version = case.settlement.version + 1 if case.settlement else 1
    settlement = Settlement(version, due, legs_for(due, case.terms.payment, overdue))
    award = _award(case, due)
    reserved = case.reserve or Money.zero(case.currency)
    case = book(case, ledger.settle(case.claim_id, version, award, reserved))
    attempts = (*case.attempts, *first_attempts(case.claim_id, settlement))
    return replace(case, settlement=settlement, award=award, attempts=attempts, reserve=None)


def _award(case: CaseFile, due: Money) -> Award:
    granted = entitlement(case) - kept(case)
    part = max(Money.zero(case.currency), min(due, granted))
    return Award(part, due - part)


def agreed_on(case: CaseFile) -> Money:
    """The amount agreed; zero before there is one."""
    return case.agreed or Money.zero(case.currency)


def ask_release(case: CaseFile, at: datetime) -> CaseFile:
    """The case with its payment put to whoever may release it, once an account is known."""
    owed = owed_before_payout(case)
    if owed:
        return ask_payee(case, at, owed)
    due = total((attempt.amount for attempt in to_send(case)), case.currency)
    case = prepared(replace(case, sent_back="", payee_due=None), case.assignee)
    said = Act(at, case.assignee, due.text())
    case = move(case, Stage.PAYMENT_APPROVAL, said, "payment_requested")
    return ask(case, RoundSubject.PAYMENT, _releasing(case, due), at)


def _releasing(case: CaseFile, due: Money) -> tuple[Mandate, ...]:
    """Who must release so much; and who must grant it too, where nothing proves that they did."""
    matrix, dual_over = case.terms.authority, case.terms.payment.dual_release_over
    releasing = release_mandates(due, matrix, dual_over)
    if not case.all_sign:
        return releasing
    above = max(due - entitlement(case), Money.zero(case.currency))
    return (*required_sign_offs(need(case, due, above), matrix), *releasing)


def correct_payee(case: CaseFile, act: Act, payee: Payee) -> CaseFile:
    """The case with another account; whatever was signed with the old one is asked again.

    Refuses while money is on its way to the known account. A payment that is parked because the
    bank refused it is not: once the account is mended, its retry is put to release.
    """
    if case.stage in NO_PAYEE_CHANGE and not _mendable(case):
        raise Refused(
            "payment_under_way", f"The claim is {case.stage}: the account cannot change now."
        )
    editors = (*(name for name in case.payee_editors if name != act.by), act.by)
    case = replace(case, payee=payee, payee_editors=editors)
    case = log(case, act, "payee_given", payee.masked())
    if case.confirming:
        return _renewed(case)
    if case.stage is Stage.AWAITING_PAYEE:
        return ask_release(_renewed(case), act.at)
    if case.stage is Stage.PAYMENT_APPROVAL:
        return ask_release(void_round(case, act.at, "another account"), act.at)
    return ask_again(case, act.at, "another account")


def _mendable(case: CaseFile) -> bool:
    """Whether the case is parked at a payment of which nothing is, or may be, with the bank."""
    sent = in_flight(case) or any(attempt.submitted_at for attempt in to_send(case))
    stands = case.stage is Stage.AWAITING_PAYOUT and is_parked_at(case, Step.BANK)
    return stands and not sent


def _renewed(case: CaseFile) -> CaseFile:
    """The case with a new attempt for each leg that failed for good, and may not be paid."""
    paid_perhaps = duplicates(case)
    lost = (attempt for attempt in failed(case) if attempt not in paid_perhaps)
    again = tuple(next_attempt(case.claim_id, attempt) for attempt in lost)
    return replace(case, attempts=(*case.attempts, *again), resubmit_at=None)


def renew(case: CaseFile, act: Act) -> CaseFile:
    """The case about to pay again what failed for another reason than its account.

    Only to the account that was released before; any other is put to release first. What no seals
    proved is put to everybody who must sign it, under seal from now on. Refuses `nothing_failed`,
    and `duplicate_reported` where the bank says it has the payment already.
    """
    if not failed(case) or case.stage is not Stage.AWAITING_PAYOUT:
        raise Refused("nothing_failed", "No payment of this claim waits to be made again.")
    if failed(case) == duplicates(case):
        raise Refused(
            "duplicate_reported", "The bank has it already: count it as paid, or pay it again."
        )
    anew = bool(unproven(case))
    unreleased = anew or to_send(case) or case.payee != case.released_payee
    case = replace(case, sealed=True, all_sign=True) if anew else case
    case = log(_renewed(case), act, "payment_renewed")
    if unreleased:
        return ask_release(case, act.at)
    return move(case, Stage.SUBMITTING, act, "payment_released_before")


def pay_again(case: CaseFile, act: Act) -> CaseFile:
    """The case about to pay what the bank says it has, because a person knows that it has not.

    Under a new key, and released anew. Refuses `nothing_doubted` where the bank says no such thing,
    and during an appeal, which decides of that money too.
    """
    doubted = duplicates(case)
    if not doubted or case.stage not in {Stage.AWAITING_PAYOUT, Stage.AWAITING_PAYEE}:
        raise Refused(
            "nothing_doubted", "No payment that the bank calls a duplicate is to be made."
        )
    again = tuple(next_attempt(case.claim_id, replace(a, code="")) for a in doubted)
    case = replace(case, attempts=(*case.attempts, *again))
    case = log(case, act, "payment_renewed", ", ".join(a.key for a in again))
    return case if case.stage is Stage.AWAITING_PAYEE else ask_release(case, act.at)
