"""Negotiation with the merchant: offers that expire, answers, and what waits for approval."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import negotiation as bargain
from makegood.rules.authority import Need, required_sign_offs
from makegood.rules.casefile import Act, CaseFile, Outcome, Stage, log, move, notify
from makegood.rules.claim import OWED_KINDS
from makegood.rules.life.closing import decided, set_reserve, void_round
from makegood.rules.life.recommending import approved, ask, claimed_of, entitlement, lines
from makegood.rules.life.settling import settle
from makegood.rules.life.timing import Moment, pause_promises, resume_promises
from makegood.rules.money import Money
from makegood.rules.offers import Answer, Negotiation, Offer, OfferState, Proposal
from makegood.rules.refusals import Refused
from makegood.rules.rounds import RoundSubject
from makegood.rules.terms import PayoutMethod


def negotiate(case: CaseFile, at: datetime) -> CaseFile:
    """The case after its recommendation is approved: money owed is settled, all else is offered."""
    if case.claim.kind in OWED_KINDS:
        return settle(case, approved(case), at, "money owed: nothing to negotiate")
    by_parcel = tuple((line.tracking_number, line.entitled) for line in lines(case))
    talks = bargain.opening(entitlement(case), by_parcel, claimed_of(case))
    case = replace(case, negotiation=talks)
    case = move(case, Stage.NEGOTIATING, Act(at, "system"), "approved")
    proposal = _proposal(case, Act(at, case.assignee, "as approved"), approved(case), None)
    talks = bargain.make_offer(talks, proposal, case.terms.negotiation)
    return _opened(replace(case, negotiation=_approved(talks, at)), at)


def _approved(talks: Negotiation, at: datetime) -> Negotiation:
    offer = talks.latest
    if offer is None or offer.state is not OfferState.WAITING_APPROVAL:
        return talks
    return bargain.approve_offer(talks, offer.version, at, offer.valid_until)


def _proposal(case: CaseFile, act: Act, amount: Money, remedy: PayoutMethod | None) -> Proposal:
    until = case.desk.due(act.at, case.terms.negotiation.offer_valid)
    method = remedy or case.terms.payment.method
    return Proposal(amount, act.by, act.why, method, act.at, until)


def offer(case: CaseFile, act: Act, amount: Money, remedy: PayoutMethod | None = None) -> CaseFile:
    """The case with the desk's next offer: open at once, or waiting for approval above authority.

    Refuses outside negotiation, under a litigation hold, and what the negotiation rules refuse.
    """
    talks = _talks(case)
    case = void_round(case, act.at, "a new offer")
    proposal = _proposal(case, act, amount, remedy)
    talks = bargain.make_offer(talks, proposal, case.terms.negotiation)
    case = replace(case, negotiation=talks, desk_reply_by=None)
    case = log(case, act, "offer_made", f"version {len(talks.offers)}")
    case = replace(case, recommended_by=_with(case.recommended_by, act.by))
    return _asked_or_open(case, act.at)


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


def _asked_or_open(case: CaseFile, at: datetime) -> CaseFile:
    latest = _latest(case)
    if latest.state is not OfferState.WAITING_APPROVAL:
        return _opened(case, at)
    need = Need(latest.total, bargain.goodwill_in(_talks(case), latest.total))
    mandates = required_sign_offs(need, case.terms.authority)
    return ask(case, RoundSubject.OFFER, mandates, at)


def _opened(case: CaseFile, at: datetime) -> CaseFile:
    latest = _latest(case)
    case = replace(case, desk_reply_by=None)
    case = set_reserve(case, latest.total)
    case = pause_promises(case, at, "offer with the merchant", "system")
    case = log(case, Act(at, "system", latest.total.text()), "offer_sent")
    until = latest.valid_until.isoformat()
    return notify(
        case,
        case.claim.merchant_id,
        "offer",
        ("total", latest.total.text()),
        ("version", str(latest.version)),
        ("valid_until", until),
        ("parcels", ", ".join(latest.parcels)),
    )


def _talks(case: CaseFile) -> Negotiation:
    if case.hold is not None:
        raise Refused("on_hold", "A litigation hold freezes negotiation until Legal lifts it.")
    if case.stage is not Stage.NEGOTIATING or case.negotiation is None:
        raise Refused(
            "not_negotiating", f"The claim is {case.stage}; there is nothing to negotiate."
        )
    return case.negotiation


def _latest(case: CaseFile) -> Offer:
    latest = case.negotiation.latest if case.negotiation else None
    if latest is None:
        raise Refused("no_offer", "No offer has been made.")
    return latest


def offer_approved(case: CaseFile, at: datetime) -> CaseFile:
    """The case with the waiting offer opened, its validity counted from now."""
    latest = _latest(case)
    until = case.desk.due(at, case.terms.negotiation.offer_valid)
    talks = bargain.approve_offer(_talks(case), latest.version, at, until)
    return _opened(replace(case, negotiation=talks, round=None), at)


def offer_refused(case: CaseFile, act: Act) -> CaseFile:
    """The case without the offer that was not approved: the desk finds another."""
    talks = bargain.withdraw_offer(_talks(case), act.why)
    case = replace(case, negotiation=talks, round=None)
    case = log(case, act, "offer_not_approved")
    return _back_to_desk(case, act.at)


def _back_to_desk(case: CaseFile, at: datetime) -> CaseFile:
    reply_by = case.desk.due(at, case.terms.negotiation.offer_valid)
    case = resume_promises(replace(case, desk_reply_by=reply_by), at)
    return notify(case, "service_desk", "offer_needed", ("reply_by", reply_by.isoformat()))


def answer(case: CaseFile, given: Answer) -> CaseFile:
    """The case with the merchant's answer: settled, countered, rejected, or accepted too late."""
    needed = bargain.release_needed(case.terms, case.claim.kind)
    talks = bargain.answer(_talks(case), given, case.terms.negotiation, release_needed=needed)
    said = Act(given.at, given.by, given.reason)
    what = f"offer_{_latest_of(talks).state}"
    case = log(replace(case, negotiation=talks), said, what, f"version {given.version}")
    return _after_answer(case, given.at)


