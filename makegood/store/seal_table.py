"""The table of the seals that were shown to cases."""

from sqlalchemy import Index, Table

from makegood.store.columns import METADATA, moment, word, words

SEAL = Table(
    "seal",
    METADATA,
    word("number"),
    words("workflow_id"),
    words("command"),
    words("by"),
    words("message"),
    words("seal"),
    words("key_id"),
    words("issuer"),
    words("code"),
    words("reason"),
    moment("at"),
    Index(None, "workflow_id"),
    Index(None, "code", "at"),
)
"""Each message with its seal, once; `code` is empty where the seal held."""
