"""What leaves a claim, and what could not enter it: notices, dead letters, journals."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""
    _add_notice()
    _add_dead_letter()
    _add_decision()
    _add_policy_snapshot()


def downgrade() -> None:
    """Take them away, and what they hold."""
    op.drop_table("policy_snapshot")
    op.drop_table("decision")
    op.drop_table("dead_letter")
    op.drop_table("notice")


def _add_notice() -> None:
    op.create_table(
        "notice",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_notice"),
    )
    op.create_index("ix_notice_claim_id", "notice", ["claim_id"], unique=False)
    op.create_index("ix_notice_state_next_at", "notice", ["state", "next_at"], unique=False)


def _add_dead_letter() -> None:
    op.create_table(
        "dead_letter",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_dead_letter"),
        sa.UniqueConstraint("digest", name="uq_dead_letter_digest"),
    )
    op.create_index("ix_dead_letter_handled_at", "dead_letter", ["handled_at"], unique=False)


def _add_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "decision_id", name="pk_decision"),
    )


def _add_policy_snapshot() -> None:
    op.create_table(
        "policy_snapshot",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_policy_snapshot"),
    )
