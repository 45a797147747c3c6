"""Time passing over an offer: reminders, expiry, and the end of the desk's time to answer."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import negotiation as bargain
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, log, notify
from makegood.rules.life.closing import decided
from makegood.rules.life.timing import Moment, aligned
from makegood.rules.offers import Negotiation, Offer, OfferState


def lapse_offer(case: CaseFile, now: datetime) -> CaseFile:
    """The case when the time of an offer, or of the desk's next word, is over."""
    talks = _going_on(case)
    if talks is None:
        return case
    after = bargain.expire(talks, now)
    if after != talks:
        return _expired(replace(case, negotiation=after), now)
    if case.desk_reply_by and now >= case.desk_reply_by and case.round is None:
        return decided(case, Outcome.EXPIRED, Act(now, "clock", "no agreement in time"))
    return _reminded(case, talks, now)


def _going_on(case: CaseFile) -> Negotiation | None:
    talking = case.stage is Stage.NEGOTIATING and case.hold is None
    return case.negotiation if talking else None


def _expired(case: CaseFile, now: datetime) -> CaseFile:
    """The case in its time of grace: an acceptance that comes in it may still be approved."""
    grace = case.desk.due(now, case.terms.negotiation.offer_valid)
    case = log(replace(case, desk_reply_by=grace), Act(now, "clock"), "offer_expired")
    told = ("may_accept_until", grace.isoformat())
    return notify(aligned(case, now), case.claim.merchant_id, "offer_expired", told)


def _reminded(case: CaseFile, talks: Negotiation, now: datetime) -> CaseFile:
    for latest, _ in _left(case, talks, until=now):
        version = f"version {latest.version}"
        case = log(case, Act(now, "clock"), "offer_reminded", version)
        case = replace(case, offer_reminders=case.offer_reminders + 1)
        until = ("valid_until", latest.valid_until.isoformat())
        case = notify(case, case.claim.merchant_id, "offer_reminder", until)
    return case


def _left(
    case: CaseFile, talks: Negotiation, until: datetime | None = None
) -> tuple[tuple[Offer, datetime], ...]:
    """The reminders of the open offer that were not sent yet, those due `until` then."""
    latest = talks.latest
    if latest is None or latest.state is not OfferState.OPEN:
        return ()
    percents = case.terms.negotiation.reminders_percent
    left = bargain.reminder_moments(latest, case.desk, percents)[case.offer_reminders :]
    return tuple((latest, at) for at in left if until is None or at <= until)


def next_offer_moment(case: CaseFile) -> Moment | None:
    """The next reminder or expiry of the offer, or the end of the desk's time to answer."""
    talks = _going_on(case)
    if talks is None:
        return None
    moments = [(at, "remind the merchant of the offer") for _, at in _left(case, talks)]
    if talks.latest is not None and talks.latest.state is OfferState.OPEN:
        moments.append((talks.latest.valid_until, "the offer expires"))
    elif case.desk_reply_by and case.round is None:
        moments.append((case.desk_reply_by, "the desk's next offer is due"))
    return min(moments, default=None)
