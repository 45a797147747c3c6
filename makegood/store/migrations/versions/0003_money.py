"""Money: the double-entry ledger, which the database keeps balanced, and the payments."""

import sqlalchemy as sa
from alembic import op

from makegood.store.migrations import ledger_guards
from makegood.store.migrations.append_only import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    _add_ledger_seal()
    _add_ledger_transaction()
    _add_ledger_entry()
    _add_ledger_balance()
    _add_payment()
    for table in ("ledger_seal", "ledger_transaction", "ledger_entry"):
        protect(table)
    ledger_guards.add()


def downgrade() -> None:
    """Take them away, and what they hold."""
    op.drop_table("payment")
    op.drop_table("ledger_balance")
    op.drop_table("ledger_entry")
    op.drop_table("ledger_transaction")
    op.drop_table("ledger_seal")
    ledger_guards.drop_functions()


def _add_ledger_seal() -> None:
    op.create_table(
        "ledger_seal",
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ledger_seal"),
    )


def _add_ledger_transaction() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"],
            ["ledger_seal.key"],
            name="fk_ledger_transaction_key",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", name="pk_ledger_transaction"),
    )
    op.create_index(
        "ix_ledger_transaction_claim_id", "ledger_transaction", ["claim_id"], unique=False
    )


def _add_ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minor <> 0", name="ck_ledger_entry_moves"),
        sa.ForeignKeyConstraint(["key"], ["ledger_transaction.key"], name="fk_ledger_entry_key"),
        sa.PrimaryKeyConstraint("key", "position", name="pk_ledger_entry"),
    )
    op.create_index("ix_ledger_entry_account", "ledger_entry", ["account"], unique=False)


def _add_ledger_balance() -> None:
    op.create_table(
        "ledger_balance",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "currency", name="pk_ledger_balance"),
    )


def _add_payment() -> None:
    op.create_table(
        "payment",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("settlement_version", sa.Integer(), nullable=False),
        sa.Column("leg", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minor > 0", name="ck_payment_is_positive"),
        sa.PrimaryKeyConstraint("key", name="pk_payment"),
        sa.UniqueConstraint(
            "claim_id",
            "settlement_version",
            "leg",
            "attempt",
            name="uq_payment_claim_id_settlement_version_leg_attempt",
        ),
    )
    op.create_index(
        "uq_payment_live_leg",
        "payment",
        ["claim_id", "settlement_version", "leg"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('rejected', 'returned')"),
        postgresql_where=sa.text("state NOT IN ('rejected', 'returned')"),
    )
