"""The HTTP API: answered requests by key, and the commands on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_REQUEST = ("actor", "key", "fingerprint", "token")
_COMMAND = ("id", "actor", "kind", "case_id", "command", "message", "state", "last_error")
_INDEXES = (
    ("http_request", ("begun_at",)),
    ("command_outbox", ("state", "next_at")),
    ("command_outbox", ("kind", "case_id", "state")),
)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "http_request",
        *(sa.Column(name, sa.Text(), nullable=False) for name in _REQUEST),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("leased_until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_http_request"),
    )
    op.create_table(
        "command_outbox",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _COMMAND),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_command_outbox"),
        sa.UniqueConstraint("id", name="uq_command_outbox_id"),
    )
    for table, columns in _INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=False)


def downgrade() -> None:
    """Take them away: a client that repeats a request is then a new one."""
    op.drop_table("command_outbox")
    op.drop_table("http_request")
