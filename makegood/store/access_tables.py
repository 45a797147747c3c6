"""The tables of the doors: who is signed in, which keys there are, what was done with both."""

from sqlalchemy import Index, Table, UniqueConstraint

from makegood.store.columns import METADATA, counter, moment, moment_or_none, word, words

WEB_SESSION = Table(
    "web_session",
    METADATA,
    word("digest"),
    words("account"),
    words("glance"),
    words("methods"),
    moment("signed_in_at"),
    moment("begun_at"),
    moment("seen_at"),
    moment("ends_at"),
    moment_or_none("ended_at"),
    Index(None, "account"),
    Index(None, "ends_at"),
)
"""A browser that somebody signed in with; the secret of its cookie is kept as a hash alone.

`glance` is the one case that somebody who came by a link may look at, empty after a sign-in.
`methods` are the words of how the person proved who it is, with blanks between.
"""

API_KEY = Table(
    "api_key",
    METADATA,
    word("id"),
    words("digest"),
    words("name"),
    words("scopes"),
    words("merchant_id"),
    words("made_by"),
    moment("made_at"),
    moment("ends_at"),
    moment_or_none("used_at"),
    moment_or_none("revoked_at"),
    words("revoked_by"),
    UniqueConstraint("name"),
)
"""Each key once by the part of it that may be seen; the rest is kept as a hash alone."""

USED_LINK = Table("used_link", METADATA, word("id"), words("reader"), moment("used_at"))
"""Links that open a decision, each from its first use on."""

ACCESS_LOG = Table(
    "access_log",
    METADATA,
    counter("number"),
    moment("at"),
    words("actor"),
    words("event"),
    words("what"),
    words("request"),
    Index(None, "what"),
    Index(None, "actor", "at"),
)
"""Who signed in and out, which key was given and taken away, who opened which restricted case."""
