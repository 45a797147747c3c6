"""Claims as they stand: intake, projection, timeline."""

import sqlalchemy as sa
from alembic import op

from makegood.store.migrations.append_only import add_refusal, drop_refusal, protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    add_refusal()
    _add_intake()
    _add_claim()
    _add_awaiting()
    _add_timeline()
    protect("timeline")


def downgrade() -> None:
    """Take them away, and what they hold."""
    op.drop_table("timeline")
    op.drop_table("awaiting")
    op.drop_table("claim")
    op.drop_table("intake")
    drop_refusal()


def _add_intake() -> None:
    op.create_table(
        "intake",
        sa.Column(
            "filed",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("claim", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("filed", name="pk_intake"),
        sa.UniqueConstraint("claim_id", name="uq_intake_claim_id"),
    )


def _add_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("claimed_minor", sa.BigInteger(), nullable=False),
        sa.Column("approved_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("sign_offs", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("parked_reason", sa.Text(), nullable=False),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name="pk_claim"),
    )
    op.create_index("ix_claim_assignee_due_at", "claim", ["assignee", "due_at"], unique=False)
    op.create_index(
        "ix_claim_merchant_id_opened_at", "claim", ["merchant_id", "opened_at"], unique=False
    )
    op.create_index("ix_claim_opened_at_claim_id", "claim", ["opened_at", "claim_id"], unique=False)
    op.create_index("ix_claim_stage_due_at", "claim", ["stage", "due_at"], unique=False)


def _add_awaiting() -> None:
    op.create_table(
        "awaiting",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.claim_id"], name="fk_awaiting_claim_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name="pk_awaiting"),
    )
    op.create_index("ix_awaiting_who_due_at", "awaiting", ["who", "due_at"], unique=False)


def _add_timeline() -> None:
    op.create_table(
        "timeline",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("stage_from", sa.Text(), nullable=False),
        sa.Column("stage_to", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "number", "at", name="pk_timeline"),
    )
