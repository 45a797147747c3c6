"""The papers of an incident, drawn as its parties would hand them in."""

import hashlib
import io
from collections.abc import Callable, Iterable

from makegood.gateways.documents import DocumentStore
from makegood.messages.claims import DocumentRef, StrictDocument
from makegood.rules.claim import ClaimKind
from makegood.rules.evidence import DocumentKind
from makegood.rules.money import Money
from starters import papers, photos
from starters.papers import Paper
from starters.samples.incident import INVOICED, SHIPPED, Incident

MOST_BYTES = 15_000_000

WORDS = {
    ClaimKind.LOST: "The parcels were handed over and have not been scanned since.",
    ClaimKind.DAMAGED: "The parcels arrived with the box torn and the goods broken.",
    ClaimKind.MISSING_ITEMS: "The parcels arrived with a part of their contents gone.",
    ClaimKind.COD_MISMATCH: "Less was remitted than was collected on delivery.",
    ClaimKind.WAREHOUSE_LOSS: "The goods were received by the warehouse and are not there.",
}
"""What the merchant states, by kind."""


def papers_of(incident: Incident) -> tuple[Paper, ...]:
    """Everything that a contract asks for on such a claim, before payout too."""
    makers = (claim_form, *MAKERS[incident.kind], payee_confirmation)
    return tuple(paper for make in makers for paper in _several(make(incident)))


def claim_form(incident: Incident) -> Paper:
    """The claim in writing."""
    return papers.claim_form(
        papers.ClaimForm(
            claimant=incident.merchant.name,
            claimed=incident.claimed,
            tracking_numbers=incident.tracking_numbers,
            statement=WORDS[incident.kind],
            signed_on=incident.today,
            place=incident.merchant.place,
        )
    )


def invoice(incident: Incident) -> Paper:
    """The invoice of the goods, a row a parcel."""
    rows = zip(incident.tracking_numbers, incident.items, strict=True)
    goods = (
        papers.Goods(item.goods, 1, incident.merchant.money(item.value), number)
        for number, item in rows
    )
    issued = incident.today - INVOICED
    facts = (incident.invoice_number, issued, incident.merchant.name, "The buyer", tuple(goods))
    return papers.invoice(papers.Invoice(*facts))


def waybill(incident: Incident) -> Paper:
    """The carrier's receipt at hand-over."""
    on = incident.today - SHIPPED
    text = "Parcels received in good order for carriage."
    return papers.waybill(
        papers.Statement(
            "The carrier", text, on, incident.tracking_numbers, incident.merchant.place
        )
    )


def non_receipt(incident: Incident) -> Paper:
    """The buyer's statement that nothing came."""
    text = "I have not received the goods that I ordered."
    facts = ("The buyer", text, incident.today, incident.tracking_numbers, incident.merchant.place)
    return papers.non_receipt_statement(papers.Statement(*facts))


def payee_confirmation(incident: Incident, account: str = "") -> Paper:
    """The merchant's confirmation of the account to be paid."""
    merchant = incident.merchant
    shown = merchant.payee(account or incident.account).masked()
    text = f"Please pay to our account {shown} at {merchant.bank_code}."
    facts = (merchant.name, text, incident.today, incident.tracking_numbers, merchant.place)
    return papers.payee_confirmation(papers.Statement(*facts))


def packing_photos(incident: Incident) -> Iterable[Paper]:
    """A photo of each parcel as it was packed."""
    taken = incident.today - SHIPPED
    for number in incident.tracking_numbers:
        yield photos.photo(DocumentKind.PACKING_PHOTO, photos.Shot(number, taken))


def damage_photos(incident: Incident) -> Iterable[Paper]:
    """Photos of each parcel as it arrived: the whole box, and the tear."""
    taken = incident.happened_on
    for number in incident.tracking_numbers:
        for torn in (False, True):
            yield photos.photo(DocumentKind.DAMAGE_PHOTO, photos.Shot(number, taken, torn))


def stock_count(incident: Incident) -> Paper:
    """The warehouse's own count: expected, found, missing."""
    listed = zip(incident.tracking_numbers, incident.items, strict=True)
    rows = tuple((number, item.goods, "1", "0", "1") for number, item in listed)
    headings = ("Lot", "Description", "Expected", "Found", "Missing")
    return papers.stock_count(papers.Listing("The warehouse", incident.happened_on, headings, rows))


def cod_report(incident: Incident) -> Paper:
    """What was collected on delivery, and what was remitted of it."""
    listed = zip(incident.tracking_numbers, incident.items, strict=True)
    rows = tuple((number, f"{one.value:,}", f"{one.remitted:,}") for number, one in listed)
    headings = ("Tracking no.", "Collected", "Remitted")
    facts = ("The carrier", incident.happened_on, headings, rows, _remitted(incident))
    return papers.cod_report(papers.Listing(*facts))


def bank_credit_line(incident: Incident) -> Paper:
    """The credit that really came."""
    on, money = incident.happened_on, _remitted(incident)
    rows = ((f"{on:%d/%m/%Y}", f"COD {incident.tracking_numbers[0]}", f"{money.amount:,f}"),)
    headings = ("Value date", "Reference", "Amount")
    return papers.bank_credit_line(papers.Listing("The bank", on, headings, rows, money))


MAKERS: dict[ClaimKind, tuple[Callable[[Incident], Paper | Iterable[Paper]], ...]] = {
    ClaimKind.LOST: (invoice, waybill, non_receipt),
    ClaimKind.DAMAGED: (invoice, waybill, packing_photos, damage_photos),
    ClaimKind.COD_MISMATCH: (waybill, cod_report, bank_credit_line),
    ClaimKind.WAREHOUSE_LOSS: (invoice, stock_count),
}
"""What goes with a claim, by kind."""


def reference(paper: Paper) -> StrictDocument:
    """The paper as a claim names it: by the sha256 of its content."""
    digest = hashlib.sha256(paper.content).hexdigest()
    return StrictDocument(kind=paper.kind, sha256=digest, name=paper.name)


def references(handed_in: Iterable[Paper]) -> tuple[DocumentRef, ...]:
    """The papers as a later message names them."""
    return tuple(DocumentRef(**dict(reference(paper))) for paper in handed_in)


def keep(handed_in: Iterable[Paper], store: DocumentStore) -> None:
    """Put the papers into the document store; one that is there already is put to no effect."""
    for paper in handed_in:
        store.put(io.BytesIO(paper.content), MOST_BYTES)


def _remitted(incident: Incident) -> Money:
    return incident.merchant.money(sum(item.remitted for item in incident.items))


def _several(made: Paper | Iterable[Paper]) -> tuple[Paper, ...]:
    return (made,) if isinstance(made, Paper) else tuple(made)
