"""Commands that were accepted while their case could not be reached: kept until it has answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import JsonValue
from sqlalchemy import Connection, Engine, Row, Select, Update, func, select, update

from makegood.messages.problems import NotFound
from makegood.store import dead_letters
from makegood.store.claims import utc_now
from makegood.store.engine import add_once, reading, writing
from makegood.store.request_tables import COMMAND_OUTBOX

LEASE = timedelta(minutes=1)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=1)
MOST_FAULTS = 12
"""Attempts that fail by a mistake of ours before a person must look; an outage does not count."""


class CommandState(StrEnum):
    """Where a command stands; REFUSED by a rule of its case, FAILED lies with a person."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class QueuedCommand:
    """A command as it will be given; `kind` is claim or crisis, `id` makes it count once.

    A filing is the command `file`, an alarm the command `open`, of the case that it begins.
    `standing` is what the door knew of whoever gave it, in the door's own words.
    """

    id: str
    actor: str
    kind: str
    case_id: str
    command: str
    message: str
    standing: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptCommand(QueuedCommand):
    """A command with what became of it; `answer` is the receipt, or the problem that refused it."""

    state: CommandState
    attempts: int
    last_error: str
    made_at: datetime
    done_at: datetime | None
    answer: dict[str, JsonValue] = field(default_factory=dict)


def queue(connection: Connection, command: QueuedCommand, now: datetime) -> None:
    """Keep the command, due at once; the same id again is the same command."""
    values = {
        **vars(command),
        "state": CommandState.WAITING,
        "attempts": 0,
        "last_error": "",
        "answer": {},
        "made_at": now,
        "next_at": now,
    }
    add_once(connection, COMMAND_OUTBOX, [values])


class CommandOutbox:
    """The accepted commands; any number of carriers may take from it at once."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def due(self, limit: int) -> tuple[QueuedCommand, ...]:
        """The commands to be given now, leased to the caller for a minute.

        Of each case only the first that waits: commands of a case keep their order.
        """
        now = self._now()
        with writing(self._engine) as connection:
            rows = connection.execute(_due(limit, now)).all()
            ids = [row.id for row in rows]
            leased = update(COMMAND_OUTBOX).where(COMMAND_OUTBOX.c.id.in_(ids))
            connection.execute(leased.values(next_at=now + LEASE))
        return tuple(QueuedCommand(**row._mapping) for row in rows)

    def settle(self, command_id: str, state: CommandState, answer: dict[str, JsonValue]) -> None:
        """The case has answered; the first answer stands; what was said, as whom, is forgotten."""
        said = {"message": "", "standing": ""}
        values = {"state": state, "answer": answer, **said, "done_at": self._now()}
        with writing(self._engine) as connection:
            connection.execute(_waiting(command_id).values(values))

    def put_off(self, command_id: str, why: str) -> None:
        """The case could not be reached: it is tried again later, for as long as it takes."""
        with writing(self._engine) as connection:
            tried = _found(connection, command_id).attempts
            next_at = self._now() + min(FIRST_PAUSE * 2 ** min(tried, 10), LONGEST_PAUSE)
            values = {"attempts": tried + 1, "last_error": why, "next_at": next_at}
            connection.execute(_waiting(command_id).values(values))

    def fault(self, command_id: str, why: str) -> CommandState:
        """Giving it failed in a way that we do not know; in the end it is a dead letter."""
        self.put_off(command_id, why)
        with writing(self._engine) as connection:
            row = _found(connection, command_id)
            if row.attempts < MOST_FAULTS:
                return CommandState(row.state)
            now, about = self._now(), f"{row.kind} {row.case_id} {row.command}"
            letter = dead_letters.Undeliverable("command", row.case_id, why, f"{about} {row.id}")
            dead_letters.bury(connection, letter, now)
            failed = {"state": CommandState.FAILED, "done_at": now}
            connection.execute(_waiting(command_id).values(failed))
        return CommandState.FAILED

    def command(self, command_id: str) -> KeptCommand:
        """The command of that id; NotFound where there is none."""
        with reading(self._engine) as connection:
            row = _found(connection, command_id)
        return _kept(row)

    def waits(self, kind: str, case_id: str) -> bool:
        """Whether a command of that case is still on its way."""
        table = COMMAND_OUTBOX.c
        counted = select(func.count()).where(
            table.kind == kind, table.case_id == case_id, table.state == CommandState.WAITING
        )
        with reading(self._engine) as connection:
            return bool(connection.scalar(counted))

    def waiting(self) -> int:
        """How many commands are on their way."""
        counted = select(func.count()).where(COMMAND_OUTBOX.c.state == CommandState.WAITING)
        with reading(self._engine) as connection:
            return connection.scalar(counted) or 0


_TAKEN = ("id", "actor", "kind", "case_id", "command", "message", "standing")


def _due(limit: int, now: datetime) -> Select[*tuple[object, ...]]:
    table = COMMAND_OUTBOX.c
    first = (
        select(func.min(table.number))
        .where(table.state == CommandState.WAITING)
        .group_by(table.kind, table.case_id)
    )
    return (
        select(*(table[name] for name in _TAKEN))
        .where(table.number.in_(first), table.next_at <= now)
        .order_by(table.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def _waiting(command_id: str) -> Update:
    table = COMMAND_OUTBOX.c
    return update(COMMAND_OUTBOX).where(table.id == command_id, table.state == CommandState.WAITING)


def _found(connection: Connection, command_id: str) -> Row[*tuple[object, ...]]:
    asked = select(COMMAND_OUTBOX).where(COMMAND_OUTBOX.c.id == command_id)
    row = connection.execute(asked).first()
    if row is None:
        raise NotFound(f"There is no command {command_id}")
    return row


def _kept(row: Row[*tuple[object, ...]]) -> KeptCommand:
    values = {name: row._mapping[name] for name in KeptCommand.__dataclass_fields__}
    return KeptCommand(**{**values, "state": CommandState(row.state)})
