"""The doors: sessions, keys, links that were used, and the log of who opened what."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("access_log", "used_link", "api_key", "web_session")


def _words(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=False) for name in names)


def _moments(*names: str, nullable: bool = False) -> tuple[sa.Column[object], ...]:
    kind = sa.DateTime(timezone=True)
    return tuple(sa.Column(name, kind, nullable=nullable) for name in names)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "web_session",
        *_words("digest", "account", "glance"),
        *_moments("signed_in_at", "begun_at", "seen_at", "ends_at"),
        *_moments("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_web_session"),
    )
    op.create_table(
        "api_key",
        *_words("id", "digest", "name", "scopes", "merchant_id", "made_by"),
        *_moments("made_at", "ends_at"),
        *_moments("used_at", "revoked_at", nullable=True),
        *_words("revoked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("name", name="uq_api_key_name"),
    )
    op.create_table(
        "used_link",
        *_words("id", "reader"),
        *_moments("used_at"),
        sa.PrimaryKeyConstraint("id", name="pk_used_link"),
    )
    op.create_table(
        "access_log",
        sa.Column("number", _NUMBER, autoincrement=True, nullable=False),
        *_moments("at"),
        *_words("actor", "event", "what", "request"),
        sa.PrimaryKeyConstraint("number", name="pk_access_log"),
    )
    op.create_index("ix_web_session_account", "web_session", ["account"], unique=False)
    op.create_index("ix_web_session_ends_at", "web_session", ["ends_at"], unique=False)
    op.create_index("ix_access_log_what", "access_log", ["what"], unique=False)
    op.create_index("ix_access_log_actor_at", "access_log", ["actor", "at"], unique=False)


def downgrade() -> None:
    """Take them away: everybody is signed out, and every key is lost."""
    for name in _TABLES:
        op.drop_table(name)
