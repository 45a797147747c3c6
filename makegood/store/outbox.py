"""The outbox as the sender of notices sees it: each call is one transaction."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from makegood.messages.records import Notice
from makegood.store import dead_letters, notices
from makegood.store.claims import utc_now
from makegood.store.engine import writing


class Outbox:
    """Notices on their way out; one that cannot be sent ends as a dead letter, never nowhere."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def due_notices(self, limit: int) -> tuple[Notice, ...]:
        """The notices that are due, oldest first, leased to the caller for a minute."""
        with writing(self._engine) as connection:
            return notices.lease_due(connection, limit, self._now())

    def mark_sent(self, key: str, receipt: str) -> None:
        """The notice has gone out; saying it again changes nothing."""
        with writing(self._engine) as connection:
            notices.sent(connection, key, receipt, self._now())

    def mark_failed(self, key: str, reason: str) -> notices.NoticeState:
        """The notice could not be sent: it waits longer each time, and is buried in the end."""
        now = self._now()
        with writing(self._engine) as connection:
            state = notices.failed(connection, key, reason, now)
            if state is notices.NoticeState.GIVEN_UP:
                claim_id = notices.claim_of(connection, key)
                letter = dead_letters.Undeliverable("notice", claim_id, reason, key)
                dead_letters.bury(connection, letter, now)
            return state
