"""The tables of claims as they stand: intake, projection, timeline and what they are found by."""

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
    UniqueConstraint,
)

from makegood.store.columns import (
    METADATA,
    Moment,
    counter,
    moment,
    moment_or_none,
    whole,
    word,
    words,
)

INTAKE = Table(
    "intake",
    METADATA,
    counter("filed"),
    words("claim_id"),
    words("content_hash"),
    words("kind"),
    words("merchant_id"),
    Column("claim", JSON, nullable=False),
    moment("at"),
    UniqueConstraint("claim_id"),
)
"""What was filed, in the order of filing: the same claim filed twice is one row."""

CLAIM = Table(
    "claim",
    METADATA,
    word("claim_id"),
    words("run_id"),
    whole("version"),
    words("kind"),
    words("merchant_id"),
    words("stage"),
    Column("outcome", Text),
    words("assignee"),
    Column("amounts", JSON, nullable=False),
    words("currency"),
    whole("claimed_minor"),
    whole("approved_minor"),
    whole("paid_minor"),
    Column("sign_offs", Integer, nullable=False),
    moment_or_none("due_at"),
    moment("opened_at"),
    moment_or_none("closed_at"),
    words("policy_version"),
    words("parked_reason"),
    Column("on_hold", Boolean, nullable=False),
    Index(None, "opened_at", "claim_id"),
    Index(None, "merchant_id", "opened_at"),
    Index(None, "stage", "due_at"),
    Index(None, "assignee", "due_at"),
)
"""The projection: a row a claim, as lists and inboxes see it; the workflows can rebuild it."""

AWAITING = Table(
    "awaiting",
    METADATA,
    Column("claim_id", Text, ForeignKey(CLAIM.c.claim_id, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    words("who"),
    words("what"),
    moment("since"),
    moment_or_none("due_at"),
    Index(None, "who", "due_at"),
)
"""Whom each claim waits on; an inbox is all rows of one team."""

TIMELINE = Table(
    "timeline",
    METADATA,
    word("claim_id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, primary_key=True),
    words("by"),
    words("what"),
    words("stage_from"),
    words("stage_to"),
    words("why"),
    words("evidence"),
)
"""Who did what, when and why; only ever added to.

Of two lines of one number the later is true: the worker that wrote the earlier died before the
claim had heard of it.
"""

PARCEL = Table(
    "parcel",
    METADATA,
    word("tracking_number"),
    word("claim_id"),
    words("kind"),
    Index(None, "claim_id"),
)
"""The claims of a parcel, by its number in capitals and digits alone."""

CLAIM_DOCUMENT = Table(
    "claim_document",
    METADATA,
    word("claim_id"),
    word("sha256"),
    word("kind"),
    words("name"),
    Index(None, "sha256"),
)
"""The documents that a claim holds, by content."""

DOCUMENT = Table(
    "document",
    METADATA,
    word("sha256"),
    whole("size"),
    words("media_type"),
    moment("at"),
)
"""What is in the document store."""

READING = Table(
    "reading",
    METADATA,
    word("claim_id"),
    word("sha256"),
    Column("reading", JSON, nullable=False),
    moment("at"),
)
"""What was read in a document, and how it stands up against the claim that holds it."""

INVOICE = Table(
    "invoice",
    METADATA,
    word("invoice_number"),
    word("claim_id"),
    Index(None, "claim_id"),
)
"""The claims of an invoice, by its number in capitals and digits alone."""

IMAGE = Table(
    "image",
    METADATA,
    word("claim_id"),
    word("sha256"),
    Column("orientation", Integer, primary_key=True, autoincrement=False),
    Column("hash", BigInteger, nullable=False),
    Index(None, "orientation", "hash"),
)
"""Difference hashes of photos, 64 bits as a signed number, a row an orientation (0 is upright)."""
