"""Time passing over a case: what is due now, and when the next thing will be."""

from datetime import datetime

from makegood.rules.casefile import Act, CaseFile, Stage
from makegood.rules.life.afterwards import end_aftercare, next_aftercare_moment
from makegood.rules.life.bargaining import lapse_offer, next_offer_moment
from makegood.rules.life.settling import remind_payee, renew
from makegood.rules.life.timing import Moment, announce, next_announcement
from makegood.rules.life.verifying import next_document_moment, remind_documents


def tick(case: CaseFile, now: datetime) -> CaseFile:
    """The case with everything done that is due at `now`, each thing once and nothing early."""
    if not case.is_open:
        return case
    case = announce(case, now)
    for due in (remind_documents, lapse_offer, remind_payee, _resubmit, end_aftercare):
        case = due(case, now)
    return case


def _resubmit(case: CaseFile, now: datetime) -> CaseFile:
    if case.resubmit_at is None or now < case.resubmit_at or case.hold or case.parked:
        return case
    return renew(case, Act(now, "clock"))


def next_moment(case: CaseFile, now: datetime) -> Moment | None:
    """When the case next acts by itself, and what it does; None while it waits for others alone."""
    moments = (
        next_announcement(case, now),
        next_document_moment(case),
        next_offer_moment(case, now),
        next_aftercare_moment(case),
        *_payment_moments(case),
    )
    return min((moment for moment in moments if moment is not None), default=None)


def _payment_moments(case: CaseFile) -> tuple[Moment | None, ...]:
    payee = (case.payee_due, "the merchant's account is due")
    look = (case.look_up_at, "ask the bank")
    again = (case.resubmit_at, "hand the payment in again")
    return (
        _if_set(payee) if case.stage is Stage.AWAITING_PAYEE else None,
        _if_set(look) if case.stage is Stage.AWAITING_PAYOUT else None,
        _if_set(again) if not case.hold and not case.parked else None,
    )


def _if_set(moment: tuple[datetime | None, str]) -> Moment | None:
    at, what = moment
    return (at, what) if at else None
