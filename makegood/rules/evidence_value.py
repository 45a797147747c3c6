"""What the invoices of a claim prove its goods to be worth."""

from decimal import Decimal

from makegood.rules.evidence import (
    ClaimFacts,
    DocumentKind,
    DocumentReading,
    amount_of,
    normalised_number,
)
from makegood.rules.money import Money

ParcelValue = tuple[str, Money | None]


def invoices_of(readings: tuple[DocumentReading, ...]) -> tuple[DocumentReading, ...]:
    """The invoices for goods, each invoice number once, in the order they were handed in."""
    kept: dict[str, DocumentReading] = {}
    for reading in readings:
        if reading.kind == DocumentKind.INVOICE:
            kept.setdefault(_identity(reading), reading)
    return tuple(kept.values())


def supported_total(invoice: DocumentReading) -> Money | None:
    """What an invoice proves: its total, or what its own lines add up to where that is less.

    None where no total could be read. Tax and freight on the invoice count as part of the lines.
    """
    total = amount_of(invoice.total) if invoice.total else None
    if total is None or not invoice.line_items:
        return total
    return Money(min(total.amount, lines_and_charges(invoice)), total.currency)


def lines_total(invoice: DocumentReading) -> Decimal:
    """The sum of the rows as printed."""
    return sum((line.amount for line in invoice.line_items), Decimal(0))


def lines_and_charges(invoice: DocumentReading) -> Decimal:
    """The sum of the rows with tax, freight and discounts, as far as in the same currency."""
    charges = (amount_of(charge) for charge in invoice.charges)
    return lines_total(invoice) + sum(
        (money.amount for money in charges if money and money.currency == invoice.currency),
        Decimal(0),
    )


def proven_value(readings: tuple[DocumentReading, ...], facts: ClaimFacts) -> Money | None:
    """What the readable invoices prove in the claim's currency, or None where none does.

    An unreadable invoice adds nothing and takes nothing away: a check says that it is there.
    """
    totals = [supported_total(invoice) for invoice in invoices_of(readings)]
    own = [total.amount for total in totals if total and total.currency == facts.claimed.currency]
    return Money(sum(own, Decimal(0)), facts.claimed.currency) if own else None


def proven_by_parcel(
    readings: tuple[DocumentReading, ...], facts: ClaimFacts
) -> tuple[ParcelValue, ...]:
    """What is proven for each parcel, in the order of the claim.

    A single parcel takes the total. Of several, each takes the rows that name it; a parcel that
    no row names is None, and nothing is shared out by guess.
    """
    if len(facts.tracking_numbers) == 1:
        return ((facts.tracking_numbers[0], proven_value(readings, facts)),)
    named = _rows_by_parcel(readings, facts.claimed.currency)
    return tuple(
        (number, named.get(normalised_number(number))) for number in facts.tracking_numbers
    )


def _rows_by_parcel(readings: tuple[DocumentReading, ...], currency: str) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    rows = [
        row
        for invoice in invoices_of(readings)
        if invoice.currency == currency
        for row in invoice.line_items
        if row.tracking_number
    ]
    for row in rows:
        number = normalised_number(row.tracking_number)
        before = sums[number].amount if number in sums else Decimal(0)
        sums[number] = Money(before + row.amount, currency)
    return sums


def _identity(invoice: DocumentReading) -> str:
    if len(invoice.invoice_numbers) == 1:
        return normalised_number(invoice.invoice_numbers[0].value)
    return invoice.sha256
