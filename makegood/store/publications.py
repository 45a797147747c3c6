"""The publication book: what was published, once by case and hash, and what was taken back."""

from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, Update, select, update

from makegood.messages.problems import NotFound
from makegood.messages.publishing import Publication, PublishOrder
from makegood.store.engine import add_once, reading, writing
from makegood.store.publication_table import PUBLICATION


class PublicationBook:
    """Publications as the publisher sees them: each call is one transaction.

    Raises Retryable where the database is away.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def order(self, order: PublishOrder, now: datetime) -> Publication:
        """Take an order in, once, and say where it stands."""
        with writing(self._engine) as connection:
            add_once(connection, PUBLICATION, [_new_row(order, now)])
            return _held(connection, order.case_id, order.sha256)

    def published(self, case_id: str, sha256: str, reference: str, now: datetime) -> Publication:
        """Note that it is out; the first reference and moment stand."""
        with writing(self._engine) as connection:
            first = _one(case_id, sha256).where(PUBLICATION.c.published_at.is_(None))
            connection.execute(first.values(reference=reference, published_at=now))
            return _held(connection, case_id, sha256)

    def published_one(self, case_id: str, sha256: str) -> Publication:
        """The publication of that case and hash; NotFound where nothing of it was ever out."""
        with reading(self._engine) as connection:
            held = _held(connection, case_id, sha256)
        if held.published_at is None:
            raise NotFound(f"statement {held.key} of case {case_id} was never published")
        return held

    def withdrawn(self, case_id: str, sha256: str, now: datetime) -> Publication:
        """Note that it is out no more; the first moment stands."""
        with writing(self._engine) as connection:
            first = _one(case_id, sha256).where(PUBLICATION.c.withdrawn_at.is_(None))
            connection.execute(first.values(withdrawn_at=now))
            return _held(connection, case_id, sha256)

    def of_case(self, case_id: str) -> tuple[Publication, ...]:
        """Everything that a case has ordered to be published, in that order."""
        wanted = (
            select(PUBLICATION)
            .where(PUBLICATION.c.case_id == case_id)
            .order_by(PUBLICATION.c.ordered_at, PUBLICATION.c.sha256)
        )
        with reading(self._engine) as connection:
            return tuple(map(_publication, connection.execute(wanted).mappings()))


def _new_row(order: PublishOrder, now: datetime) -> dict[str, object]:
    return {
        "case_id": order.case_id,
        "sha256": order.sha256,
        "key": order.key,
        "version": order.version,
        "language": order.language,
        "channel": order.channel,
        "released_by": order.released_by,
        "drill": order.drill,
        "reference": "",
        "ordered_at": now,
        "published_at": None,
        "withdrawn_at": None,
    }


def _one(case_id: str, sha256: str) -> Update:
    return update(PUBLICATION).where(
        PUBLICATION.c.case_id == case_id, PUBLICATION.c.sha256 == sha256
    )


def _held(connection: Connection, case_id: str, sha256: str) -> Publication:
    found = connection.execute(
        select(PUBLICATION).where(PUBLICATION.c.case_id == case_id, PUBLICATION.c.sha256 == sha256)
    )
    row = found.mappings().first()
    if row is None:
        raise NotFound(f"case {case_id} has ordered no publication of {sha256[:16]}")
    return _publication(row)


def _publication(row: RowMapping) -> Publication:
    return Publication.model_validate(dict(row))
