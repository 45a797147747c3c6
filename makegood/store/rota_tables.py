"""The tables of what was changed in the rotas of the teams."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from makegood.store.columns import METADATA, counter, moment, words

ROTA_CHANGE = Table(
    "rota_change",
    METADATA,
    counter("number"),
    words("team"),
    words("by"),
    words("why"),
    moment("at"),
    words("source"),
    Index(None, "team"),
    Index(None, "source"),
)
"""Who changed a rota, when and why; `source` is the event of a calendar that it came from."""

ROTA_OVERRIDE = Table(
    "rota_override",
    METADATA,
    Column(
        "number",
        ROTA_CHANGE.c.number.type,
        ForeignKey(ROTA_CHANGE.c.number),
        primary_key=True,
        autoincrement=False,
    ),
    Column("position", Integer, primary_key=True, autoincrement=False),
    words("person"),
    words("replaces"),
    moment("since"),
    moment("until"),
    Index(None, "until"),
)
"""Who is on call instead, from when until when; the two halves of a swap are one change."""

ROTA_WITHDRAWAL = Table(
    "rota_withdrawal",
    METADATA,
    Column(
        "number",
        ROTA_CHANGE.c.number.type,
        ForeignKey(ROTA_CHANGE.c.number),
        primary_key=True,
        autoincrement=False,
    ),
    words("by"),
    words("why"),
    moment("at"),
)
"""A change that counts no more; the change itself stays on record."""
