"""The outbox of notices: kept with the step that caused them, handed out until sent or given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, Select, select, update

from makegood.messages.problems import NotFound
from makegood.messages.records import Notice
from makegood.store.engine import add_once
from makegood.store.outbox_tables import NOTICE

LEASE = timedelta(minutes=1)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 12


class NoticeState(StrEnum):
    """Where a notice stands; one that was given up lies with a person as a dead letter."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


def add_notices(
    connection: Connection, claim_id: str, notices: Sequence[Notice], now: datetime
) -> None:
    """Put the notices whose key is new into the outbox, due at once."""
    rows = [{**notice.model_dump(), **_waiting(claim_id, now)} for notice in notices]
    add_once(connection, NOTICE, rows)


def _waiting(claim_id: str, now: datetime) -> dict[str, object]:
    return {
        "claim_id": claim_id,
        "state": NoticeState.WAITING,
        "attempts": 0,
        "last_error": "",
        "receipt": "",
        "made_at": now,
        "next_at": now,
    }


def lease_due(connection: Connection, limit: int, now: datetime) -> tuple[Notice, ...]:
    """The notices that are due, oldest first; nobody else is handed them for a minute."""
    rows = connection.execute(_due(limit, now)).all()
    keys = [row.key for row in rows]
    connection.execute(update(NOTICE).where(NOTICE.c.key.in_(keys)).values(next_at=now + LEASE))
    return tuple(Notice.model_validate(row._mapping) for row in rows)


def _due(limit: int, now: datetime) -> Select[tuple[str, str, str, dict[str, str]]]:
    return (
        select(NOTICE.c.key, NOTICE.c.to, NOTICE.c.template, NOTICE.c.fields)
        .where(NOTICE.c.state == NoticeState.WAITING, NOTICE.c.next_at <= now)
        .order_by(NOTICE.c.next_at, NOTICE.c.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def sent(connection: Connection, key: str, receipt: str, now: datetime) -> None:
    """The notice has gone out; the first receipt stands. NotFound for an unknown key."""
    row = _held(connection, key)
    if row.state != NoticeState.SENT:
        values = {"state": NoticeState.SENT, "receipt": receipt, "sent_at": now}
        connection.execute(update(NOTICE).where(NOTICE.c.key == key).values(values))


def failed(connection: Connection, key: str, reason: str, now: datetime) -> NoticeState:
    """The notice could not be sent: it waits twice as long each time and is given up in the end."""
    row = _held(connection, key)
    if row.state != NoticeState.WAITING:
        return NoticeState(row.state)
    attempts = row.attempts + 1
    state = NoticeState.GIVEN_UP if attempts >= MOST_ATTEMPTS else NoticeState.WAITING
    pause = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    values = {"state": state, "attempts": attempts, "last_error": reason, "next_at": now + pause}
    connection.execute(update(NOTICE).where(NOTICE.c.key == key).values(values))
    return state


def _held(connection: Connection, key: str) -> Row[*tuple[object, ...]]:
    row = connection.execute(select(NOTICE).where(NOTICE.c.key == key).with_for_update()).first()
    if row is None:
        raise NotFound(f"There is no notice {key} in the outbox")
    return row


def claim_of(connection: Connection, key: str) -> str:
    """The claim that a notice belongs to."""
    return str(_held(connection, key).claim_id)
