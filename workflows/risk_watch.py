"""The watch of a brand or channel: mentions come in batches, few of them become cases, for ever."""

from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.watching import WatchDesk
from makegood.messages import names
from makegood.messages.watches import (
    Fed,
    WatchDone,
    WatchOrder,
    WatchStanding,
    WatchStart,
    WatchStatus,
)
from workflows import patience

MOST_EVENTS = 4_000
"""A run continues as new before its history gets longer than this."""

LOOK = timedelta(minutes=1)
"""How long a watch that hears nothing waits before it looks by itself."""


@workflow.defn(name=names.WATCH)
class RiskWatch:
    """One watch a name; the mentions are in the database, its history has only word of them."""

    @workflow.init
    def __init__(self, start: WatchStart) -> None:
        """How it stood before; what came while nobody watched is looked for at once."""
        self._standing = start.carried or WatchStanding(name=start.name)
        self._stirred = True

    @workflow.run
    async def run(self, start: WatchStart) -> None:
        """Wait for word of mentions, decide on them, tell the cases; then wait again."""
        while not self._is_long():
            await self._wait()
            await self._step(WatchOrder(name=start.name))
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(start.model_copy(update={"carried": self._standing}))

    @staticmethod
    def _is_long() -> bool:
        info = workflow.info()
        suggested = info.is_continue_as_new_suggested()
        return suggested or info.get_current_history_length() >= MOST_EVENTS

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self._stirred, timeout=LOOK, timeout_summary="the next look by itself"
            )
        self._stirred = False

    async def _step(self, order: WatchOrder) -> None:
        """Decide on a batch and tell the cases; what cannot be done is shown, and tried again."""
        try:
            done = await self._decide(order)
            if done.untold:
                await self._tell(order, done)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            self._standing = self._standing.model_copy(
                update={"trouble": str(error.cause or error)[:1000]}
            )

    async def _decide(self, order: WatchOrder) -> WatchDone:
        done = await workflow.execute_activity_method(
            WatchDesk.decide_mentions, order, **patience.watching("decide on mentions that wait")
        )
        self._stirred = self._stirred or done.waiting > 0
        self._standing = WatchStanding(
            name=order.name,
            tally=self._standing.tally.plus(done.tally),
            last=done,
            decided_at=done.at if done.tally.decided else self._standing.decided_at,
            missed=self._standing.missed + done.missed,
        )
        return done

    async def _tell(self, order: WatchOrder, done: WatchDone) -> None:
        told = await workflow.execute_activity_method(
            WatchDesk.tell_cases, order, **patience.watching("open cases, tell others")
        )
        left = max(0, done.untold - told)
        self._stirred = self._stirred or left > 0
        last = done.model_copy(update={"untold": left})
        self._standing = self._standing.model_copy(update={"last": last})

    @workflow.signal(
        description="A batch of mentions waits in the database; any word makes the watch look."
    )
    def fed(self, batch: Fed) -> None:
        """A batch has been taken in."""
        workflow.logger.debug("watch.fed: %s", batch.batch)
        self._stirred = True

    @workflow.query(description="Counts, last mention, open cases, lag, and which versions decide.")
    def status(self) -> WatchStatus:
        """How the watch stands now."""
        since = self._standing.last.waiting_since
        lag = (workflow.now() - since).total_seconds() if since else 0.0
        return WatchStatus(**dict(self._standing), lag_seconds=max(0.0, lag))
