"""The trail of the doors: who came and went, who opened what only few may see."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, Row, insert, select

from makegood.store.access_tables import ACCESS_LOG, USED_LINK
from makegood.store.engine import insert_into, reading, writing

LINES = 100


class AccessEvent(StrEnum):
    """What is written down of what happens at the doors."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    LINK_USED = "link_used"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    OPENED_RESTRICTED = "opened_restricted"


@dataclass(frozen=True)
class AccessLine:
    """One line: `actor` is an account, `what` a case as in `crisis/K-1`, or a key's name."""

    actor: str
    event: AccessEvent
    what: str = ""
    request: str = ""


@dataclass(frozen=True)
class WrittenLine:
    """A line with its place and its moment."""

    number: int
    at: datetime
    line: AccessLine


class Trail:
    """Lines are added and read, never changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, line: AccessLine, now: datetime) -> None:
        """Write a line down; when that fails, so does what it is about."""
        row = {
            "at": now,
            "actor": line.actor,
            "event": line.event,
            "what": line.what,
            "request": line.request,
        }
        with writing(self._engine) as connection:
            connection.execute(insert(ACCESS_LOG).values(row))

    def lines(
        self, what: str = "", before: int | None = None, limit: int = LINES
    ) -> tuple[WrittenLine, ...]:
        """The newest lines first, of one thing or of all, those before a number."""
        wanted = select(ACCESS_LOG).order_by(ACCESS_LOG.c.number.desc()).limit(limit)
        wanted = wanted.where(ACCESS_LOG.c.what == what) if what else wanted
        wanted = wanted.where(ACCESS_LOG.c.number < before) if before is not None else wanted
        with reading(self._engine) as connection:
            return tuple(map(_line, connection.execute(wanted)))


class UsedLinks:
    """Which links were used: each is used once, however many press at the same moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def use(self, link_id: str, reader: str, now: datetime) -> bool:
        """Note that a link is used; False where it was used before."""
        with writing(self._engine) as connection:
            new = insert_into(connection, USED_LINK).on_conflict_do_nothing()
            row = {"id": link_id, "reader": reader, "used_at": now}
            kept = connection.execute(new.values(row).returning(USED_LINK.c.id))
            return kept.first() is not None

    def used_at(self, link_id: str) -> datetime | None:
        """When a link was used; None where it never was."""
        used = select(USED_LINK.c.used_at).where(USED_LINK.c.id == link_id)
        with reading(self._engine) as connection:
            found: datetime | None = connection.execute(used).scalar_one_or_none()
        return found


def _line(row: Row[tuple[object, ...]]) -> WrittenLine:
    event = AccessEvent(row.event)
    return WrittenLine(row.number, row.at, AccessLine(row.actor, event, row.what, row.request))
