"""What other claims have in common with a claim: parcels, documents, invoices, photos."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, select

from makegood.rules.claim import Claim
from makegood.rules.duplicates import Match, SharedThing
from makegood.rules.evidence import DocumentReading, normalised_number
from makegood.store.photos import alike
from makegood.store.tables import CLAIM, CLAIM_DOCUMENT, INTAKE, INVOICE, PARCEL

Sharing = Select[tuple[str, str, str, bool | None, int | None, int]]


def earlier_matches(connection: Connection, claim: Claim, filed: int) -> tuple[Match, ...]:
    """The claims filed before this one that name one of its parcels or hold one of its documents.

    The earliest is first; a parcel is told in this claim's own spelling. Only the later of two
    claims has the earlier as a match, so that they can never merge into each other.
    """
    spellings = _spellings(claim)
    hashes = {held.sha256 for held in claim.documents}
    before = INTAKE.c.filed < filed
    parcels = connection.execute(_sharing(PARCEL.c.tracking_number, spellings, before))
    documents = connection.execute(_sharing(CLAIM_DOCUMENT.c.sha256, hashes, before))
    return (
        *(_match(row, "parcel", own) for row in parcels for own in spellings[row.value]),
        *(_match(row, "document", row.value) for row in documents),
    )


def _spellings(claim: Claim) -> dict[str, list[str]]:
    """How the claim itself writes each parcel number."""
    own: dict[str, list[str]] = {}
    for parcel in claim.parcels:
        own.setdefault(normalised_number(parcel.tracking_number), []).append(parcel.tracking_number)
    return own


def document_matches(
    connection: Connection, claim_id: str, readings: Sequence[DocumentReading]
) -> tuple[Match, ...]:
    """The other claims, filed before or after, with the same document, invoice or photo.

    A photo is the same up to 8 differing bits of 64, and weakly alike up to 12.
    """
    others = INTAKE.c.claim_id != claim_id
    hashes = {reading.sha256 for reading in readings}
    documents = connection.execute(_sharing(CLAIM_DOCUMENT.c.sha256, hashes, others))
    numbers = invoice_numbers(readings)
    invoices = connection.execute(_sharing(INVOICE.c.invoice_number, numbers, others))
    return (
        *(_match(row, "document", row.value) for row in documents),
        *(_match(row, "invoice", row.value) for row in invoices),
        *_photo_matches(connection, claim_id, readings),
    )


def invoice_numbers(readings: Iterable[DocumentReading]) -> set[str]:
    """The invoice numbers that were read, as they are compared: capitals and digits alone."""
    numbers = (found.value for reading in readings for found in reading.invoice_numbers)
    return {normalised_number(number) for number in numbers} - {""}


def _photo_matches(
    connection: Connection, claim_id: str, readings: Sequence[DocumentReading]
) -> Iterable[Match]:
    for photo in readings:
        likenesses = alike(connection, claim_id, photo)
        here = INTAKE.c.claim_id.in_(sorted(likenesses))
        for row in connection.execute(_claims().where(here).order_by(INTAKE.c.filed)):
            yield _match(row, "image", photo.sha256, likenesses[row.claim_id])


def _claims() -> Select[tuple[str, str, str, bool | None, int | None, int]]:
    return select(
        INTAKE.c.claim_id,
        INTAKE.c.kind,
        INTAKE.c.merchant_id,
        CLAIM.c.closed_at.is_(None).label("open"),
        CLAIM.c.paid_minor,
        INTAKE.c.filed,
    ).outerjoin_from(INTAKE, CLAIM, CLAIM.c.claim_id == INTAKE.c.claim_id)


def _sharing(
    column: Column[str], values: Collection[str], which: ColumnElement[bool]
) -> Select[tuple[str, str, str, bool | None, int | None, int, str]]:
    """Which claims share one of the values, the earliest filed first."""
    return (
        _claims()
        .add_columns(column.label("value"))
        .join(column.table, column.table.c.claim_id == INTAKE.c.claim_id)
        .where(column.in_(sorted(values)), which)
        .distinct()
        .order_by(INTAKE.c.filed, column)
    )


def _match(
    row: Row[*tuple[object, ...]], on: SharedThing, value: str, alike: str = "strong"
) -> Match:
    """A claim that has no row in the projection yet has only just been filed: it is open."""
    return Match(
        claim_id=row.claim_id,
        on=on,
        value=value,
        kind=row.kind,
        open=row.open,
        strength=alike,
        paid=bool(row.paid_minor),
        merchant_id=row.merchant_id,
    )
