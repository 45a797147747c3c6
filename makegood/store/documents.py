"""What is in the document store, by content."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from makegood.messages.problems import Conflict
from makegood.rules.claim import HeldDocument
from makegood.store.engine import add_once
from makegood.store.tables import CLAIM_DOCUMENT, DOCUMENT


@dataclass(frozen=True)
class StoredDocument:
    """A document in the document store: its content's hash, its size in bytes, its real type."""

    sha256: str
    size: int
    media_type: str


def keep_document(connection: Connection, document: StoredDocument, now: datetime) -> None:
    """Note what is in the store, once; Conflict where the same content has another size."""
    values = {**vars(document), "at": now}
    add_once(connection, DOCUMENT, [values])
    held = stored_document(connection, document.sha256)
    if held is None or held.size != document.size:
        raise Conflict(f"Document {document.sha256} is kept with another size: one is damaged")


def stored_document(connection: Connection, sha256: str) -> StoredDocument | None:
    """The document of that content, or None where the store has never held it."""
    row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.sha256 == sha256)).first()
    return StoredDocument(row.sha256, row.size, row.media_type) if row else None


def documents_of(connection: Connection, claim_id: str) -> tuple[HeldDocument, ...]:
    """The documents that a claim holds, by kind and name."""
    held = CLAIM_DOCUMENT.c
    rows = connection.execute(
        select(held.kind, held.sha256, held.name)
        .where(held.claim_id == claim_id)
        .order_by(held.kind, held.name, held.sha256)
    )
    return tuple(HeldDocument(row.kind, row.sha256, row.name) for row in rows)
