"""The double-entry ledger: each transaction once by its key, and sealed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from makegood.messages.problems import Conflict, Malformed
from makegood.messages.records import Entry, LedgerTransaction
from makegood.rules.money import Money
from makegood.store.engine import insert_for
from makegood.store.money_tables import (
    LEDGER_BALANCE,
    LEDGER_ENTRY,
    LEDGER_SEAL,
    LEDGER_TRANSACTION,
)

_INSERT_ENTRY = insert(LEDGER_ENTRY)
_INSERT_SEAL = insert(LEDGER_SEAL)


def post_all(
    connection: Connection, claim_id: str, transactions: Sequence[LedgerTransaction], at: datetime
) -> None:
    """Post each transaction once; Conflict where a key was posted before with other entries.

    Accounts are touched in one order, so that two postings at once do not wait for each other.
    """
    for transaction in sorted(transactions, key=lambda each: each.key):
        if _is_new(connection, claim_id, transaction, at):
            _write(connection, transaction)
        elif _posted(connection, transaction.key) != transaction:
            raise Conflict(f"Ledger key {transaction.key} was posted before with other content")


def _is_new(
    connection: Connection, claim_id: str, transaction: LedgerTransaction, at: datetime
) -> bool:
    if len(transaction.entries) < 2 or sum(entry.minor for entry in transaction.entries) != 0:
        raise Malformed(f"Ledger transaction {transaction.key} does not sum to zero on two sides")
    values = {
        "key": transaction.key,
        "claim_id": claim_id,
        "what": transaction.what,
        "currency": transaction.currency,
        "at": at,
    }
    return connection.execute(_once(connection.dialect.name), values).first() is not None


@cache
def _once(dialect: str) -> ReturningInsert[tuple[str]]:
    once = insert_for(dialect, LEDGER_TRANSACTION).on_conflict_do_nothing()
    return once.returning(LEDGER_TRANSACTION.c.key)


def _write(connection: Connection, transaction: LedgerTransaction) -> None:
    rows = [
        {"key": transaction.key, "position": position, **entry.model_dump()}
        for position, entry in enumerate(transaction.entries)
    ]
    connection.execute(_INSERT_ENTRY, rows)
    connection.execute(_INSERT_SEAL, {"key": transaction.key})
    in_order = sorted(transaction.entries, key=lambda each: each.account)
    moves = [{**entry.model_dump(), "currency": transaction.currency} for entry in in_order]
    connection.execute(_move(connection.dialect.name), moves)


@cache
def _move(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = insert_for(dialect, LEDGER_BALANCE)
    return statement.on_conflict_do_update(
        index_elements=[LEDGER_BALANCE.c.account, LEDGER_BALANCE.c.currency],
        set_={"minor": LEDGER_BALANCE.c.minor + statement.excluded.minor},
    )


def _posted(connection: Connection, key: str) -> LedgerTransaction:
    return _transactions(connection, [key])[0]


def _transactions(connection: Connection, keys: Iterable[str]) -> list[LedgerTransaction]:
    heads = connection.execute(
        select(LEDGER_TRANSACTION)
        .where(LEDGER_TRANSACTION.c.key.in_(list(keys)))
        .order_by(LEDGER_TRANSACTION.c.at, LEDGER_TRANSACTION.c.key)
    ).all()
    return [
        LedgerTransaction(
            key=head.key,
            what=head.what,
            currency=head.currency,
            entries=_entries(connection, head.key),
        )
        for head in heads
    ]


def _entries(connection: Connection, key: str) -> tuple[Entry, ...]:
    rows = connection.execute(
        select(LEDGER_ENTRY.c.account, LEDGER_ENTRY.c.minor)
        .where(LEDGER_ENTRY.c.key == key)
        .order_by(LEDGER_ENTRY.c.position)
    )
    return tuple(Entry(account=row.account, minor=row.minor) for row in rows)


def transactions_of(connection: Connection, claim_id: str) -> tuple[LedgerTransaction, ...]:
    """All transactions of a claim, in the order of posting."""
    keys = connection.scalars(
        select(LEDGER_TRANSACTION.c.key).where(LEDGER_TRANSACTION.c.claim_id == claim_id)
    )
    return tuple(_transactions(connection, keys))


def balance(connection: Connection, account: str, currency: str) -> Money:
    """What the account holds in that currency; an account nobody posted to holds nothing."""
    minor = connection.scalar(
        select(LEDGER_BALANCE.c.minor).where(
            LEDGER_BALANCE.c.account == account, LEDGER_BALANCE.c.currency == currency
        )
    )
    return Money.from_minor(minor or 0, currency)
