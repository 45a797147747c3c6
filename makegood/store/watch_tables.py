"""The tables of the watches: raw mentions, decisions, verdicts, and the detectors that decide."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Table, UniqueConstraint

from makegood.store.columns import METADATA, counter, moment, whole, word, words

WATCH = Table("watch", METADATA, word("name"), moment("made_at"))
"""The watches there are."""

WATCH_MENTION = Table(
    "watch_mention",
    METADATA,
    counter("number"),
    words("watch"),
    words("mention_id"),
    words("batch"),
    moment("taken_at"),
    moment("at"),
    words("author"),
    words("text"),
    words("language"),
    words("thread"),
    words("address"),
    whole("followers"),
    whole("impressions"),
    Column("influencer", Boolean, nullable=False),
    Column("history", JSON, nullable=False),
    words("digest"),
    words("address_digest"),
    words("thread_digest"),
    Column("decided", Boolean, nullable=False),
    UniqueConstraint("watch", "mention_id"),
    Index(None, "watch", "decided", "number"),
    Index(None, "digest"),
    Index(None, "address_digest"),
    Index(None, "thread_digest"),
)
"""Raw mentions, each once; digests find those that a case of another source is about."""

WATCH_DECISION = Table(
    "watch_decision",
    METADATA,
    counter("number"),
    words("watch"),
    words("detector"),
    whole("round"),
    whole("mention"),
    words("mention_id"),
    moment("at"),
    moment("decided_at"),
    words("act"),
    words("opener"),
    words("case_id"),
    words("severity"),
    words("why"),
    words("own_severity"),
    Column("score", Float, nullable=False),
    words("heat"),
    words("reach"),
    whole("people"),
    words("floor"),
    Column("triggers", JSON, nullable=False),
    Column("hits", JSON, nullable=False),
    Column("parts", JSON, nullable=False),
    words("language"),
    words("model"),
    words("policy"),
    Column("sketch", JSON, nullable=False),
    Column("concerns", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
    UniqueConstraint("watch", "detector", "mention"),
    Index(None, "watch", "at"),
    Index(None, "watch", "told"),
    Index(None, "watch", "opener"),
    Index(None, "watch", "mention_id"),
    Index(None, "case_id"),
)
"""What each detector decided, with every part of it; the empty detector is the one that rules."""

WATCH_VERDICT = Table(
    "watch_verdict",
    METADATA,
    counter("number"),
    words("watch"),
    words("mention_id"),
    words("verdict"),
    words("by"),
    moment("at"),
    words("note"),
    words("case_id"),
    Index(None, "watch", "mention_id"),
)
"""What people said of the work of a watch; the last one counts, and none is taken back."""

DETECTOR = Table(
    "detector",
    METADATA,
    word("sha256"),
    words("kind"),
    words("version"),
    words("content"),
    moment("added_at"),
)
"""Models and policies that somebody brought to a watch, by their content."""

DETECTOR_CHANGE = Table(
    "detector_change",
    METADATA,
    counter("number"),
    words("watch"),
    words("kind"),
    words("model"),
    words("policy"),
    words("by"),
    moment("at"),
    words("reason"),
    whole("since"),
    Index(None, "watch", "number"),
)
"""Who put which detector into shadow, or approved it."""
