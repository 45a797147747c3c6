"""Documents as doors look them up: by content, with the merchants whose claims hold them."""

from sqlalchemy import Engine, select, union

from makegood.store.documents import StoredDocument, stored_document
from makegood.store.engine import reading
from makegood.store.tables import CLAIM_DOCUMENT, INTAKE, READING


class Papers:
    """What is known of documents besides their bytes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def document(self, sha256: str) -> StoredDocument | None:
        """Size and type of the document; None where it has never been read or handed in."""
        with reading(self._engine) as connection:
            return stored_document(connection, sha256)

    def merchants_of(self, sha256: str) -> tuple[str, ...]:
        """The merchants whose claims hold the document, by name."""
        claims = union(
            select(CLAIM_DOCUMENT.c.claim_id).where(CLAIM_DOCUMENT.c.sha256 == sha256),
            select(READING.c.claim_id).where(READING.c.sha256 == sha256),
        )
        holding = (
            select(INTAKE.c.merchant_id)
            .where(INTAKE.c.claim_id.in_(claims))
            .distinct()
            .order_by(INTAKE.c.merchant_id)
        )
        with reading(self._engine) as connection:
            return tuple(connection.scalars(holding))
