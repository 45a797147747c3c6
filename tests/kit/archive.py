"""Documents that are read as a story says: a story about time does not wait for a reader."""

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from makegood.messages.problems import NeedsPerson
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import Check, DocumentReading, Found, LineItem, Verdict
from makegood.rules.money import Money


def found(value: str) -> Found:
    """Something that stands on the first page."""
    return Found(value, 1, value)


class Archive:
    """Satisfies `Reader`: answers with the reading under which a document was put on file."""

    def __init__(self) -> None:
        self._readings: dict[str, DocumentReading] = {}
        self._broken: set[str] = set()

    def read_held(self, documents: Sequence[HeldDocument]) -> tuple[DocumentReading, ...]:
        """The readings of documents that were put on file."""
        if any(document.sha256 in self._broken for document in documents):
            raise NeedsPerson("the reader does not get through this document")
        return tuple(self._readings[document.sha256] for document in documents)

    def file(self, reading: DocumentReading) -> dict[str, str]:
        """Put a document on file; returns how a filing names it."""
        self._readings[reading.sha256] = reading
        return {"kind": reading.kind, "sha256": reading.sha256, "name": reading.name}

    def break_reader(self, sha256: str) -> None:
        """From now on the reader fails at this document."""
        self._broken.add(sha256)

    def mend_reader(self) -> None:
        """The reader reads everything again."""
        self._broken.clear()

    def paper(self, kind: str, on: date, parcels: Sequence[str], total: Money) -> dict[str, str]:
        """A sound document of that kind about these parcels, put on file."""
        number = f"INV-{parcels[0]}"
        sha256 = hashlib.sha256(f"{kind}/{on}/{parcels}/{total}".encode()).hexdigest()
        is_invoice = kind == "invoice"
        return self.file(
            DocumentReading(
                sha256=sha256,
                kind=kind,
                name=f"{kind}.pdf",
                size=1000,
                media_type="application/pdf",
                pages=1,
                checks=(Check("readable", Verdict.PASS, "read", sha256[:12]),),
                currency=total.currency,
                invoice_numbers=(found(number),) if is_invoice else (),
                tracking_numbers=tuple(map(found, parcels)),
                line_items=_rows(parcels, total) if is_invoice else (),
                total=found(f"{total.amount} {total.currency}"),
                dated_on=found(on.isoformat()),
            )
        )


def _rows(parcels: Sequence[str], total: Money) -> tuple[LineItem, ...]:
    """A row a parcel, each of the same value."""
    each = total.amount / len(parcels)
    return tuple(LineItem(Decimal(1), each, each, 1, number, number) for number in parcels)