def _latest_of(talks: Negotiation) -> Offer:
    return talks.offers[-1]


def _after_answer(case: CaseFile, at: datetime) -> CaseFile:
    latest = _latest(case)
    if latest.state is OfferState.ACCEPTED:
        return settle(resume_promises(case, at), latest.total, at, "offer accepted")
    if latest.state is OfferState.ACCEPTED_LATE:
        mandates = case.terms.authority.late_acceptance
        return ask(case, RoundSubject.LATE_ACCEPTANCE, mandates, at)
    return _back_to_desk(case, at)


def late_approved(case: CaseFile, at: datetime) -> CaseFile:
    """The case settled on an acceptance that came after the offer had expired."""
    latest = _latest(case)
    talks = bargain.approve_late(_talks(case), latest.version)
    case = resume_promises(replace(case, negotiation=talks, round=None), at)
    return settle(case, latest.total, at, "late acceptance approved")


def late_refused(case: CaseFile, act: Act) -> CaseFile:
    """The case ended: the offer had expired, and the late acceptance is not taken."""
    talks = bargain.refuse_late(_talks(case), _latest(case).version)
    return decided(replace(case, negotiation=talks), Outcome.EXPIRED, act)


def lapse_offer(case: CaseFile, now: datetime) -> CaseFile:
    """The case when the time of an offer, or of the desk's next word, is over."""
    if case.stage is not Stage.NEGOTIATING or case.negotiation is None or case.hold:
        return case
    talks = bargain.expire(case.negotiation, now)
    if talks != case.negotiation:
        case = log(replace(case, negotiation=talks), Act(now, "clock"), "offer_expired")
        case = resume_promises(case, now)
        grace = case.desk.due(now, case.terms.negotiation.offer_valid)
        case = replace(case, desk_reply_by=grace)
        return notify(
            case, case.claim.merchant_id, "offer_expired", ("may_accept_until", grace.isoformat())
        )
    if case.desk_reply_by and now >= case.desk_reply_by and case.round is None:
        return decided(case, Outcome.EXPIRED, Act(now, "clock", "no agreement in time"))
    return _reminded(case, now)


def _reminded(case: CaseFile, now: datetime) -> CaseFile:
    latest = case.negotiation.latest if case.negotiation else None
    if latest is None or latest.state is not OfferState.OPEN:
        return case
    key = f"offer_reminded:{latest.version}"
    due = [moment for moment in reminders(case, latest) if moment <= now]
    sent = sum(
        1 for event in case.events if event.what == "offer_reminded" and event.evidence == key
    )
    for _ in due[sent:]:
        case = log(case, Act(now, "clock"), "offer_reminded", key)
        until = latest.valid_until.isoformat()
        case = notify(case, case.claim.merchant_id, "offer_reminder", ("valid_until", until))
    return case


def reminders(case: CaseFile, latest: Offer) -> tuple[datetime, ...]:
    """When the merchant is reminded of an open offer, by percent of its time."""
    percents = case.terms.negotiation.reminders_percent
    return bargain.reminder_moments(latest, case.desk, percents)


def next_offer_moment(case: CaseFile, now: datetime) -> Moment | None:
    """The next reminder or expiry of the offer, or the end of the desk's time to answer."""
    if case.stage is not Stage.NEGOTIATING or case.negotiation is None or case.hold:
        return None
    latest = case.negotiation.latest
    if latest is not None and latest.state is OfferState.OPEN:
        coming = [moment for moment in reminders(case, latest) if moment > now]
        moments = [(moment, "remind the merchant of the offer") for moment in coming]
        return min([*moments, (latest.valid_until, "the offer expires")])
    if case.desk_reply_by and case.round is None:
        return case.desk_reply_by, "the desk's next offer is due"
    return None
