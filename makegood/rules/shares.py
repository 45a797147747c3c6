"""Sums of a whole claim shared out over its parcels."""

from collections.abc import Sequence
from decimal import Decimal

from makegood.rules.claim import Claim, Parcel
from makegood.rules.line import ProvenValues, as_contract_money, in_contract_currency
from makegood.rules.money import Money, allocate, total
from makegood.rules.terms import Terms


def asked_by_line(claim: Claim, terms: Terms) -> tuple[Money, ...]:
    """What is asked for each parcel, in whole minor units; together never more than is claimed.

    A line without a figure of its own takes its share of what is left, by declared value, or
    equally where one has none. Figures above the sum claimed are scaled down to it.
    """
    claimed = as_contract_money(claim.claimed, terms).rounded()
    stated = [_stated(parcel, terms) for parcel in claim.parcels]
    figures = [figure for figure in stated if figure is not None]
    left = claimed - total(figures, terms.currency)
    if left.amount < 0:
        return allocate(claimed, [figure.amount if figure else 0 for figure in stated])
    silent = [parcel for parcel in claim.parcels if parcel.asked is None]
    shares = iter(allocate(left, by_value(silent, terms)) if silent else ())
    return tuple(next(shares) if figure is None else figure for figure in stated)


def proven_by_line(claim: Claim, terms: Terms, proven: ProvenValues) -> tuple[Money | None, ...]:
    """What is proven for each parcel: its own value, or its share of the total, or None."""
    own = dict(proven.by_parcel)
    if own or proven.total is None:
        return tuple(own.get(parcel.tracking_number) for parcel in claim.parcels)
    return allocate(proven.total.rounded(), by_value(claim.parcels, terms))


def by_value(parcels: Sequence[Parcel], terms: Terms) -> list[Decimal]:
    """Weights by declared value; equal ones unless all declare one in a known currency."""
    values = [
        in_contract_currency(parcel.declared_value, terms) if parcel.declared_value else None
        for parcel in parcels
    ]
    weights = [value.amount for value in values if value is not None]
    if len(weights) < len(parcels) or not any(weights):
        return [Decimal(1)] * len(parcels)
    return weights


def _stated(parcel: Parcel, terms: Terms) -> Money | None:
    return as_contract_money(parcel.asked, terms).rounded() if parcel.asked else None
