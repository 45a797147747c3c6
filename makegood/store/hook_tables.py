"""The tables of webhooks: what came in, who is told what, and how that went."""

from sqlalchemy import JSON, Column, Index, Integer, Table

from makegood.store.columns import METADATA, moment, moment_or_none, word, words

HOOK = Table(
    "hook",
    METADATA,
    word("id"),
    words("owner"),
    words("merchant_id"),
    words("url"),
    words("secret"),
    Column("events", JSON, nullable=False),
    words("state"),
    moment("made_at"),
    Index(None, "owner"),
)
"""Subscriptions; the secret is kept as it is, because every delivery is signed with it."""

HOOK_EVENT = Table(
    "hook_event",
    METADATA,
    word("id"),
    words("type"),
    words("case_key"),
    words("merchant_id"),
    Column("data", JSON, nullable=False),
    moment("at"),
    moment_or_none("spread_at"),
    Index(None, "spread_at", "at"),
)
"""Events, written with the step that caused them; spread once a delivery to each hook is made."""

HOOK_DELIVERY = Table(
    "hook_delivery",
    METADATA,
    word("id"),
    words("hook_id"),
    words("event_id"),
    words("state"),
    Column("attempts", Integer, nullable=False),
    moment("made_at"),
    moment("next_at"),
    moment_or_none("done_at"),
    Index(None, "state", "next_at"),
    Index(None, "hook_id", "made_at"),
)
"""One event on its way to one hook: waiting, delivered or dead."""

HOOK_ATTEMPT = Table(
    "hook_attempt",
    METADATA,
    word("delivery_id"),
    Column("number", Integer, primary_key=True),
    moment("at"),
    Column("status", Integer, nullable=False),
    words("answer"),
    words("error"),
)
"""Each try of a delivery with what was answered, as far as it is kept."""

HOOK_IN = Table(
    "hook_in",
    METADATA,
    word("source"),
    word("id"),
    words("digest"),
    words("body"),
    words("state"),
    words("note"),
    Column("attempts", Integer, nullable=False),
    moment("received_at"),
    moment("next_at"),
    moment_or_none("done_at"),
    Index(None, "state", "next_at"),
)
"""What ticketing and the social listener sent, each once by its id, kept before it is answered."""
