"""The tables of money: the double-entry ledger and the payments."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from makegood.store.columns import METADATA, moment, moment_or_none, whole, word, words

LEDGER_SEAL = Table("ledger_seal", METADATA, word("key"))
"""A transaction is complete: a trigger refuses the seal unless its entries sum to zero."""

LEDGER_TRANSACTION = Table(
    "ledger_transaction",
    METADATA,
    Column(
        "key",
        Text,
        ForeignKey(LEDGER_SEAL.c.key, deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    words("claim_id"),
    words("what"),
    words("currency"),
    moment("at"),
    Index(None, "claim_id"),
)
"""A double-entry transaction; the key to its seal is checked at commit, so none stays unsealed."""

LEDGER_ENTRY = Table(
    "ledger_entry",
    METADATA,
    Column("key", Text, ForeignKey(LEDGER_TRANSACTION.c.key), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    words("account"),
    whole("minor"),
    CheckConstraint("minor <> 0", name="moves"),
    Index(None, "account"),
)
"""One side of a transaction in minor units: debit positive, credit negative."""

LEDGER_BALANCE = Table(
    "ledger_balance",
    METADATA,
    word("account"),
    word("currency"),
    whole("minor"),
)
"""What each account holds: kept with every posting, and equal to the sum of its entries."""

INVOICE_OFFSET = Table(
    "invoice_offset",
    METADATA,
    word("claim_id"),
    Column("settlement_version", Integer, primary_key=True, autoincrement=False),
    word("invoice_number"),
    words("merchant_id"),
    whole("minor"),
    whole("total_minor"),
    words("currency"),
    words("state"),
    moment("at"),
    CheckConstraint("minor > 0 AND minor <= total_minor", name="fits"),
    Index(None, "merchant_id", "invoice_number"),
)
"""What is set off against an invoice: reserved, booked, or released; reserving past its amount is
refused by a trigger."""

_LIVE = text("state NOT IN ('rejected', 'returned')")

PAYMENT = Table(
    "payment",
    METADATA,
    word("key"),
    words("claim_id"),
    Column("settlement_version", Integer, nullable=False),
    Column("leg", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    whole("minor"),
    words("currency"),
    words("method"),
    words("state"),
    words("code"),
    words("bank_reference"),
    Column("value_date", Date),
    moment("begun_at"),
    moment_or_none("settled_at"),
    moment_or_none("reported_at"),
    UniqueConstraint("claim_id", "settlement_version", "leg", "attempt"),
    CheckConstraint("minor > 0", name="is_positive"),
    Index(
        "uq_payment_live_leg",
        "claim_id",
        "settlement_version",
        "leg",
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    ),
)
"""Payments: one row an attempt, and at most one live or settled for a leg of a settlement, ever."""
