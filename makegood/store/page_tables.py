"""The table of the pages that people were sent."""

from sqlalchemy import Boolean, Column, Index, Table, UniqueConstraint

from makegood.store.columns import METADATA, counter, moment, moment_or_none, words

PAGE = Table(
    "page",
    METADATA,
    counter("number"),
    words("key"),
    words("case_id"),
    words("person"),
    words("channel"),
    words("reason"),
    words("severity"),
    words("text"),
    words("state"),
    words("detail"),
    Column("restricted", Boolean, nullable=False),
    Column("drill", Boolean, nullable=False),
    moment("made_at"),
    moment("state_at"),
    moment_or_none("until"),
    moment_or_none("sent_at"),
    moment_or_none("acknowledged_at"),
    UniqueConstraint("key"),
    Index(None, "case_id"),
    Index(None, "person", "channel", "sent_at"),
    Index(None, "state", "until"),
)
"""Each page once by its key, under the number that people quote; pretend channels end here.

`until` is when a page that waits goes out with others; `sent_at` when it was last handed in, for
the limits, and empty once it is known not to have gone; `acknowledged_at` when its own link or
reply code was used, which works once.
"""
