"""The tables of what leaves a case, and of what could not enter it."""

from sqlalchemy import JSON, Column, Index, Integer, Table, UniqueConstraint

from makegood.store.columns import METADATA, counter, moment, moment_or_none, word, words

NOTICE = Table(
    "notice",
    METADATA,
    word("key"),
    words("claim_id"),
    words("to"),
    words("template"),
    Column("fields", JSON, nullable=False),
    words("state"),
    Column("attempts", Integer, nullable=False),
    words("last_error"),
    words("receipt"),
    moment("made_at"),
    moment("next_at"),
    moment_or_none("sent_at"),
    Index(None, "state", "next_at"),
    Index(None, "claim_id"),
)
"""The outbox: each notice once by its key, waiting, sent or given up."""

DEAD_LETTER = Table(
    "dead_letter",
    METADATA,
    counter("number"),
    words("digest"),
    words("kind"),
    words("claim_id"),
    words("reason"),
    words("payload"),
    words("owner"),
    moment("at"),
    moment_or_none("handled_at"),
    UniqueConstraint("digest"),
    Index(None, "handled_at"),
)
"""What could not be accepted, as it came, with who looks after it."""
