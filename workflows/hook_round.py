"""The carrier of webhooks: takes events to their subscribers, round after round."""

from temporalio import workflow

from activities.hooks import HookCarrier
from makegood.messages import names
from workflows import patience

ROUNDS = 50
"""Rounds of a run before it continues as new."""


@workflow.defn(name=names.HOOKS)
class HookRound:
    """One carrier for all subscribers; when its worker dies another goes on within seconds."""

    @workflow.run
    async def run(self) -> None:
        """Carry what is due, for ever."""
        for _ in range(ROUNDS):
            await workflow.execute_activity_method(
                HookCarrier.carry_hooks, **patience.rounds("carry webhooks")
            )
        workflow.continue_as_new()
