"""The daily round: rotas, playbooks, ends of shifts and the paths of pages, looked at for ever."""

from datetime import datetime, timedelta

from temporalio import workflow

from activities.rounds import DutyRound
from makegood.messages import names
from makegood.messages.rounds import RoundDone, RoundOrder
from workflows import patience

ROUNDS = 50
"""Looks of a run, half a day of them, before it continues as new."""

SHORTEST_PAUSE = timedelta(seconds=1)


@workflow.defn(name=names.DAILY)
class DailyRound:
    """One round for the company; what falls due while no worker lives is done when one does."""

    @workflow.run
    async def run(self, since: datetime | None = None) -> None:
        """Do what has fallen due since the last look, for ever."""
        since = since or workflow.now()
        for _ in range(ROUNDS):
            until = max(since, workflow.now())
            done = await self._walk(RoundOrder(since=since, until=until))
            since = until
            pause = max(done.next_at - workflow.now(), SHORTEST_PAUSE)
            await workflow.sleep(pause, summary="the next look at duties")
        workflow.continue_as_new(since)

    @staticmethod
    async def _walk(order: RoundOrder) -> RoundDone:
        return await workflow.execute_activity_method(
            DutyRound.walk, order, **patience.duties("walk the round of duties")
        )
