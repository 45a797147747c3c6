"""One timer for the next deadline."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow

SHORTEST = timedelta(milliseconds=1)


class Alarm:
    """Rings at the earliest moment asked for; a later deadline lets the armed timer run.

    What is done when it has rung is done as of `rang_at`, the moment it was set to: when the timer
    fired by `workflow.now()` may differ between the first run and a replay.

    A timer that rings too early costs one wake-up; one that is cancelled and started anew at every
    change costs a billed action each time.
    """

    def __init__(self) -> None:
        self._timer: asyncio.Task[None] | None = None
        self._at: datetime | None = None

    @property
    def rang(self) -> bool:
        """Whether the armed timer has fired and nobody has taken note of it."""
        return self._timer is not None and self._timer.done()

    @property
    def rang_at(self) -> datetime | None:
        """The moment it was set to; None before it has rung."""
        return self._at if self.rang else None

    def set(self, at: datetime, purpose: str) -> None:
        """See that it rings at `at`, or before."""
        if self._timer and not self._timer.done() and self._at and self._at <= at:
            return
        self.clear()
        span = max(at - workflow.now(), SHORTEST)
        self._at = at
        self._timer = asyncio.create_task(workflow.sleep(span, summary=purpose))

    def clear(self) -> None:
        """Forget the timer, fired or not."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._at = None
