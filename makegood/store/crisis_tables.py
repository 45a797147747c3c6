"""The tables of crisis cases: the projection, whom each awaits, and what opened it."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from makegood.store.columns import METADATA, moment, moment_or_none, whole, word, words

CRISIS = Table(
    "crisis",
    METADATA,
    word("case_id"),
    words("run_id"),
    whole("version"),
    words("source_type"),
    words("headline"),
    words("language"),
    words("stage"),
    words("severity"),
    words("lead"),
    words("crisis_class"),
    words("playbook"),
    words("customer_id"),
    Column("drill", Boolean, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("members", JSON, nullable=False),
    Column("mention_count", Integer, nullable=False),
    Column("reach", BigInteger, nullable=False),
    moment_or_none("due_at"),
    moment("opened_at"),
    moment_or_none("closed_at"),
    moment_or_none("ended_at"),
    words("policy_version"),
    words("parked_reason"),
    words("merged_into"),
    Index(None, "opened_at", "case_id"),
    Index(None, "active", "severity", "due_at"),
    Index(None, "playbook", "drill"),
)
"""The projection: a row a case, as lists and inboxes see it; the workflows can rebuild it."""

CRISIS_AWAITING = Table(
    "crisis_awaiting",
    METADATA,
    Column("case_id", Text, ForeignKey(CRISIS.c.case_id, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    words("who"),
    words("what"),
    moment("since"),
    moment_or_none("due_at"),
    Index(None, "who", "due_at"),
)
"""Whom each case waits on."""

CRISIS_SOURCE = Table(
    "crisis_source",
    METADATA,
    word("type"),
    word("digest"),
    word("drill"),
    words("case_id"),
    moment("at"),
    Index(None, "case_id"),
)
"""What opened a case: type and reference, as a digest, once; rehearsals keep to themselves."""

CRISIS_LIKENESS = Table(
    "crisis_likeness",
    METADATA,
    word("case_id"),
    Column("words", JSON, nullable=False),
    words("url"),
    words("customer_id"),
    Column("drill", Boolean, nullable=False),
    Column("spreads", Boolean, nullable=False),
    moment("at"),
    Index(None, "at"),
)
"""What near-duplicates are found by; nothing of a restricted case is here."""
