"""The detectors of watches: what was brought, and who put which into shadow or approved it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, insert, select, tuple_

from makegood.messages.problems import NotFound
from makegood.rules.detection.standing import (
    Change,
    ChangeKind,
    Pinned,
    Standing,
    require_fitting,
    standing,
)
from makegood.store.engine import add_once, reading, serialise, writing
from makegood.store.places import ended, place
from makegood.store.watch_book import position_of
from makegood.store.watch_tables import DETECTOR, DETECTOR_CHANGE

_ONE_AT_A_TIME = 73013
"""Of two people who change a watch the later one sees what the earlier did."""


PAGE = 50


@dataclass(frozen=True)
class Brought:
    """A model or a policy that is kept here, with what it calls itself."""

    sha256: str
    kind: str
    version: str
    added_at: datetime


@dataclass(frozen=True)
class BroughtPage:
    """Some of them, the newest first; `cursor` leads to the next page, empty on the last."""

    detectors: tuple[Brought, ...]
    cursor: str


def _any_version(_: int) -> None:
    """However often the detectors of the watch were changed meanwhile."""


class DetectorBook:
    """Models and policies by their content, and the changes of each watch; none is taken back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, sha256: str, kind: str, version: str, content: str, at: datetime) -> None:
        """Keep a model or a policy, once by its content."""
        row = {"sha256": sha256, "kind": kind, "version": version, "content": content}
        with writing(self._engine) as connection:
            add_once(connection, DETECTOR, [row | {"added_at": at}])

    def content(self, sha256: str) -> str:
        """What was kept; NotFound where nothing was."""
        asked = select(DETECTOR.c.content).where(DETECTOR.c.sha256 == sha256)
        with reading(self._engine) as connection:
            found = connection.execute(asked).scalar_one_or_none()
        if found is None:
            raise NotFound(f"No detector {sha256[:12]} was ever brought here")
        return str(found)

    def version(self, sha256: str) -> str:
        """What it calls itself; empty for one that is not here."""
        asked = select(DETECTOR.c.version).where(DETECTOR.c.sha256 == sha256)
        with reading(self._engine) as connection:
            return str(connection.execute(asked).scalar_one_or_none() or "")

    def kind(self, sha256: str) -> str:
        """Whether it is a `model` or a `policy`; empty for one that is not here."""
        asked = select(DETECTOR.c.kind).where(DETECTOR.c.sha256 == sha256)
        with reading(self._engine) as connection:
            return str(connection.execute(asked).scalar_one_or_none() or "")

    def brought(self, cursor: str = "", limit: int = PAGE) -> BroughtPage:
        """What is kept here, from where the cursor of the page before left."""
        own = DETECTOR.c
        asked = select(own.sha256, own.kind, own.version, own.added_at)
        newest = asked.order_by(own.added_at.desc(), own.sha256.desc()).limit(limit + 1)
        if cursor:
            newest = newest.where(tuple_(own.added_at, own.sha256) < place(cursor))
        with reading(self._engine) as connection:
            found = [Brought(*row) for row in connection.execute(newest)]
        shown = tuple(found[:limit])
        return BroughtPage(shown, _cursor(shown[-1]) if len(found) > limit else "")

    def version_of(self, watch: str) -> int:
        """The version of a watch's detectors: the number of their last change, 0 before it."""
        asked = select(func.max(DETECTOR_CHANGE.c.number)).where(DETECTOR_CHANGE.c.watch == watch)
        with reading(self._engine) as connection:
            return int(connection.execute(asked).scalar_one() or 0)

    def standing(self, watch: str) -> Standing:
        """Which detector rules the watch, and which runs in shadow."""
        return standing(self.changes(watch))

    def changes(self, watch: str) -> tuple[Change, ...]:
        """Everything that was done to the detectors of a watch, in its order."""
        own = DETECTOR_CHANGE.c
        asked = select(DETECTOR_CHANGE).where(own.watch == watch).order_by(own.number)
        with reading(self._engine) as connection:
            return tuple(
                Change(
                    row.number,
                    ChangeKind(row.kind),
                    Pinned(row.model, row.policy),
                    row.by,
                    row.at,
                    row.reason,
                    row.since,
                )
                for row in connection.execute(asked)
            )

    def change(
        self, watch: str, said: Change, require: Callable[[int], None] = _any_version
    ) -> int:
        """Put a detector into shadow, stop it or approve it; Refused where that does not fit.

        What is approved is what runs in shadow, whatever the change says. `require` raises for a
        version of the watch's detectors that will not do; the answer is the version after it.
        """
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
            require(self.version_of(watch))
            now = self.standing(watch)
            require_fitting(now, said.kind, said.by)
            pinned = now.shadow.pinned if now.shadow else said.pinned
            row = {
                "watch": watch,
                "kind": str(said.kind),
                "model": pinned.model,
                "policy": pinned.policy,
                "by": said.by,
                "at": said.at,
                "reason": said.reason,
                "since": position_of(connection, watch),
            }
            made = insert(DETECTOR_CHANGE).values(row).returning(DETECTOR_CHANGE.c.number)
            return int(connection.execute(made).scalar_one())


def _cursor(last: Brought) -> str:
    return ended(last.added_at, last.sha256)
