"""A parked case: what an operator may do about the step that could not go on."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from makegood.rules.casefile import Act, CaseFile, Parked, Stage, log
from makegood.rules.evidence import Check, Verdict
from makegood.rules.life.interruptions import compensate
from makegood.rules.life.paying import looked_up
from makegood.rules.life.payments import failed
from makegood.rules.life.settling import renew, request_payment
from makegood.rules.life.verifying import Reading, verified
from makegood.rules.refusals import Refused


class Step(StrEnum):
    """The steps at which a case can be parked."""

    READ = "read documents"
    INVOICES = "find overdue invoices"
    SUBMIT = "hand in payment"
    BANK = "payment"
    RECONCILE = "reconcile payment"
    LOOK_UP = "ask the bank"
    RECOVER = "start recovery"
    TIME = "act on time"


class Remedy(StrEnum):
    """What an operator may do: try again, go on without the step, or undo and close."""

    RETRY = "retry"
    SKIP = "skip"
    COMPENSATE = "compensate"


def repair(case: CaseFile, remedy: Remedy, act: Act) -> CaseFile:
    """The case going on as the operator says; refuses `not_parked` and `cannot_skip`."""
    parked = case.parked
    if parked is None:
        raise Refused("not_parked", "No step of this claim is parked.")
    if remedy is Remedy.COMPENSATE:
        return compensate(case, act)
    case = replace(log(case, act, f"repair_{remedy}", parked.step), parked=None)
    return _retried(case, act) if remedy is Remedy.RETRY else _skipped(case, parked, act.at)


def _retried(case: CaseFile, act: Act) -> CaseFile:
    """Most steps are simply tried again; a payment that the bank refused gets a new attempt."""
    stopped = case.stage is Stage.AWAITING_PAYOUT and failed(case)
    return renew(case, act) if stopped else case


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
    raise Refused("cannot_skip", "Money is not skipped: retry it, or compensate the claim.")
