"""Why the answer under an idempotency key may be given, and which answers are not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ADDED = ("grounds", sa.Text(), "[]"), ("remade", sa.Boolean(), sa.false())


def upgrade() -> None:
    """Add the columns, and let go of answers that do not say who may have them.

    Some of them hold the secret of a webhook.
    """
    op.execute("DELETE FROM http_request")
    for name, kind, usual in ADDED:
        column = sa.Column(name, kind, nullable=False, server_default=usual)
        op.add_column("http_request", column)
    with op.batch_alter_table("http_request") as table:
        for name, _, _ in ADDED:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take them away, with the answers, which nobody would ask about any more."""
    op.execute("DELETE FROM http_request")
    with op.batch_alter_table("http_request") as table:
        for name, _, _ in reversed(ADDED):
            table.drop_column(name)
