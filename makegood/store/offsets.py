"""What is set off against freight invoices: each part of an invoice once, whatever the claim."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, and_, func, insert, select, update

from makegood.messages.records import CaseRecord, LedgerTransaction
from makegood.messages.steps import InvoiceQuery
from makegood.rules.ledger import invoice_of
from makegood.rules.money import Money
from makegood.rules.payout import Invoice
from makegood.store.engine import insert_into, serialise, writing
from makegood.store.money_tables import INVOICE_OFFSET

RESERVED = "reserved"
BOOKED = "booked"
RELEASED = "released"

_ONE_AT_A_TIME = 73013
_ROW = INVOICE_OFFSET.c
_IN_USE = _ROW.state != RELEASED


def utc_now() -> datetime:
    """This moment; only ever a time of writing."""
    return datetime.now(UTC)


class Offsets:
    """Reserves invoices for settlements, one settlement at a time."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def reserve(self, query: InvoiceQuery, overdue: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
        """What of each invoice is this settlement's own, the oldest first; asked again, the same.

        `overdue` is the open amount as the invoices' system has it. What an earlier settlement of
        the claim reserved and did not book is free again.
        """
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            _release(connection, query.claim_id, query.settlement_version - 1)
            held = _held(connection, query) or self._take(connection, query, overdue)
        return tuple(
            replace(invoice, amount=held[invoice.number])
            for invoice in overdue
            if invoice.number in held
        )

    def _take(
        self, connection: Connection, query: InvoiceQuery, overdue: tuple[Invoice, ...]
    ) -> dict[str, Money]:
        used = _already(connection, query.merchant_id, query.wanted.currency)
        taken = {invoice.number: (invoice, part) for invoice, part in _parts(query, overdue, used)}
        for invoice, part in taken.values():
            values = _values(query, invoice.number, part)
            values |= {"total_minor": invoice.amount.minor, "state": RESERVED, "at": self._now()}
            connection.execute(insert(INVOICE_OFFSET), values)
        return {number: part for number, (_, part) in taken.items()}


def _parts(
    query: InvoiceQuery, overdue: tuple[Invoice, ...], used: dict[str, Money]
) -> Iterator[tuple[Invoice, Money]]:
    """What is left of each invoice, the oldest first, until the settlement is covered."""
    left = query.wanted
    for invoice in sorted(overdue, key=lambda invoice: (invoice.due_on, invoice.number)):
        if invoice.amount.currency == left.currency:
            free = invoice.amount - used.get(invoice.number, Money.zero(left.currency))
            part = min(left, free)
            if part.is_positive:
                yield invoice, part
                left -= part


def _values(query: InvoiceQuery, invoice_number: str, part: Money) -> dict[str, object]:
    return {
        "claim_id": query.claim_id,
        "settlement_version": query.settlement_version,
        "invoice_number": invoice_number,
        "merchant_id": query.merchant_id,
        "minor": part.minor,
        "currency": part.currency,
    }


def _held(connection: Connection, query: InvoiceQuery) -> dict[str, Money]:
    rows = connection.execute(
        select(_ROW.invoice_number, _ROW.minor, _ROW.currency).where(
            _ROW.claim_id == query.claim_id,
            _ROW.settlement_version == query.settlement_version,
            _IN_USE,
        )
    )
    return {row.invoice_number: Money.from_minor(row.minor, row.currency) for row in rows}


def _already(connection: Connection, merchant_id: str, currency: str) -> dict[str, Money]:
    used = func.sum(_ROW.minor)
    rows = connection.execute(
        select(_ROW.invoice_number, used)
        .where(_ROW.merchant_id == merchant_id, _ROW.currency == currency, _IN_USE)
        .group_by(_ROW.invoice_number)
    )
    return {str(row[0]): Money.from_minor(int(row[1]), currency) for row in rows}


def follow(connection: Connection, record: CaseRecord, now: datetime) -> None:
    """Book and release what is reserved, as a step of the case has set it off or given it up."""
    for posted in record.ledger:
        if posted.what == "offset":
            _book(connection, record, posted, now)
    for posted in record.ledger:
        if posted.what == "unsettle":
            _release(connection, record.row.claim_id, int(posted.key.rpartition(":")[2]))
    if record.row.closed_at is not None:
        _release(connection, record.row.claim_id)


def _book(
    connection: Connection, record: CaseRecord, posted: LedgerTransaction, now: datetime
) -> None:
    """What is set off is booked, whether it was reserved or not: the money has moved."""
    version, invoice_number = invoice_of(record.row.claim_id, posted.key)
    minor = max(entry.minor for entry in posted.entries)
    values = {
        "claim_id": record.row.claim_id,
        "settlement_version": version,
        "invoice_number": invoice_number,
        "merchant_id": record.row.merchant_id,
        "minor": minor,
        "total_minor": minor,
        "currency": posted.currency,
        "state": BOOKED,
        "at": now,
    }
    upsert = insert_into(connection, INVOICE_OFFSET).on_conflict_do_update(
        index_elements=[_ROW.claim_id, _ROW.settlement_version, _ROW.invoice_number],
        set_={"minor": minor, "state": BOOKED, "at": now},
    )
    connection.execute(upsert, values)


def _release(connection: Connection, claim_id: str, until: int | None = None) -> None:
    """Free what is reserved and not booked, for all settlements or those up to `until`."""
    which = and_(_ROW.claim_id == claim_id, _ROW.state == RESERVED)
    if until is not None:
        which = and_(which, _ROW.settlement_version <= until)
    connection.execute(update(INVOICE_OFFSET).where(which).values(state=RELEASED))
