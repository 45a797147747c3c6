"""Time passing over a case: what is due now, and when the next thing will be."""

from collections.abc import Callable
from datetime import datetime

from makegood.rules.casefile import Act, CaseFile, Parked, Stage
from makegood.rules.life.account import remind_payee
from makegood.rules.life.afterwards import ask_before_end, end_aftercare, next_aftercare_moment
from makegood.rules.life.announcing import announce, next_announcement
from makegood.rules.life.deficiency import next_document_moment, remind_documents
from makegood.rules.life.offer_clock import lapse_offer, next_offer_moment
from makegood.rules.life.parking import Step, is_parked_at, park
from makegood.rules.life.settling import renew
from makegood.rules.life.timing import Moment
from makegood.rules.life.work import has_work
from makegood.rules.refusals import Refused

__all__ = ["has_work", "next_moment", "tick"]


def tick(case: CaseFile, now: datetime, *, ask_first: bool = False) -> CaseFile:
    """The case with everything done that is due at `now`, each thing once and nothing early.

    Under a litigation hold clocks that count by law are announced, and nothing else happens. It
    never refuses: what a rule does not allow parks the case, and is tried again by a retry. With
    `ask_first` the bank is asked once more before a case closes (see `has_work`, `to_look_up`).
    """
    if not case.is_open:
        return case
    case = announce(case, now)
    if case.hold is not None or is_parked_at(case, Step.TIME):
        return case
    case = ask_before_end(case, now) if ask_first else case
    for due in (remind_documents, lapse_offer, remind_payee, _resubmit, end_aftercare):
        case = _or_parked(case, due, now)
    return case


def _or_parked(
    case: CaseFile, due: Callable[[CaseFile, datetime], CaseFile], now: datetime
) -> CaseFile:
    try:
        return due(case, now)
    except Refused as refusal:
        parked = Parked(Step.TIME, refusal.message, now, refusal.code)
        return case if case.parked else park(case, parked)


def _resubmit(case: CaseFile, now: datetime) -> CaseFile:
    moment = _next_payment(case)
    if moment is None or now < moment[0]:
        return case
    return renew(case, Act(now, "clock"))


def _next_payment(case: CaseFile) -> Moment | None:
    """When a payment that failed is handed in again."""
    waits = case.hold is not None or case.parked is not None
    if case.resubmit_at is None or case.stage is not Stage.AWAITING_PAYOUT or waits:
        return None
    return case.resubmit_at, "hand the payment in again"


def next_moment(case: CaseFile, now: datetime) -> Moment | None:
    """When the case next acts by itself, and what it does; None while it waits for others alone."""
    moments = (next_announcement(case, now), *_own_moments(case))
    return min((moment for moment in moments if moment is not None), default=None)


def _own_moments(case: CaseFile) -> tuple[Moment | None, ...]:
    """What time does to the case itself; nothing while that is parked."""
    if is_parked_at(case, Step.TIME):
        return ()
    return (
        next_document_moment(case),
        next_offer_moment(case),
        _next_payee(case),
        _next_look(case),
        _next_payment(case),
        next_aftercare_moment(case),
    )


def _next_payee(case: CaseFile) -> Moment | None:
    waits = case.stage is Stage.AWAITING_PAYEE and case.hold is None
    return (case.payee_due, "the merchant's account is due") if waits and case.payee_due else None


def _next_look(case: CaseFile) -> Moment | None:
    waits = case.stage is Stage.AWAITING_PAYOUT and case.parked is None
    return (case.look_up_at, "ask the bank") if waits and case.look_up_at else None
