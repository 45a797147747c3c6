"""No journals: who decided what is on the timeline, and the policy of a case is in the case."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take away the tables that nothing was ever written to."""
    op.drop_table("policy_snapshot")
    op.drop_table("decision")


def downgrade() -> None:
    """Put them back, empty."""
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
    op.create_table(
        "policy_snapshot",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_policy_snapshot"),
    )
