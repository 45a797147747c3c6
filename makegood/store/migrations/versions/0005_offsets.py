"""What is set off against freight invoices, never more than an invoice is of."""

import sqlalchemy as sa
from alembic import op

from makegood.store.migrations.append_only import on_postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BEYOND = "more would be set off than the invoice is of"
_IN_USE = """
    SELECT coalesce(sum(minor), 0) FROM invoice_offset
    WHERE merchant_id = NEW.merchant_id AND invoice_number = NEW.invoice_number
    AND currency = NEW.currency AND state <> 'released'
"""
_SQLITE = f"""
    CREATE TRIGGER invoice_offset_fits BEFORE INSERT ON invoice_offset
    WHEN NEW.state = 'reserved' AND NEW.minor + ({_IN_USE}) > NEW.total_minor
    BEGIN SELECT RAISE(ABORT, '{_BEYOND}'); END
"""
_FUNCTION = f"""
    CREATE FUNCTION invoice_offset_fits() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state = 'reserved' AND NEW.minor + ({_IN_USE}) > NEW.total_minor THEN
            RAISE EXCEPTION '{_BEYOND}: %', NEW.invoice_number USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
"""
_POSTGRESQL = """
    CREATE TRIGGER invoice_offset_fits BEFORE INSERT ON invoice_offset
    FOR EACH ROW EXECUTE FUNCTION invoice_offset_fits()
"""


def upgrade() -> None:
    """Add it, with its guard."""
    _add_invoice_offset()
    for statement in (_FUNCTION, _POSTGRESQL) if on_postgresql() else (_SQLITE,):
        op.execute(statement)


def downgrade() -> None:
    """Take it away, and what it holds."""
    op.drop_table("invoice_offset")
    if on_postgresql():
        op.execute("DROP FUNCTION invoice_offset_fits()")


def _add_invoice_offset() -> None:
    op.create_table(
        "invoice_offset",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("settlement_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minor > 0 AND minor <= total_minor", name="ck_invoice_offset_fits"),
        sa.PrimaryKeyConstraint(
            "claim_id", "settlement_version", "invoice_number", name="pk_invoice_offset"
        ),
    )
    op.create_index(
        "ix_invoice_offset_merchant_id_invoice_number",
        "invoice_offset",
        ["merchant_id", "invoice_number"],
        unique=False,
    )
