"""The postman: carries notices from the outbox to their readers, round after round."""

from temporalio import workflow

from activities.notices import Postman
from makegood.messages import names
from workflows import patience

ROUNDS = 50
"""Rounds of a run before it continues as new."""


@workflow.defn(name=names.NOTICES)
class NoticeRound:
    """One postman for all cases; when its worker dies another goes on within seconds."""

    @workflow.run
    async def run(self) -> None:
        """Carry what is due, for ever."""
        for _ in range(ROUNDS):
            await workflow.execute_activity_method(
                Postman.carry_notices, **patience.rounds("carry notices")
            )
        workflow.continue_as_new()
