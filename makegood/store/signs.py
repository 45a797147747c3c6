"""Signs of life: who walks a round says so, and the doctor sees who has not for long."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from makegood.messages.rounds import Walker
from makegood.store.engine import insert_for, reading
from makegood.store.page_tables import PAGE
from makegood.store.sign_table import SIGN_OF_LIFE


@dataclass(frozen=True)
class Sign:
    """When something last lived, and what it then said."""

    at: datetime
    detail: str = ""


def sign(connection: Connection, walker: Walker, at: datetime, detail: str = "") -> None:
    """Note a sign of life; an older one than what is known changes nothing."""
    new = insert_for(connection.dialect.name, SIGN_OF_LIFE)
    kept = new.on_conflict_do_update(
        index_elements=[SIGN_OF_LIFE.c.name],
        set_={"at": new.excluded.at, "detail": new.excluded.detail},
        where=SIGN_OF_LIFE.c.at <= new.excluded.at,
    )
    connection.execute(kept, {"name": walker, "at": at, "detail": detail})


def signs(engine: Engine) -> dict[Walker, Sign]:
    """The last sign of life of everything that has ever given one."""
    with reading(engine) as connection:
        rows = connection.execute(select(SIGN_OF_LIFE)).all()
    return {Walker(row.name): Sign(row.at, row.detail) for row in rows}


def last_page(engine: Engine) -> datetime | None:
    """When a page last went out; None where none ever has."""
    with reading(engine) as connection:
        found: datetime | None = connection.execute(select(func.max(PAGE.c.sent_at))).scalar_one()
    return found
