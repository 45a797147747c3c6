"""Negotiation with the merchant: offers made, sent, answered."""

from dataclasses import replace
from datetime import datetime

from makegood.rules import negotiation as bargain
from makegood.rules.authority import required_sign_offs
from makegood.rules.casefile import Act, CaseFile, Stage, log, move, notify
from makegood.rules.claim import OWED_KINDS
from makegood.rules.life.asking import ask, need, prepared
from makegood.rules.life.closing import set_reserve, void_round
from makegood.rules.life.figures import approved, claimed_of, entitlement, lines
from makegood.rules.life.offer_clock import lapse_offer
from makegood.rules.life.payments import kept
from makegood.rules.life.settling import settle
from makegood.rules.life.timing import aligned
from makegood.rules.money import Money
from makegood.rules.offers import Answer, Negotiation, Offer, OfferState, Proposal
from makegood.rules.refusals import Refused
from makegood.rules.rounds import RoundSubject
from makegood.rules.terms import PayoutMethod

_OVER = (OfferState.ACCEPTED, OfferState.ACCEPTED_LATE, OfferState.OPEN)


def negotiate(case: CaseFile, at: datetime) -> CaseFile:
    """The case after its recommendation is approved: money owed is settled, all else is offered.

    An appeal that is granted no more than was paid is settled at that; there is nothing to offer.
    """
    if case.claim.kind in OWED_KINDS:
        return settle(case, approved(case), at, "money owed: nothing to negotiate")
    if kept(case).is_positive and approved(case) <= kept(case):
        return settle(case, approved(case), at, "no more than was paid")
    case = replace(case, negotiation=_opening(case))
    case = move(case, Stage.NEGOTIATING, Act(at, "system"), "approved")
    return opened(_proposed(case, Act(at, case.assignee, "as approved"), approved(case), None), at)


def _opening(case: CaseFile) -> Negotiation:
    """Talks in which offers go on being numbered, so that no old answer fits a new offer."""
    shares = tuple((line.tracking_number, line.approved) for line in lines(case))
    talks = bargain.opening(entitlement(case), shares, claimed_of(case).rounded(), approved(case))
    before = case.negotiation.offers if case.negotiation else ()
    return replace(talks, offers=tuple(map(_ended, before)))


def _ended(offer: Offer) -> Offer:
    return replace(offer, state=OfferState.SUPERSEDED) if offer.state in _OVER else offer


def _proposed(case: CaseFile, act: Act, amount: Money, remedy: PayoutMethod | None) -> CaseFile:
    terms = case.terms.negotiation
    method = remedy or case.terms.payment.method
    until = case.desk.due(act.at, terms.offer_valid)
    proposal = Proposal(amount, act.by, act.why, method, act.at, until)
    talks = bargain.make_offer(talks_of(case), proposal, terms)
    return replace(case, negotiation=talks, desk_reply_by=None)


def offer(case: CaseFile, act: Act, amount: Money, remedy: PayoutMethod | None = None) -> CaseFile:
    """The case with the desk's next offer: open at once, or waiting for approval above authority.

    Refuses outside negotiation, under a litigation hold, and what the negotiation rules refuse.
    """
    case = _proposed(void_round(case, act.at, "a new offer"), act, amount, remedy)
    latest = latest_of(case)
    case = log(prepared(case, act.by), act, "offer_made", f"version {latest.version}")
    if latest.state is not OfferState.WAITING_APPROVAL:
        return opened(case, act.at)
    above = bargain.goodwill_in(talks_of(case), latest.total)
    mandates = required_sign_offs(need(case, latest.total, above), case.terms.authority)
    return aligned(ask(case, RoundSubject.OFFER, mandates, act.at), act.at)


def opened(case: CaseFile, at: datetime) -> CaseFile:
    """The case with its latest offer sent to the merchant, and as much reserved."""
    latest = latest_of(case)
    case = set_reserve(replace(case, desk_reply_by=None, offer_reminders=0), latest.total)
    case = aligned(log(case, Act(at, "system", latest.total.text()), "offer_sent"), at)
    return notify(
        case,
        case.claim.merchant_id,
        "offer",
        ("total", latest.total.text()),
        ("version", str(latest.version)),
        ("valid_until", latest.valid_until.isoformat()),
        ("parcels", ", ".join(latest.parcels)),
    )


def talks_of(case: CaseFile) -> Negotiation:
    """The negotiation that is going on; refuses where there is none, or where it is frozen."""
    if case.hold is not None:
        raise Refused("on_hold", "A litigation hold freezes negotiation until Legal lifts it.")
    if case.stage is not Stage.NEGOTIATING or case.negotiation is None:
        raise Refused(
            "not_negotiating", f"The claim is {case.stage}; there is nothing to negotiate."
        )
    return case.negotiation


def latest_of(case: CaseFile) -> Offer:
    """The newest offer of the talks; they begin with one."""
    return talks_of(case).offers[-1]


def back_to_desk(case: CaseFile, at: datetime) -> CaseFile:
    """The case whose next word is the desk's, within the time of an offer."""
    reply_by = case.desk.due(at, case.terms.negotiation.offer_valid)
    case = aligned(replace(case, desk_reply_by=reply_by), at)
    return notify(case, "service_desk", "offer_needed", ("reply_by", reply_by.isoformat()))


def answer(case: CaseFile, given: Answer) -> CaseFile:
    """The case with the merchant's answer: settled, countered, rejected, or accepted too late.

    Acceptance after expiry is taken until the desk's own time is over. Refuses outside
    negotiation, under a litigation hold, and what the negotiation rules refuse.
    """
    talks_of(case)
    case = lapse_offer(case, given.at)
    needed = bargain.release_needed(case.terms, case.claim.kind)
    talks = bargain.answer(talks_of(case), given, case.terms.negotiation, release_needed=needed)
    said = Act(given.at, given.by, given.reason)
    what = f"offer_{talks.offers[-1].state}"
    case = log(replace(case, negotiation=talks), said, what, f"version {given.version}")
    return _after_answer(case, given.at)


def _after_answer(case: CaseFile, at: datetime) -> CaseFile:
    latest = latest_of(case)
    if latest.state is OfferState.ACCEPTED:
        return settle(case, latest.total, at, "offer accepted")
    if latest.state is OfferState.ACCEPTED_LATE:
        mandates = case.terms.authority.late_acceptance
        return ask(case, RoundSubject.LATE_ACCEPTANCE, mandates, at)
    return back_to_desk(_escalated(case), at)


def _escalated(case: CaseFile) -> CaseFile:
    """The case whose lead is told when the merchant's last counter-offer is made."""
    talks, rounds = talks_of(case), case.terms.negotiation.rounds
    if latest_of(case).state is not OfferState.COUNTERED or len(talks.counters) < rounds:
        return case
    return notify(case, "service_desk.lead", "last_round", ("counters", str(rounds)))
