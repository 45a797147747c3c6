"""Carrying notices from the outbox to their readers."""

import time
from datetime import timedelta

from temporalio import activity

from activities.ports import Outbox, Post
from makegood.messages.problems import Problem
from makegood.messages.records import Notice

BATCH = 50
ROUND_LENGTH = timedelta(minutes=5)
PAUSE = 0.5
"""Seconds between two looks into an empty outbox."""


class Postman:
    """Idempotent by the notice's key: a lease keeps two carriers apart, the reader sees the key."""

    def __init__(self, outbox: Outbox, post: Post) -> None:
        self._outbox = outbox
        self._post = post

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
            receipt = self._post.deliver(notice)
        except Problem as problem:
            self._outbox.mark_failed(notice.key, str(problem))
            return False
        self._outbox.mark_sent(notice.key, receipt)
        return True
