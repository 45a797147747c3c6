"""Pages: whom a case has called, by which channel, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORDS = ("key", "case_id", "person", "channel", "reason", "severity", "text", "state", "detail")
_INDEXES = (("case_id",), ("person", "channel", "sent_at"), ("state", "until"))


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "page",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _WORDS),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_page"),
        sa.UniqueConstraint("key", name="uq_page_key"),
    )
    for columns in _INDEXES:
        op.create_index(f"ix_page_{'_'.join(columns)}", "page", list(columns), unique=False)


def downgrade() -> None:
    """Take it away, and every page with it."""
    op.drop_table("page")
