"""The table of what was published in the company's name."""

from sqlalchemy import Boolean, Column, Index, Table

from makegood.store.columns import METADATA, moment, moment_or_none, whole, word, words

PUBLICATION = Table(
    "publication",
    METADATA,
    word("case_id"),
    word("sha256"),
    words("key"),
    whole("version"),
    words("language"),
    words("channel"),
    words("released_by"),
    Column("drill", Boolean, nullable=False),
    words("reference"),
    moment("ordered_at"),
    moment_or_none("published_at"),
    moment_or_none("withdrawn_at"),
    Index(None, "published_at"),
)
"""Each approved text once by case and hash; the text itself is where it was published."""
