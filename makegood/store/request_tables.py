"""The tables of the HTTP API: what was asked under which key, and the commands on their way."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, LargeBinary, Table, UniqueConstraint

from makegood.store.columns import METADATA, counter, moment, moment_or_none, word, words

HTTP_REQUEST = Table(
    "http_request",
    METADATA,
    word("actor"),
    word("key"),
    words("fingerprint"),
    words("token"),
    Column("status", Integer, nullable=True),
    Column("headers", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    words("grounds"),
    Column("remade", Boolean, nullable=False),
    moment("begun_at"),
    moment("leased_until"),
    Index(None, "begun_at"),
)
"""A request by its actor's idempotency key; without a status it is being worked on.

`grounds` are what was allowed so that it could be answered; one that is `remade` has no body here.
"""

COMMAND_OUTBOX = Table(
    "command_outbox",
    METADATA,
    counter("number"),
    words("id"),
    words("actor"),
    words("kind"),
    words("case_id"),
    words("command"),
    words("message"),
    words("standing"),
    words("state"),
    Column("attempts", Integer, nullable=False),
    words("last_error"),
    Column("answer", JSON, nullable=False),
    moment("made_at"),
    moment("next_at"),
    moment_or_none("done_at"),
    UniqueConstraint("id"),
    Index(None, "state", "next_at"),
    Index(None, "kind", "case_id", "state"),
)
"""Commands that were accepted while their case could not be reached, in order, each once."""
