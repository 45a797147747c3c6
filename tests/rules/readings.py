"""Readings of documents, of which a test shows only what matters to it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from makegood.rules.evidence import ClaimFacts, DocumentKind, DocumentReading, Found, LineItem
from makegood.rules.money import Money

SHIPPED, INCIDENT, RECEIVED = date(2026, 1, 6), date(2026, 1, 8), date(2026, 1, 20)
PARCEL, OTHER_PARCEL = "SPXVN000000001", "SPXVN000000002"


def vnd(amount: int) -> Money:
    return Money(Decimal(amount), "VND")


def found(value: str, page: int = 1) -> Found:
    return Found(value, page, f"... {value} ...")


def row(quantity: int, price: int, amount: int, parcel: str = "") -> LineItem:
    figures = (Decimal(quantity), Decimal(price), Decimal(amount))
    return LineItem(
        *figures, page=1, snippet=f"{quantity} x {price} = {amount}", tracking_number=parcel
    )


def a_document(kind: DocumentKind, sha256: str = "ab" * 32) -> DocumentReading:
    return DocumentReading(sha256, kind, "document.pdf", size=1000)


def an_invoice(
    total: str | None = "1000000 VND", rows: tuple[LineItem, ...] = (), number: str = "INV-1"
) -> DocumentReading:
    return replace(
        a_document(DocumentKind.INVOICE, sha256=(number.encode().hex() * 32)[:64]),
        currency=total.rpartition(" ")[2] if total else "",
        total=found(total) if total else None,
        line_items=rows,
        invoice_numbers=(found(number),) if number else (),
    )


def facts_of(claimed: int = 1_000_000, parcels: tuple[str, ...] = (PARCEL,)) -> ClaimFacts:
    return ClaimFacts("lost", RECEIVED, vnd(claimed), parcels, INCIDENT, SHIPPED)
