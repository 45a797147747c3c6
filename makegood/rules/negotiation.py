"""The bargaining over one claim: offers, the merchant's answers, and what each side gave up."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from makegood.rules.calendar import BusinessCalendar
from makegood.rules.claim import OWED_KINDS, ClaimKind
from makegood.rules.money import Money, allocate
from makegood.rules.refusals import Refused
from makegood.rules.terms import NegotiationTerms, PayoutMethod, Terms

PERCENT = 100


class OfferState(StrEnum):
    """Where an offer stands; `accepted_late` is an acceptance after expiry, not approved yet."""

    WAITING_APPROVAL = "waiting_approval"
    OPEN = "open"
    ACCEPTED = "accepted"
    ACCEPTED_LATE = "accepted_late"
    REJECTED = "rejected"
    COUNTERED = "countered"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Reply(StrEnum):
    """What a merchant may say to an offer."""

    ACCEPT = "accept"
    REJECT = "reject"
    COUNTER = "counter"


Lines = tuple[tuple[str, Money], ...]
"""Amounts by tracking number."""


@dataclass(frozen=True)
class Offer:
    """What we offer to settle for, line by line; `open_since` is when the merchant could see it."""

    version: int
    total: Money
    lines: Lines
    remedy: PayoutMethod
    made_by: str
    made_at: datetime
    valid_until: datetime
    state: OfferState
    reason: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    release: tuple[str, ...] = ()
    open_since: datetime | None = None

    @property
    def parcels(self) -> tuple[str, ...]:
        """The parcels that the offer pays for; a release names exactly these."""
        return tuple(number for number, amount in self.lines if amount.is_positive)


@dataclass(frozen=True)
class Counter:
    """What the merchant asked instead of an offer."""

    offer_version: int
    amount: Money
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Negotiation:
    """All offers and counter-offers of a claim; `lines` is the entitlement by parcel."""

    entitlement: Money
    claimed: Money
    lines: Lines = ()
    offers: tuple[Offer, ...] = ()
    counters: tuple[Counter, ...] = ()

    @property
    def latest(self) -> Offer | None:
        """The newest offer, whatever became of it; only this one can still be answered."""
        return self.offers[-1] if self.offers else None


@dataclass(frozen=True)
class Proposal:
    """An offer that a negotiator wants to make."""

    total: Money
    by: str
    reason: str
    remedy: PayoutMethod
    at: datetime
    valid_until: datetime


@dataclass(frozen=True)
class Answer:
    """What the merchant says to one version; acceptance names the parcels that it releases."""

    version: int
    answer: Reply
    by: str
    at: datetime
    amount: Money | None = None
    reason: str = ""
    release: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """The negotiator's figures; the team's alone, never in a letter or a merchant's view."""

    ceiling: Money
    authority: Money
    reservation: Money


@dataclass(frozen=True)
class Concession:
    """A step of one side towards the other, against its own figure before; the first moves none."""

    side: str
    offer_version: int
    amount: Money
    moved: Money
    at: datetime
    reason: str


def opening(entitlement: Money, lines: Lines, claimed: Money) -> Negotiation:
    """A negotiation in which nothing is offered yet."""
    return Negotiation(entitlement, claimed, lines)


def limits(negotiation: Negotiation, terms: NegotiationTerms) -> Limits:
    """How far the desk may go: percentages of the entitlement, exact to the last decimal."""
    return Limits(
        ceiling=_percent(negotiation.entitlement, terms.ceiling_percent),
        authority=_percent(negotiation.entitlement, min(PERCENT, terms.authority_percent)),
        reservation=_percent(negotiation.entitlement, terms.reservation_percent),
    )


def release_needed(terms: Terms, kind: ClaimKind) -> bool:
    """Whether acceptance needs a release: never for money plainly owed (undue pressure)."""
    return terms.release_needed and kind not in OWED_KINDS


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
    _require_payable(proposal, negotiation)
    _require_within(proposal, negotiation, bounds)
    offer = _offered(negotiation, proposal, waits=proposal.total > bounds.authority)
    return replace(negotiation, offers=(*_superseded(negotiation), offer))


def approve_offer(
    negotiation: Negotiation, version: int, at: datetime, valid_until: datetime
) -> Negotiation:
    """The waiting offer is open from now on; refuses `unknown_offer`, `offer_not_waiting`."""
    offer = _in_state(negotiation, version, OfferState.WAITING_APPROVAL)
    opened = replace(offer, state=OfferState.OPEN, open_since=at, valid_until=valid_until)
    return _with(negotiation, opened)


def withdraw_offer(negotiation: Negotiation, reason: str) -> Negotiation:
    """Nothing is on the table: an offer that is open, waits, or was accepted late is gone."""
    offer = negotiation.latest
    if offer is None or offer.state not in _WITHDRAWABLE:
        return negotiation
    return _with(negotiation, replace(offer, state=OfferState.WITHDRAWN, reason=reason))


