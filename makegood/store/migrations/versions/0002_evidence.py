"""What claims are found by: parcels, documents, invoices, photos."""

import sqlalchemy as sa
from alembic import op

from makegood.store.migrations.append_only import on_postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HAMMING = """
CREATE FUNCTION hamming(one bigint, other bigint) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN bit_count((one # other)::bit(64))::integer
"""


def upgrade() -> None:
    """Add them."""
    if on_postgresql():
        op.execute(_HAMMING)
    _add_parcel()
    _add_claim_document()
    _add_document()
    _add_reading()
    _add_invoice()
    _add_image()


def downgrade() -> None:
    """Take them away, and what they hold."""
    op.drop_table("image")
    op.drop_table("invoice")
    op.drop_table("reading")
    op.drop_table("document")
    op.drop_table("claim_document")
    op.drop_table("parcel")
    if on_postgresql():
        op.execute("DROP FUNCTION hamming(bigint, bigint)")


def _add_parcel() -> None:
    op.create_table(
        "parcel",
        sa.Column("tracking_number", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tracking_number", "claim_id", name="pk_parcel"),
    )
    op.create_index("ix_parcel_claim_id", "parcel", ["claim_id"], unique=False)


def _add_claim_document() -> None:
    op.create_table(
        "claim_document",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "sha256", "kind", name="pk_claim_document"),
    )
    op.create_index("ix_claim_document_sha256", "claim_document", ["sha256"], unique=False)


def _add_document() -> None:
    op.create_table(
        "document",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_document"),
    )


def _add_reading() -> None:
    op.create_table(
        "reading",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "sha256", name="pk_reading"),
    )


def _add_invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("invoice_number", "claim_id", name="pk_invoice"),
    )
    op.create_index("ix_invoice_claim_id", "invoice", ["claim_id"], unique=False)


def _add_image() -> None:
    op.create_table(
        "image",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("orientation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "sha256", "orientation", name="pk_image"),
    )
    op.create_index("ix_image_orientation_hash", "image", ["orientation", "hash"], unique=False)
