"""The book of seals: every sealed message that a case was shown, held or refused, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from makegood.messages.sealing import SealAnswer, SealQuery
from makegood.store.claims import utc_now
from makegood.store.engine import add_once, reading, writing
from makegood.store.seal_table import SEAL

MOST_LISTED = 200

RECENT = timedelta(days=30)
"""How long the doctor speaks of a refused seal."""


@dataclass(frozen=True)
class KeptSeal:
    """A message and its seal as they were shown; `code` says why it was refused, or is empty."""

    number: str
    workflow_id: str
    command: str
    by: str
    message: str
    seal: str
    key_id: str
    issuer: str
    code: str
    reason: str
    at: datetime

    @property
    def query(self) -> SealQuery:
        """The question that it answers."""
        return SealQuery(
            case=self.workflow_id,
            command=self.command,
            by=self.by,
            message=self.message,
            seal=self.seal,
        )


class SealBook:
    """Seals as the verifying step keeps them and auditors read them; each call a transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def keep(self, query: SealQuery, answer: SealAnswer) -> None:
        """Keep what was shown with its verdict; shown again, the first verdict stands."""
        row = {
            "number": answer.number,
            "workflow_id": query.case,
            "command": query.command,
            "by": query.by,
            "message": query.message,
            "seal": query.seal,
            "key_id": answer.key_id,
            "issuer": answer.issuer,
            "code": answer.code,
            "reason": answer.message,
            "at": self._now(),
        }
        with writing(self._engine) as connection:
            add_once(connection, SEAL, [row])

    def of_case(self, workflow_id: str) -> tuple[KeptSeal, ...]:
        """All that a case was shown, in that order."""
        wanted = select(SEAL).where(SEAL.c.workflow_id == workflow_id)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.order_by(SEAL.c.at, SEAL.c.number))
            return tuple(KeptSeal(**row._mapping) for row in rows)

    def refused(self) -> tuple[KeptSeal, ...]:
        """The newest that were refused: whoever said them did not prove who they were."""
        wanted = select(SEAL).where(SEAL.c.code != "").order_by(SEAL.c.at.desc(), SEAL.c.number)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.limit(MOST_LISTED))
            return tuple(KeptSeal(**row._mapping) for row in rows)

    def refused_lately(self) -> int:
        """How many were refused in the last thirty days."""
        since = self._now() - RECENT
        wanted = select(func.count()).where(SEAL.c.code != "", SEAL.c.at >= since)
        with reading(self._engine) as connection:
            return connection.execute(wanted).scalar_one()
