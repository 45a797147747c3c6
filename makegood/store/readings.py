"""What was read in the documents of a claim, and what other claims are found by it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from makegood.rules.evidence import DocumentReading
from makegood.store.engine import add_once, insert_into
from makegood.store.matches import invoice_numbers
from makegood.store.photos import keep_hashes
from makegood.store.tables import CLAIM_DOCUMENT, INVOICE, READING

_READING = TypeAdapter(DocumentReading)


def keep_readings(
    connection: Connection, claim_id: str, readings: Sequence[DocumentReading], now: datetime
) -> None:
    """Keep what was read and index the claim by it; a later reading of a document replaces it."""
    for reading in readings:
        _keep(connection, claim_id, reading, now)
        keep_hashes(connection, claim_id, reading)
    numbers = [
        {"invoice_number": number, "claim_id": claim_id}
        for number in sorted(invoice_numbers(readings))
    ]
    add_once(connection, INVOICE, numbers)


def _keep(connection: Connection, claim_id: str, reading: DocumentReading, now: datetime) -> None:
    held = {
        "claim_id": claim_id,
        "sha256": reading.sha256,
        "kind": reading.kind,
        "name": reading.name,
    }
    add_once(connection, CLAIM_DOCUMENT, [held])
    statement = insert_into(connection, READING).values(
        claim_id=claim_id,
        sha256=reading.sha256,
        reading=_READING.dump_python(reading, mode="json"),
        at=now,
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[READING.c.claim_id, READING.c.sha256],
            set_={"reading": statement.excluded.reading, "at": statement.excluded.at},
        )
    )


def readings_of(connection: Connection, claim_id: str) -> tuple[DocumentReading, ...]:
    """What was read in the documents of a claim, by their content."""
    rows = connection.scalars(
        select(READING.c.reading).where(READING.c.claim_id == claim_id).order_by(READING.c.sha256)
    )
    return tuple(_READING.validate_python(reading) for reading in rows)
