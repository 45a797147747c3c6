"""A parked case: what an operator may do about the step that could not go on."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from makegood.rules.attempts import PaymentState
from makegood.rules.casefile import Act, CaseFile, Parked, Stage, log, move
from makegood.rules.evidence import Check, Verdict
from makegood.rules.life.bank_news import another_amount, counted_as_paid
from makegood.rules.life.interruptions import compensate
from makegood.rules.life.parking import ASKING, Step, stopped
from makegood.rules.life.paying import follow, looked_up
from makegood.rules.life.payments import changed, duplicates, failed, in_flight, to_send
from makegood.rules.life.settling import ask_release, pay_again, renew, request_payment
from makegood.rules.life.verifying import Reading, verified
from makegood.rules.refusals import Refused

__all__ = ["Remedy", "Step", "repair"]


class Remedy(StrEnum):
    """What an operator may do: try again, go on without the step, or undo and close.

    Where the bank and we say different things of a payment, a person who knows says which is true:
    it is counted as paid, or paid again. To mend the input of a step, correct the account or supply
    documents while it is parked, then try again.
    """

    RETRY = "retry"
    SKIP = "skip"
    COMPENSATE = "compensate"
    COUNT_AS_PAID = "count_as_paid"
    PAY_AGAIN = "pay_again"


def repair(case: CaseFile, remedy: Remedy, act: Act) -> CaseFile:
    """The case going on as the operator says; refuses what that remedy does not help.

    `not_parked`, `cannot_skip`, `nothing_doubted`, `duplicate_reported`. A payment that failed and
    for which nothing is planned is parked again, whatever was repaired.
    """
    parked = case.parked
    if parked is None:
        raise Refused("not_parked", "No step of this claim is parked.")
    if remedy is Remedy.COMPENSATE:
        return compensate(case, act)
    case = replace(log(case, act, f"repair_{remedy}", parked.step), parked=None)
    return stopped(_repaired(case, remedy, (parked, act)), act.at)


def _repaired(case: CaseFile, remedy: Remedy, what: tuple[Parked, Act]) -> CaseFile:
    parked, act = what
    match remedy:
        case Remedy.COUNT_AS_PAID:
            return _counted(case, act)
        case Remedy.PAY_AGAIN:
            return pay_again(case, act)
        case Remedy.SKIP:
            return _skipped(case, parked, act.at)
    return _retried(case, parked, act)


def _retried(case: CaseFile, parked: Parked, act: Act) -> CaseFile:
    """Most steps are simply tried again; a payment that the bank refused gets a new attempt."""
    if parked.step in ASKING:
        return _asked_at_once(case, act.at)
    if parked.step != Step.BANK or case.stage is not Stage.AWAITING_PAYOUT:
        return case
    if failed(case):
        return renew(case, act)
    return _sent_on(case, act) if to_send(case) else case


def _sent_on(case: CaseFile, act: Act) -> CaseFile:
    """What the bank never saw is handed in again; what was not released yet is put to release."""
    if any(attempt.submitted_at is None for attempt in to_send(case)):
        return ask_release(case, act.at)
    return move(case, Stage.SUBMITTING, act, "payment_unseen")


def _asked_at_once(case: CaseFile, at: datetime) -> CaseFile:
    """What was handed in without an answer is asked for now; it is never sent again blindly."""
    for attempt in in_flight(case):
        if attempt.state is PaymentState.SUBMITTED:
            case = changed(case, replace(attempt, state=PaymentState.UNKNOWN))
    case = follow(case, at)
    waits = case.stage is Stage.AWAITING_PAYOUT and in_flight(case)
    return replace(case, look_up_at=at) if waits else case


def _counted(case: CaseFile, act: Act) -> CaseFile:
    """The payments that the bank says it has, or names otherwise, are with the merchant.

    Not those that settled and came back: their money is with us.
    """
    differing = tuple(a for a in in_flight(case) if another_amount(a.key) in case.flags)
    rejected = tuple(a for a in duplicates(case) if a.settled_at is None)
    doubted = (*rejected, *differing)
    if not doubted:
        raise Refused("nothing_doubted", "The bank and we say the same of every payment.")
    for attempt in doubted:
        case = counted_as_paid(case, act, attempt.key)
    return case


def _skipped(case: CaseFile, parked: Parked, at: datetime) -> CaseFile:
    match parked.step:
        case Step.READ:
            unread = Check("documents_read", Verdict.UNKNOWN, "skipped by an operator")
            return verified(case, Reading((unread,), case.proven), at)
        case Step.INVOICES:
            return request_payment(case, (), at)
        case Step.LOOK_UP:
            return looked_up(case, at)
        case Step.RECOVER:
            return replace(case, recovery_due=False)
        case Step.RECONCILE:
            return case
    raise Refused("cannot_skip", "This step cannot be skipped: retry it, or compensate the claim.")
