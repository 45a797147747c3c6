"""Webhooks: what came in, who is told what, and how that went."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    _subscriptions()
    _deliveries()
    op.create_table(
        "hook_in",
        *_texts("source", "id", "digest", "body", "state", "note"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_moments("received_at", "next_at"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("source", "id", name="pk_hook_in"),
    )
    op.create_index("ix_hook_in_state_next_at", "hook_in", ["state", "next_at"])


def _subscriptions() -> None:
    op.create_table(
        "hook",
        *_texts("id", "owner", "merchant_id", "url", "secret"),
        sa.Column("events", sa.JSON(), nullable=False),
        *_texts("state"),
        *_moments("made_at"),
        sa.PrimaryKeyConstraint("id", name="pk_hook"),
    )
    op.create_index("ix_hook_owner", "hook", ["owner"])
    op.create_table(
        "hook_event",
        *_texts("id", "type", "case_key", "merchant_id"),
        sa.Column("data", sa.JSON(), nullable=False),
        *_moments("at"),
        sa.Column("spread_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hook_event"),
    )
    op.create_index("ix_hook_event_spread_at_at", "hook_event", ["spread_at", "at"])


def _deliveries() -> None:
    op.create_table(
        "hook_delivery",
        *_texts("id", "hook_id", "event_id", "state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_moments("made_at", "next_at"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hook_delivery"),
    )
    op.create_index("ix_hook_delivery_state_next_at", "hook_delivery", ["state", "next_at"])
    op.create_index("ix_hook_delivery_hook_id_made_at", "hook_delivery", ["hook_id", "made_at"])
    op.create_table(
        "hook_attempt",
        *_texts("delivery_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_moments("at"),
        sa.Column("status", sa.Integer(), nullable=False),
        *_texts("answer", "error"),
        sa.PrimaryKeyConstraint("delivery_id", "number", name="pk_hook_attempt"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moments(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names]


def downgrade() -> None:
    """Take them away, with what came in and who is told what."""
    for table in ("hook_attempt", "hook_delivery", "hook_event", "hook", "hook_in"):
        op.drop_table(table)
