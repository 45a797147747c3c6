"""Overrides and swaps of the rotas, and their withdrawals; only ever added to."""

import sqlalchemy as sa
from alembic import op

from makegood.store.migrations.append_only import protect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the three tables, each guarded against any later change of a row."""
    _add_change()
    _add_override()
    _add_withdrawal()
    for table in ("rota_change", "rota_override", "rota_withdrawal"):
        protect(table)


def downgrade() -> None:
    """Take them away, and what they hold."""
    for table in ("rota_withdrawal", "rota_override", "rota_change"):
        op.drop_table(table)


def _add_change() -> None:
    op.create_table(
        "rota_change",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_rota_change"),
    )
    for column in ("team", "source"):
        op.create_index(f"ix_rota_change_{column}", "rota_change", [column], unique=False)


def _add_override() -> None:
    op.create_table(
        "rota_override",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["rota_change.number"], name="fk_rota_override_number"),
        sa.PrimaryKeyConstraint("number", "position", name="pk_rota_override"),
    )
    op.create_index("ix_rota_override_until", "rota_override", ["until"], unique=False)


def _add_withdrawal() -> None:
    op.create_table(
        "rota_withdrawal",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["rota_change.number"], name="fk_rota_withdrawal_number"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_rota_withdrawal"),
    )