def approve_late(negotiation: Negotiation, version: int) -> Negotiation:
    """The late acceptance stands; refuses `unknown_offer`, `offer_not_accepted_late`."""
    offer = _in_state(negotiation, version, OfferState.ACCEPTED_LATE)
    return _with(negotiation, replace(offer, state=OfferState.ACCEPTED))


def refuse_late(negotiation: Negotiation, version: int) -> Negotiation:
    """The late acceptance comes to nothing: the offer has expired. Refuses as `approve_late`."""
    offer = _in_state(negotiation, version, OfferState.ACCEPTED_LATE)
    return _with(negotiation, replace(offer, state=OfferState.EXPIRED))


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
        return _with(negotiation, _accepted(offer, given, release_needed=release_needed))
    if given.answer is Reply.REJECT:
        return _with(negotiation, _answered(offer, given, OfferState.REJECTED))
    return _countered(negotiation, offer, given, terms)


def expire(negotiation: Negotiation, at: datetime) -> Negotiation:
    """The open offer has expired once its `valid_until` is reached."""
    offer = negotiation.latest
    if offer is None or offer.state is not OfferState.OPEN or at < offer.valid_until:
        return negotiation
    return _with(negotiation, replace(offer, state=OfferState.EXPIRED))


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


_STANDING = (OfferState.OPEN, OfferState.ACCEPTED, OfferState.ACCEPTED_LATE)
_SETTLED = (OfferState.ACCEPTED, OfferState.ACCEPTED_LATE)
_REPLACEABLE = (OfferState.OPEN, OfferState.WAITING_APPROVAL)
_WITHDRAWABLE = (*_REPLACEABLE, OfferState.ACCEPTED_LATE)
_ANSWERABLE = (OfferState.OPEN, OfferState.EXPIRED)


def _percent(amount: Money, percent: int) -> Money:
    return amount * (Decimal(percent) / PERCENT)


def _require_unsettled(negotiation: Negotiation) -> None:
    offer = negotiation.latest
    if offer is not None and offer.state in _SETTLED:
        raise Refused("already_settled", f"Offer {offer.version} is accepted: nothing is left.")


def _require_payable(proposal: Proposal, negotiation: Negotiation) -> None:
    _require_amount(proposal.total, negotiation)
    if proposal.valid_until <= proposal.at:
        raise Refused("validity_past", "An offer is valid until a moment that is still to come.")


def _require_amount(amount: Money, negotiation: Negotiation) -> None:
    currency = negotiation.claimed.currency
    if amount.currency != currency:
        raise Refused("currency_mismatch", f"This claim is in {currency}, not {amount.currency}.")
    if not amount.is_positive or amount != amount.rounded():
        raise Refused("not_payable", f"{amount.text()} cannot be paid; name a whole amount.")


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


def _with(negotiation: Negotiation, offer: Offer) -> Negotiation:
    offers = (offer if old.version == offer.version else old for old in negotiation.offers)
    return replace(negotiation, offers=tuple(offers))


def _find(negotiation: Negotiation, version: int) -> Offer:
    for offer in negotiation.offers:
        if offer.version == version:
            return offer
    raise Refused("unknown_offer", f"There is no offer {version} in this claim.")


def _in_state(negotiation: Negotiation, version: int, wanted: OfferState) -> Offer:
    offer = _find(negotiation, version)
    if offer.state is not wanted:
        code = "offer_not_waiting" if wanted in _REPLACEABLE else "offer_not_accepted_late"
        raise Refused(code, f"Offer {version} is {offer.state}, not {wanted}.")
    return offer


def _answerable(negotiation: Negotiation, given: Answer) -> Offer:
    offer = _find(negotiation, given.version)
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
        raise Refused("release_missing", f"Accepting releases {', '.join(offer.parcels)}: say so.")
    if sorted(release) != sorted(offer.parcels):
        raise Refused("release_differs", f"A release names exactly {', '.join(offer.parcels)}.")


def _countered(
    negotiation: Negotiation, offer: Offer, given: Answer, terms: NegotiationTerms
) -> Negotiation:
    amount = _counter_amount(negotiation, offer, given)
    if len(negotiation.counters) >= terms.rounds:
        raise Refused("rounds_used_up", f"All {terms.rounds} counter-offers have been made.")
    counter = Counter(offer.version, amount, given.by, given.at, given.reason)
    answered = _with(negotiation, _answered(offer, given, OfferState.COUNTERED))
    return replace(answered, counters=(*negotiation.counters, counter))


def _counter_amount(negotiation: Negotiation, offer: Offer, given: Answer) -> Money:
    if given.amount is None:
        raise Refused("counter_amount_missing", "A counter-offer names its amount.")
    _require_amount(given.amount, negotiation)
    if given.amount > negotiation.claimed:
        raise Refused(
            "counter_above_claimed", f"No more than {negotiation.claimed.text()} is claimed."
        )
    if given.amount <= offer.total:
        raise Refused(
            "counter_below_offer", f"{offer.total.text()} is on offer already: accept it instead."
        )
    return given.amount


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
