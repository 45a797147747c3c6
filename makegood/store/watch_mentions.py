"""Raw mentions: taken in once by their id, and kept until something is decided on them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from makegood.rules.detection.mention import History, Mention
from makegood.rules.detection.recalling import Waiting
from makegood.rules.money import Money
from makegood.store.crises import source_digest
from makegood.store.engine import add_once, reading, writing
from makegood.store.watch_tables import WATCH, WATCH_MENTION

Facts = Row[Any]
"""A row of some columns of ours."""

RAW_PREFIX = "raw_"
NAMES = tuple(field.name for field in fields(Mention))


class MentionBook:
    """The mentions of all watches; every call may be repeated, and each is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take_in(self, watch: str, batch: str, mentions: Sequence[Mention], at: datetime) -> int:
        """Keep those that are new, and say how many they are; the watch is there from now on."""
        rows = [_values(watch, batch, one, at) for one in mentions]
        with writing(self._engine) as connection:
            add_once(connection, WATCH, [{"name": watch, "made_at": at}])
            before = _last(connection, watch)
            add_once(connection, WATCH_MENTION, rows)
            return _count_after(connection, watch, batch, before)

    def waiting(self, watch: str, most: int) -> tuple[Waiting, ...]:
        """Those that nothing was decided on, in the order in which they came."""
        table = WATCH_MENTION.c
        waits = (table.watch == watch, table.decided.is_(False))
        asked = select(WATCH_MENTION).where(*waits).order_by(table.number).limit(most)
        with reading(self._engine) as connection:
            return tuple(Waiting(row.number, mention_of(row)) for row in connection.execute(asked))


def mention_of(row: Facts, prefix: str = "") -> Mention:
    """A mention as the rules see it; `prefix` stands before the names of its columns."""
    told = {name: getattr(row, prefix + name) for name in NAMES}
    return Mention(**told | {"history": _history(told["history"])})


def _last(connection: Connection, watch: str) -> int:
    """The number of the newest mention of a watch; 0 where there is none."""
    table = WATCH_MENTION.c
    asked = select(func.max(table.number)).where(table.watch == watch)
    return int(connection.execute(asked).scalar_one() or 0)


def _count_after(connection: Connection, watch: str, batch: str, before: int) -> int:
    table = WATCH_MENTION.c
    new = (table.watch == watch, table.batch == batch, table.number > before)
    return int(connection.execute(select(func.count()).where(*new)).scalar_one())


def _values(watch: str, batch: str, one: Mention, at: datetime) -> dict[str, object]:
    return {
        **vars(one),
        "history": _written(one.history),
        "watch": watch,
        "batch": batch,
        "taken_at": at,
        "digest": source_digest(one.mention_id),
        "address_digest": _digest(one.address),
        "thread_digest": _digest(one.thread),
        "decided": False,
    }


def _digest(text: str) -> str:
    """What a case of another source may be known by; nothing where there is nothing."""
    return source_digest(text) if text else ""


def _written(history: History) -> dict[str, object]:
    stake = history.at_stake
    told = {"contacts": history.contacts, "reopened": history.reopened, "tier": history.tier}
    return told | ({"amount": str(stake.amount), "currency": stake.currency} if stake else {})


def _history(told: Mapping[str, object]) -> History:
    stake = Money(Decimal(str(told["amount"])), str(told["currency"])) if "amount" in told else None
    contacts = int(str(told["contacts"]))
    return History(contacts, bool(told["reopened"]), stake, str(told["tier"]))
