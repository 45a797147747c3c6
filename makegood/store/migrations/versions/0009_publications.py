"""Publications: what was said in the company's name, each approved text once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WORDS = ("key", "language", "channel", "released_by", "reference")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "publication",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _WORDS),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "sha256", name="pk_publication"),
    )
    op.create_index("ix_publication_published_at", "publication", ["published_at"], unique=False)


def downgrade() -> None:
    """Take it away, and the record of what was published with it."""
    op.drop_table("publication")
