"""The bargaining over one claim, from our side: what we offer, and what each side gave up."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from makegood.rules.answers import answer, release_needed
from makegood.rules.calendar import BusinessCalendar
from makegood.rules.money import Money, allocate
from makegood.rules.offers import (
    PERCENT,
    Answer,
    Concession,
    Counter,
    Limits,
    Lines,
    Negotiation,
    Offer,
    OfferState,
    Proposal,
    Reply,
    find_offer,
    limits,
    require_payable,
    with_offer,
)
from makegood.rules.refusals import Refused
from makegood.rules.terms import NegotiationTerms

__all__ = [
    "Answer",
    "Concession",
    "Counter",
    "Limits",
    "Negotiation",
    "Offer",
    "OfferState",
    "Proposal",
    "Reply",
    "answer",
    "approve_late",
    "approve_offer",
    "concessions",
    "expire",
    "goodwill",
    "goodwill_in",
    "limits",
    "make_offer",
    "opening",
    "refuse_late",
    "release_needed",
    "reminder_moments",
    "withdraw_offer",
]

_STANDING = (OfferState.OPEN, OfferState.ACCEPTED, OfferState.ACCEPTED_LATE)
_SETTLED = (OfferState.ACCEPTED, OfferState.ACCEPTED_LATE)
_REPLACEABLE = (OfferState.OPEN, OfferState.WAITING_APPROVAL)
_WITHDRAWABLE = (*_REPLACEABLE, OfferState.ACCEPTED_LATE)


def opening(
    entitlement: Money, lines: Lines, claimed: Money, approved: Money | None = None
) -> Negotiation:
    """A negotiation in which nothing is offered yet.

    Offers are shared out as `lines` are. Up to what is `approved`, by sign-off and goodwill
    included, the desk needs nobody: the contract's limits are never below it.
    """
    return Negotiation(entitlement, claimed, lines, approved=approved)


def make_offer(
    negotiation: Negotiation, proposal: Proposal, terms: NegotiationTerms
) -> Negotiation:
    """The negotiation with a new offer, which takes the place of the one before.

    Above authority or entitlement it waits for approval. Refuses `already_settled`,
    `currency_mismatch`, `not_payable`, `validity_past`, `above_claimed`, `above_ceiling`,
    `retrograde`.
    """
    bounds = limits(negotiation, terms)
    _require_unsettled(negotiation)
    _require_sound(proposal, negotiation)
    _require_within(proposal, negotiation, bounds)
    offer = _offered(negotiation, proposal, waits=proposal.total > bounds.authority)
    return replace(negotiation, offers=(*_superseded(negotiation), offer))


def approve_offer(
    negotiation: Negotiation, version: int, at: datetime, valid_until: datetime
) -> Negotiation:
    """The waiting offer is open from now on; refuses `unknown_offer`, `offer_not_waiting`."""
    offer = _in_state(negotiation, version, OfferState.WAITING_APPROVAL)
    opened = replace(offer, state=OfferState.OPEN, open_since=at, valid_until=valid_until)
    return with_offer(negotiation, opened)


def withdraw_offer(negotiation: Negotiation, why: str) -> Negotiation:
    """Nothing is on the table: an offer that is open, waits, or was accepted late is gone."""
    offer = negotiation.latest
    if offer is None or offer.state not in _WITHDRAWABLE:
        return negotiation
    gone = replace(offer, state=OfferState.WITHDRAWN, ended_because=why)
    return with_offer(negotiation, gone)


def approve_late(negotiation: Negotiation, version: int) -> Negotiation:
    """The late acceptance stands; refuses `unknown_offer`, `offer_not_accepted_late`."""
    offer = _in_state(negotiation, version, OfferState.ACCEPTED_LATE)
    return with_offer(negotiation, replace(offer, state=OfferState.ACCEPTED))


def refuse_late(negotiation: Negotiation, version: int) -> Negotiation:
    """The late acceptance comes to nothing: the offer has expired. Refuses as `approve_late`."""
    offer = _in_state(negotiation, version, OfferState.ACCEPTED_LATE)
    return with_offer(negotiation, replace(offer, state=OfferState.EXPIRED))


def expire(negotiation: Negotiation, at: datetime) -> Negotiation:
    """The open offer has expired once its `valid_until` is reached."""
    offer = negotiation.latest
    if offer is None or offer.state is not OfferState.OPEN or at < offer.valid_until:
        return negotiation
    return with_offer(negotiation, replace(offer, state=OfferState.EXPIRED))


def goodwill(negotiation: Negotiation) -> Money:
    """By how much the offer that is open or accepted exceeds the entitlement; else nothing."""
    offer = negotiation.latest
    if offer is None or offer.state not in _STANDING:
        return Money.zero(negotiation.entitlement.currency)
    return goodwill_in(negotiation, offer.total)


def goodwill_in(negotiation: Negotiation, total: Money) -> Money:
    """By how much a total exceeds the entitlement; never below zero."""
    return max(total - negotiation.entitlement, Money.zero(total.currency))


def concessions(negotiation: Negotiation) -> tuple[Concession, ...]:
    """What each side gave up and when, in order; the merchant's first figure is the claim itself.

    Offers that the merchant never saw are no concessions.
    """
    return tuple(sorted((*_ours(negotiation), *_theirs(negotiation)), key=lambda step: step.at))


def reminder_moments(
    offer: Offer, calendar: BusinessCalendar, percents: tuple[int, ...]
) -> tuple[datetime, ...]:
    """When the merchant is reminded of an open offer: at these parts of its open time."""
    if offer.state is not OfferState.OPEN or offer.open_since is None:
        return ()
    span = (offer.open_since, offer.valid_until)
    return tuple(calendar.fraction_point(*span, Fraction(p, PERCENT)) for p in sorted(percents))


def _require_unsettled(negotiation: Negotiation) -> None:
    offer = negotiation.latest
    if offer is not None and offer.state in _SETTLED:
        raise Refused("already_settled", f"Offer {offer.version} is accepted: nothing is left.")


def _require_sound(proposal: Proposal, negotiation: Negotiation) -> None:
    require_payable(proposal.total, negotiation)
    if proposal.valid_until <= proposal.at:
        raise Refused("validity_past", "An offer is valid until a moment that is still to come.")


def _require_within(proposal: Proposal, negotiation: Negotiation, bounds: Limits) -> None:
    total = proposal.total
    if total > negotiation.claimed:
        raise Refused("above_claimed", f"No more than {negotiation.claimed.text()} is claimed.")
    if total > bounds.ceiling:
        # The figure stays out of the text: refusals are quoted where merchants may read them.
        raise Refused("above_ceiling", f"{total.text()} is above what the desk may offer at all.")
    best = max((offer.total for offer in _shown(negotiation)), default=total)
    if total < best and not proposal.reason.strip():
        raise Refused("retrograde", f"{best.text()} was offered before; give a reason for less.")


def _shown(negotiation: Negotiation) -> tuple[Offer, ...]:
    return tuple(offer for offer in negotiation.offers if offer.open_since is not None)


def _superseded(negotiation: Negotiation) -> tuple[Offer, ...]:
    return tuple(
        replace(offer, state=OfferState.SUPERSEDED) if offer.state in _REPLACEABLE else offer
        for offer in negotiation.offers
    )


def _offered(negotiation: Negotiation, proposal: Proposal, *, waits: bool) -> Offer:
    return Offer(
        version=len(negotiation.offers) + 1,
        total=proposal.total,
        lines=_shared_out(proposal.total, negotiation.lines),
        remedy=proposal.remedy,
        made_by=proposal.by,
        made_at=proposal.at,
        valid_until=proposal.valid_until,
        state=OfferState.WAITING_APPROVAL if waits else OfferState.OPEN,
        reason=proposal.reason,
        open_since=None if waits else proposal.at,
    )


def _shared_out(total: Money, lines: Lines) -> Lines:
    shares = allocate(total, [entitled.amount for _, entitled in lines])
    return tuple((number, share) for (number, _), share in zip(lines, shares, strict=True))


def _in_state(negotiation: Negotiation, version: int, wanted: OfferState) -> Offer:
    offer = find_offer(negotiation, version)
    if offer.state is not wanted:
        code = "offer_not_waiting" if wanted in _REPLACEABLE else "offer_not_accepted_late"
        raise Refused(code, f"Offer {version} is {offer.state}, not {wanted}.")
    return offer


def _ours(negotiation: Negotiation) -> list[Concession]:
    steps: list[Concession] = []
    for offer in _shown(negotiation):
        before = steps[-1].amount if steps else offer.total
        at = offer.open_since or offer.made_at
        moved = offer.total - before
        steps.append(Concession("desk", offer.version, offer.total, moved, at, offer.reason))
    return steps


def _theirs(negotiation: Negotiation) -> list[Concession]:
    figures = (negotiation.claimed, *(counter.amount for counter in negotiation.counters))
    return [
        Concession("merchant", c.offer_version, c.amount, before - c.amount, c.at, c.reason)
        for before, c in zip(figures, negotiation.counters, strict=False)
    ]
