"""The words of a negotiation: offers, counter-offers, answers, and the limits of the desk."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from makegood.rules.money import Money
from makegood.rules.refusals import Refused
from makegood.rules.terms import NegotiationTerms, PayoutMethod

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
    ended_because: str = ""

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
    """All offers and counter-offers of a claim; `lines` are the parts of each parcel in them.

    `approved` is what was signed off before the talks began, goodwill included.
    """

    entitlement: Money
    claimed: Money
    lines: Lines = ()
    offers: tuple[Offer, ...] = ()
    counters: tuple[Counter, ...] = ()
    approved: Money | None = None

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


def limits(negotiation: Negotiation, terms: NegotiationTerms) -> Limits:
    """How far the desk may go: percentages of the entitlement, exact to the last decimal.

    The desk's own authority is what was signed, no more: an entitlement of which less was approved
    is not approved. Where nothing was signed it is its share, and gives no goodwill.
    """
    granted, signed = negotiation.entitlement, negotiation.approved
    own = _percent(granted, min(PERCENT, terms.authority_percent))
    ceiling = _percent(granted, terms.ceiling_percent)
    return Limits(
        ceiling=max(signed, ceiling) if signed else ceiling,
        authority=signed or own,
        reservation=_percent(granted, terms.reservation_percent),
    )


def with_offer(negotiation: Negotiation, offer: Offer) -> Negotiation:
    """The negotiation with this offer in the place of its version."""
    offers = (offer if old.version == offer.version else old for old in negotiation.offers)
    return replace(negotiation, offers=tuple(offers))


def find_offer(negotiation: Negotiation, version: int) -> Offer:
    """The offer of that version; refuses `unknown_offer`."""
    for offer in negotiation.offers:
        if offer.version == version:
            return offer
    raise Refused("unknown_offer", f"There is no offer {version} in this claim.")


def require_payable(amount: Money, negotiation: Negotiation) -> None:
    """Refuse an amount that this claim cannot be paid: `currency_mismatch`, `not_payable`."""
    currency = negotiation.claimed.currency
    if amount.currency != currency:
        raise Refused("currency_mismatch", f"This claim is in {currency}, not {amount.currency}.")
    if not amount.is_positive or amount != amount.rounded():
        raise Refused("not_payable", f"{amount.text()} cannot be paid; name a whole amount.")


def _percent(amount: Money, percent: int) -> Money:
    return amount * (Decimal(percent) / PERCENT)
