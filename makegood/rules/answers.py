"""What becomes of an offer when the merchant answers: accepted, rejected, countered, or refused."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.claim import OWED_KINDS, ClaimKind
from makegood.rules.money import Money
from makegood.rules.offers import (
    Answer,
    Counter,
    Negotiation,
    Offer,
    OfferState,
    Reply,
    find_offer,
    require_payable,
    with_offer,
)
from makegood.rules.refusals import Refused
from makegood.rules.terms import NegotiationTerms, Terms

MOST_NAMED = 5
"""How many parcels a refusal names; a claim has up to 500."""

_ANSWERABLE = (OfferState.OPEN, OfferState.EXPIRED)


def release_needed(terms: Terms, kind: ClaimKind) -> bool:
    """Whether acceptance needs a release: never for money plainly owed (undue pressure)."""
    return terms.release_needed and kind not in OWED_KINDS


def answer(
    negotiation: Negotiation, given: Answer, terms: NegotiationTerms, *, release_needed: bool
) -> Negotiation:
    """The negotiation with the merchant's answer to the offer on the table.

    Acceptance at `valid_until` or later is `accepted_late` and needs approval. Refuses
    `unknown_offer`, `offer_superseded`, `offer_waiting_approval`, `offer_expired`, `offer_closed`,
    and what `accept` or `counter` do not allow.
    """
    offer = _answerable(negotiation, given)
    if given.answer is Reply.ACCEPT:
        return with_offer(negotiation, _accepted(offer, given, release_needed=release_needed))
    if given.answer is Reply.REJECT:
        return with_offer(negotiation, _answered(offer, given, OfferState.REJECTED))
    return _countered(negotiation, offer, given, terms)


def _answerable(negotiation: Negotiation, given: Answer) -> Offer:
    offer = find_offer(negotiation, given.version)
    if offer is not negotiation.latest:
        raise Refused("offer_superseded", f"A newer offer has replaced offer {offer.version}.")
    if offer.state is OfferState.WAITING_APPROVAL:
        raise Refused("offer_waiting_approval", f"Offer {offer.version} is not open yet.")
    if offer.state not in _ANSWERABLE:
        raise Refused("offer_closed", f"Offer {offer.version} is {offer.state}.")
    if _is_late(offer, given.at) and given.answer is not Reply.ACCEPT:
        raise Refused("offer_expired", f"Offer {offer.version} has expired; ask for another.")
    return offer


def _is_late(offer: Offer, at: datetime) -> bool:
    return offer.state is OfferState.EXPIRED or at >= offer.valid_until


def _answered(offer: Offer, given: Answer, state: OfferState) -> Offer:
    return replace(offer, state=state, answered_by=given.by, answered_at=given.at)


def _accepted(offer: Offer, given: Answer, *, release_needed: bool) -> Offer:
    if given.amount not in (None, offer.total):
        raise Refused("amount_differs", f"Offer {offer.version} is for {offer.total.text()}.")
    if release_needed:
        _require_release(offer, given.release)
    late = _is_late(offer, given.at)
    taken = _answered(offer, given, OfferState.ACCEPTED_LATE if late else OfferState.ACCEPTED)
    return replace(taken, release=given.release if release_needed else ())


def _require_release(offer: Offer, release: tuple[str, ...]) -> None:
    if not release:
        raise Refused("release_missing", f"Accepting releases {_named(offer.parcels)}: say so.")
    if sorted(release) != sorted(offer.parcels):
        raise Refused("release_differs", f"The release names exactly {_named(offer.parcels)}.")


def _named(parcels: tuple[str, ...]) -> str:
    more = len(parcels) - MOST_NAMED
    named = ", ".join(parcels[:MOST_NAMED])
    return f"{named} and {more} more" if more > 0 else named


def _countered(
    negotiation: Negotiation, offer: Offer, given: Answer, terms: NegotiationTerms
) -> Negotiation:
    amount = _counter_amount(negotiation, offer, given)
    if len(negotiation.counters) >= terms.rounds:
        raise Refused("rounds_used_up", f"All {terms.rounds} counter-offers have been made.")
    counter = Counter(offer.version, amount, given.by, given.at, given.reason)
    answered = with_offer(negotiation, _answered(offer, given, OfferState.COUNTERED))
    return replace(answered, counters=(*negotiation.counters, counter))


def _counter_amount(negotiation: Negotiation, offer: Offer, given: Answer) -> Money:
    if given.amount is None:
        raise Refused("counter_amount_missing", "A counter-offer names its amount.")
    require_payable(given.amount, negotiation)
    if given.amount > negotiation.claimed:
        raise Refused(
            "counter_above_claimed", f"No more than {negotiation.claimed.text()} is claimed."
        )
    if given.amount <= offer.total:
        raise Refused(
            "counter_below_offer", f"{offer.total.text()} is on offer already: accept it instead."
        )
    return given.amount
