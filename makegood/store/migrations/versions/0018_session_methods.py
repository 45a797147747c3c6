"""How the person of a session proved who it is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of sessions that are open it is not known."""
    op.add_column("web_session", sa.Column("methods", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("web_session") as table:
        table.alter_column("methods", server_default=None)


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("web_session") as table:
        table.drop_column("methods")
