"""As whom a command was given that waits for its case."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of commands that wait already it is not known."""
    column = sa.Column("standing", sa.Text(), nullable=False, server_default="")
    op.add_column("command_outbox", column)
    with op.batch_alter_table("command_outbox") as table:
        table.alter_column("standing", server_default=None)


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("command_outbox") as table:
        table.drop_column("standing")
