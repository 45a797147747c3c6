"""The claim that is measured: one lost lamp of a small merchant, with its four real documents."""

import io
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter

from makegood.gateways.documents import DocumentStore
from makegood.gateways.reader import DocumentReader
from makegood.messages.claims import ClaimRequest, DocumentRef, ParcelClaim
from makegood.rules.claim import ClaimKind, HeldDocument
from makegood.rules.evidence import DocumentReading
from makegood.rules.money import Money
from makegood.rules.payee import Payee
from makegood.settings import Settings
from starters import papers

VALUE = Money(Decimal(1_250_000), "VND")
LARGEST_DOCUMENT = 10_000_000

READINGS = TypeAdapter(tuple[DocumentReading, ...])

TEMPLATE = "TRK00000"
"""The parcel of the documents that are read once and recalled for every other claim."""

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


def recalled(tracking: str, today: date) -> tuple[DocumentRef, ...]:
    """The documents of a parcel that only a `RecalledReader` can read: they have no content."""
    return tuple(
        DocumentRef(
            kind=sheet.kind,
            sha256=sha256(f"{tracking} {sheet.kind}".encode()).hexdigest(),
            name=f"{tracking}.{sheet.kind}.pdf",
        )
        for sheet in _template(today)
    )


@cache
def _template(today: date) -> tuple[papers.Paper, ...]:
    return sheets(TEMPLATE, today)


def remember(folder: Path) -> Path:
    """Read the template's documents for good; the file of what was found in them."""
    store = DocumentStore(Settings(var=folder).documents_url)
    held = tuple(HeldDocument(**dict(one)) for one in keep(store, TEMPLATE, today()))
    kept = folder / "readings.json"
    kept.write_bytes(READINGS.dump_json(DocumentReader(store).read_held(held)))
    return kept


def recalled_filing(claim_id: str, number: int, day: date) -> ClaimRequest:
    """A claim of its own parcel, whose documents are recalled."""
    tracking = f"TRK{number:05}"
    return filing(claim_id, tracking, recalled(tracking, day), day)


def today() -> date:
    """The day on the papers, in the place where they are handed in."""
    return date.today()  # noqa: DTZ011 - the papers of a sample carry local dates


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
