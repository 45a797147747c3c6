"""What the daily round reads in the records, and what it leaves there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import Notice
from makegood.messages.rounds import Walker
from makegood.store import notices
from makegood.store.crisis_desk import CrisisFilter, CrisisLists
from makegood.store.engine import writing
from makegood.store.signs import sign

ROUND = "duty-round"
"""Whose letters those of the round are, in the place of a case's."""

A_PAGE = 200


class RoundBook:
    """The records as the round sees them; each write is one transaction, and may be repeated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lists = CrisisLists(engine)

    def active_cases(self) -> tuple[CrisisRow, ...]:
        """Every case that somebody works on, the newest first."""
        return tuple(self._active())

    def _active(self) -> Iterator[CrisisRow]:
        cursor = "-"
        while cursor:
            page = self._lists.cases(CrisisFilter(active=True), cursor.strip("-"), A_PAGE)
            cursor = page.cursor
            yield from page.rows

    def rehearsed(self) -> dict[str, datetime]:
        """When each playbook was last rehearsed to the end of a drill."""
        return self._lists.rehearsed()

    def write(self, letters: Sequence[Notice], said: Mapping[Walker, str], at: datetime) -> None:
        """Put letters into the outbox, each once by its key, and note who lives, by name."""
        with writing(self._engine) as connection:
            notices.add_notices(connection, ROUND, letters, at)
            for name, detail in said.items():
                sign(connection, name, at, detail)
