"""The editions of the policy as they came into force, so that two can be held side by side."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from makegood.messages.problems import NotFound
from makegood.store.engine import add_once, reading, writing
from makegood.store.policy_table import POLICY_EDITION

Files = dict[str, str]
"""The text of each file, by its name in the folder."""


@dataclass(frozen=True)
class Edition:
    """An edition by the hash of all its files; first seen when a process started with it."""

    sha256: str
    version: str
    seen_at: datetime


class PolicyShelf:
    """Keeps each edition once; nothing is ever changed or taken away."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, edition: Edition, files: Files) -> None:
        """Put an edition on the shelf; one that is there stays as it was first seen."""
        with writing(self._engine) as connection:
            add_once(connection, POLICY_EDITION, [{**vars(edition), "files": files}])

    def editions(self) -> tuple[Edition, ...]:
        """All of them, the newest first."""
        table = POLICY_EDITION.c
        asked = select(table.sha256, table.version, table.seen_at).order_by(
            table.seen_at.desc(), table.sha256
        )
        with reading(self._engine) as connection:
            return tuple(Edition(**row._mapping) for row in connection.execute(asked))

    def named(self, beginning: str) -> Edition:
        """The one whose hash begins so; NotFound where none does, or more than one."""
        found = [one for one in self.editions() if one.sha256.startswith(beginning)]
        if not beginning or len(found) != 1:
            said = f"{len(found)} editions begin" if found else "No edition begins"
            raise NotFound(f"{said} with {beginning[:12] or 'nothing'}")
        return found[0]

    def files(self, sha256: str) -> Files:
        """The files of an edition; NotFound where there is none of that hash."""
        asked = select(POLICY_EDITION.c.files).where(POLICY_EDITION.c.sha256 == sha256)
        with reading(self._engine) as connection:
            found: Files | None = connection.execute(asked).scalar_one_or_none()
        if found is None:
            raise NotFound(f"There is no edition {sha256[:12]}")
        return found
