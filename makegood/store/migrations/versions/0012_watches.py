"""Watches: raw mentions, what was decided on them and why, verdicts, detectors in shadow."""

import sqlalchemy as sa
from alembic import op

from makegood.store.migrations.append_only import protect

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables; verdicts and changes of detectors are only ever added to."""
    op.create_table("watch", _key("name"), _moment("made_at"), _primary("watch", "name"))
    _mentions()
    _decisions()
    _verdicts()
    _detectors()
    for table in ("watch_verdict", "detector_change"):
        protect(table)


def downgrade() -> None:
    """Take them away, and everything that was mentioned and decided."""
    for table in (
        "detector_change",
        "detector",
        "watch_verdict",
        "watch_decision",
        "watch_mention",
        "watch",
    ):
        op.drop_table(table)


def _mentions() -> None:
    name = "watch_mention"
    op.create_table(
        name,
        _number(),
        *_words("watch", "mention_id", "batch"),
        _moment("taken_at"),
        _moment("at"),
        *_words("author", "text", "language", "thread", "address"),
        *_whole("followers", "impressions"),
        sa.Column("influencer", sa.Boolean(), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        *_words("digest", "address_digest", "thread_digest"),
        sa.Column("decided", sa.Boolean(), nullable=False),
        _primary(name, "number"),
        sa.UniqueConstraint("watch", "mention_id", name=f"uq_{name}_watch_mention_id"),
    )
    _indices(name, ("watch", "decided", "number"))
    _indices(name, ("digest",), ("address_digest",), ("thread_digest",))


def _decisions() -> None:
    name = "watch_decision"
    op.create_table(
        name,
        _number(),
        *_words("watch", "detector"),
        *_whole("round", "mention"),
        *_words("mention_id"),
        _moment("at"),
        _moment("decided_at"),
        *_words("act", "opener", "case_id", "severity", "why", "own_severity"),
        sa.Column("score", sa.Float(), nullable=False),
        *_words("heat", "reach"),
        *_whole("people"),
        *_words("floor"),
        *(sa.Column(each, sa.JSON(), nullable=False) for each in ("triggers", "hits", "parts")),
        *_words("language", "model", "policy"),
        sa.Column("sketch", sa.JSON(), nullable=False),
        *(sa.Column(each, sa.Boolean(), nullable=False) for each in ("concerns", "told")),
        _primary(name, "number"),
        sa.UniqueConstraint(
            "watch", "detector", "mention", name=f"uq_{name}_watch_detector_mention"
        ),
    )
    second = (("at",), ("told",), ("opener",), ("mention_id",))
    _indices(name, *(("watch", *each) for each in second), ("case_id",))


def _verdicts() -> None:
    name = "watch_verdict"
    op.create_table(
        name,
        _number(),
        *_words("watch", "mention_id", "verdict", "by"),
        _moment("at"),
        *_words("note", "case_id"),
        _primary(name, "number"),
    )
    _indices(name, ("watch", "mention_id"))


def _detectors() -> None:
    op.create_table(
        "detector",
        _key("sha256"),
        *_words("kind", "version", "content"),
        _moment("added_at"),
        _primary("detector", "sha256"),
    )
    name = "detector_change"
    op.create_table(
        name,
        _number(),
        *_words("watch", "kind", "model", "policy", "by"),
        _moment("at"),
        *_words("reason"),
        *_whole("since"),
        _primary(name, "number"),
    )
    _indices(name, ("watch", "number"))


def _number() -> "sa.Column[int]":
    return sa.Column("number", _NUMBER, autoincrement=True, nullable=False)


def _key(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _words(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(*names: str) -> "list[sa.Column[int]]":
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _moment(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _primary(table: str, column: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=f"pk_{table}")


def _indices(table: str, *columns: tuple[str, ...]) -> None:
    for each in columns:
        op.create_index(f"ix_{table}_{'_'.join(each)}", table, list(each), unique=False)
