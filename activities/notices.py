"""Carrying notices from the outbox to their readers."""

import time
from datetime import timedelta

from temporalio import activity

from activities.ports import Outbox, Post
from makegood.messages.problems import Problem
from makegood.messages.records import Notice
from makegood.rules.letters import DRILL

BATCH = 50
ROUND_LENGTH = timedelta(minutes=5)
PAUSE = 0.5
"""Seconds between two looks into an empty outbox."""


class Postman:
    """Idempotent by the notice's key: a lease keeps two carriers apart, the reader sees the key.

    A letter of a rehearsal goes to the rehearsals' own post, whoever it is addressed to: nobody
    outside hears of a crisis that is none.
    """

    def __init__(self, outbox: Outbox, post: Post, rehearsals: Post) -> None:
        self._outbox = outbox
        self._post = post
        self._rehearsals = rehearsals

    @activity.defn
    def carry_notices(self) -> int:
        """Carry whatever is due, for some minutes; returns how many went out."""
        carried, until = 0, time.monotonic() + ROUND_LENGTH.total_seconds()
        while time.monotonic() < until and not activity.is_worker_shutdown():
            activity.heartbeat(carried)
            due = self._outbox.due_notices(BATCH)
            carried += sum(self._carried(notice) for notice in due)
            if not due:
                time.sleep(PAUSE)
        return carried

    def _carried(self, notice: Notice) -> bool:
        try:
            receipt = self._post_of(notice).deliver(notice)
        except Problem as problem:
            self._outbox.mark_failed(notice.key, str(problem))
            return False
        self._outbox.mark_sent(notice.key, receipt)
        return True

    def _post_of(self, notice: Notice) -> Post:
        return self._rehearsals if DRILL in notice.fields else self._post
