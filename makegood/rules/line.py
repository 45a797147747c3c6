"""One line of a claim in the contract's currency: the parcel with all that its limits depend on."""

from dataclasses import dataclass
from decimal import Decimal

from makegood.rules.claim import ClaimKind, Parcel
from makegood.rules.money import ExchangeRate, Money
from makegood.rules.reasons import Because, Reason
from makegood.rules.refusals import Refused
from makegood.rules.terms import Coverage, Terms

PERCENT = Decimal("0.01")


@dataclass(frozen=True)
class ProvenValues:
    """What the documents prove: parcel by parcel, or as a total that is shared out by value.

    `legal_invoice` says whether a legal invoice for the goods is held at all, read or not.
    """

    by_parcel: tuple[tuple[str, Money], ...] = ()
    total: Money | None = None
    legal_invoice: bool = False


@dataclass(frozen=True)
class Line:
    """One parcel with all that its limits depend on."""

    kind: ClaimKind
    parcel: Parcel
    terms: Terms
    asked: Money
    proven: Money | None = None
    legal_invoice: bool = False

    @property
    def coverage(self) -> Coverage:
        """What the contract promises for the kind."""
        return self.terms.coverage

    @property
    def freight(self) -> Money | None:
        """The freight of the parcel in the contract's currency, where it is known."""
        freight = self.parcel.freight
        return in_contract_currency(freight, self.terms) if freight else None

    def because(self, number: Because, text: str, amount: Money | None = None) -> Reason:
        """A reason that rests on the coverage clause."""
        return Reason(number, text, self.coverage.clause, amount)

    def nothing(self, number: Because, text: str) -> Reason:
        """A reason that nothing is due, or cannot be computed yet."""
        return self.because(number, text, Money.zero(self.terms.currency))


def in_contract_currency(money: Money, terms: Terms) -> Money | None:
    """The same value in the contract's currency, unrounded; None where the terms hold no rate."""
    if money.currency == terms.currency:
        return money
    rate = rate_for(money, terms)
    return rate.convert(money) if rate else None


def rate_for(money: Money, terms: Terms) -> ExchangeRate | None:
    """The rate of the terms that turns the money into the contract's currency."""
    pair = (money.currency, terms.currency)
    return next((rate for rate in terms.rates if (rate.base, rate.quote) == pair), None)


def as_contract_money(money: Money, terms: Terms) -> Money:
    """The value in the contract's currency; Refused where the terms hold no rate."""
    converted = in_contract_currency(money, terms)
    if converted is None:
        message = f"The contract is in {terms.currency} and has no rate for {money.currency}."
        raise Refused("currency", message)
    return converted
