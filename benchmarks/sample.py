"""The claim that is measured: one lost lamp of a small merchant, with its four real documents."""

import io
from datetime import date, timedelta
from decimal import Decimal

from makegood.gateways.documents import DocumentStore
from makegood.messages.claims import ClaimRequest, DocumentRef, ParcelClaim
from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money
from makegood.rules.payee import Payee
from starters import papers

VALUE = Money(Decimal(1_250_000), "VND")
LARGEST_DOCUMENT = 10_000_000

Days = timedelta


def sheets(tracking: str, today: date) -> tuple[papers.Paper, ...]:
    """Invoice, claim form, waybill and the merchant's account, as they are handed in."""
    shipped = today - Days(days=10)
    goods = (papers.Goods("lamp", 1, VALUE, tracking),)
    bought = papers.Invoice(f"INV-{tracking}", today - Days(days=12), "Lotus", "Buyer", goods)
    asked = papers.ClaimForm("Lotus", VALUE, (tracking,), "The parcel was lost.", today)
    taken = papers.Statement("GHN", f"Parcel {tracking} taken over", shipped, (tracking,))
    account = papers.Statement("Lotus", "Account 0011223344 at VCB is ours", today, (tracking,))
    return (
        papers.invoice(bought),
        papers.claim_form(asked),
        papers.waybill(taken),
        papers.payee_confirmation(account),
    )


def keep(store: DocumentStore, tracking: str, today: date) -> tuple[DocumentRef, ...]:
    """The sheets put into the document store, named by content."""
    return tuple(
        DocumentRef(
            kind=sheet.kind,
            sha256=store.put(io.BytesIO(sheet.content), LARGEST_DOCUMENT).sha256,
            name=sheet.name,
        )
        for sheet in sheets(tracking, today)
    )


def filing(
    claim_id: str, tracking: str, documents: tuple[DocumentRef, ...], today: date
) -> ClaimRequest:
    """A claim within contract for one parcel that never arrived."""
    lost = today - Days(days=9)
    parcel = ParcelClaim(
        tracking_number=tracking,
        declared_value=VALUE,
        weight_g=900,
        goods="lamp",
        freight=Money(Decimal(30_000), "VND"),
        shipped_on=today - Days(days=10),
        promised_on=today - Days(days=6),
        last_scan_on=lost,
    )
    return ClaimRequest(
        claim_id=claim_id,
        merchant_id="merchant-lotus",
        kind=ClaimKind.LOST,
        parcels=(parcel,),
        claimed=VALUE,
        incident_on=lost,
        statement="Lost in transit",
        documents=documents,
        submitted_by="lotus.portal",
        channel="portal",
        received_on=today,
        payee=Payee(account="0011223344", bank_code="VCB", holder="LOTUS HOME"),
    )
