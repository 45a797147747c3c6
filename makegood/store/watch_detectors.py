"""The detectors of watches: what was brought, and who put which into shadow or approved it."""

from datetime import datetime

from sqlalchemy import Engine, insert, select

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
from makegood.store.watch_book import position_of
from makegood.store.watch_tables import DETECTOR, DETECTOR_CHANGE

_ONE_AT_A_TIME = 73013
"""Of two people who change a watch the later one sees what the earlier did."""


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

    def change(self, watch: str, said: Change) -> Standing:
        """Put a detector into shadow, stop it or approve it; Refused where that does not fit.

        What is approved is what runs in shadow, whatever the change says.
        """
        with writing(self._engine) as connection:
            serialise(connection, _ONE_AT_A_TIME)
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
            connection.execute(insert(DETECTOR_CHANGE), [row])
        return self.standing(watch)
