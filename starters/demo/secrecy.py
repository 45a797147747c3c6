"""Everything of a case that people see who are no members of it, as text to be searched."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, select

from makegood.settings import Settings
from makegood.store.crisis_tables import CRISIS, CRISIS_AWAITING, CRISIS_LIKENESS, CRISIS_SOURCE
from makegood.store.engine import reading
from makegood.store.outbox_tables import DEAD_LETTER, NOTICE
from makegood.store.page_tables import PAGE
from makegood.store.publication_table import PUBLICATION

OPEN_TABLES = (
    CRISIS,
    CRISIS_AWAITING,
    CRISIS_LIKENESS,
    CRISIS_SOURCE,
    DEAD_LETTER,
    NOTICE,
    PAGE,
    PUBLICATION,
)
"""What lists, inboxes, the outbox and the press office are made of."""


@dataclass(frozen=True)
class Trace:
    """Something that is to be read somewhere; the text is in small letters."""

    where: str
    text: str


class Listed(Protocol):
    """A workflow as the server lists it."""

    @property
    def typed_search_attributes(self) -> object: ...

    async def memo(self) -> Mapping[str, object]: ...

    async def static_summary(self) -> str | None: ...

    async def static_details(self) -> str | None: ...


def seen_by_all(settings: Settings, engine: Engine) -> tuple[Trace, ...]:
    """Rows of lists, pages, letters and logs."""
    return (*_rows(engine), *_files(settings.var))


async def seen_in_lists(described: Listed) -> tuple[Trace, ...]:
    """What the server lists a case by."""
    found = (
        ("search attributes", str(described.typed_search_attributes)),
        ("memo", str(await described.memo())),
        ("summary", str(await described.static_summary())),
        ("details", str(await described.static_details())),
    )
    return tuple(Trace(where, text.lower()) for where, text in found)


def _rows(engine: Engine) -> Iterator[Trace]:
    with reading(engine) as connection:
        for table in OPEN_TABLES:
            for row in connection.execute(select(table)):
                yield Trace(f"table {table.name}", _text(row))


def _files(folder: Path) -> Iterator[Trace]:
    for path in (*folder.rglob("*.log"), *(folder / "post").rglob("*.*")):
        if path.is_file():
            yield Trace(path.name, path.read_text(encoding="utf-8", errors="replace").lower())


def _text(row: Iterable[object]) -> str:
    return json.dumps([str(value) for value in row], ensure_ascii=False).lower()
