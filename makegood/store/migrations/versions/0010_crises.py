"""Crisis cases: the projection, whom each awaits, what opened it, what it is like."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BEFORE = (
    "source_type", "headline", "language", "stage", "severity", "lead", "crisis_class", "playbook",
    "customer_id",
)  # fmt: skip
_AFTER = ("policy_version", "parked_reason", "merged_into")


def upgrade() -> None:
    """Add the four tables."""
    _add_crisis()
    _add_awaiting()
    _add_source()
    _add_likeness()


def downgrade() -> None:
    """Take them away, and what they hold."""
    for table in ("crisis_likeness", "crisis_source", "crisis_awaiting", "crisis"):
        op.drop_table(table)


def _add_crisis() -> None:
    op.create_table(
        "crisis",
        _words("case_id"),
        _words("run_id"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *map(_words, _BEFORE),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("drill", "restricted")),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        *map(_words, _AFTER),
        sa.PrimaryKeyConstraint("case_id", name="pk_crisis"),
    )
    _index("crisis", "opened_at", "case_id")
    _index("crisis", "active", "severity", "due_at")
    _index("crisis", "playbook", "drill")


def _add_awaiting() -> None:
    op.create_table(
        "crisis_awaiting",
        _words("case_id"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *map(_words, ("who", "what")),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["crisis.case_id"],
            name="fk_crisis_awaiting_case_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "position", name="pk_crisis_awaiting"),
    )
    _index("crisis_awaiting", "who", "due_at")


def _add_source() -> None:
    op.create_table(
        "crisis_source",
        *map(_words, ("type", "digest", "drill", "case_id")),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("type", "digest", "drill", name="pk_crisis_source"),
    )
    _index("crisis_source", "case_id")


def _add_likeness() -> None:
    op.create_table(
        "crisis_likeness",
        _words("case_id"),
        sa.Column("words", sa.JSON(), nullable=False),
        *map(_words, ("url", "customer_id")),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("spreads", sa.Boolean(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_crisis_likeness"),
    )
    _index("crisis_likeness", "at")


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=False)
