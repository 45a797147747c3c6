"""The table of the editions of the policy that have been in force here."""

from sqlalchemy import JSON, Column, Table

from makegood.store.columns import METADATA, moment, word, words

POLICY_EDITION = Table(
    "policy_edition",
    METADATA,
    word("sha256"),
    words("version"),
    moment("seen_at"),
    Column("files", JSON, nullable=False),
)
"""Every edition that a process has started with, with the text of each file; only added to."""
