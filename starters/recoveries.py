"""The recoveries from carriers, as their doors see them."""

from datetime import timedelta

from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)

from makegood.messages.names import recovery_workflow_id
from makegood.messages.recovery import CarrierAnswer, RecoveryStatus
from starters.errors import RefusedByRule, Unreachable
from starters.server import reached

PATIENCE = timedelta(seconds=20)


class Recoveries:
    """The recovery that each paid claim has opened; every call may be repeated."""

    def __init__(self, client: Client, patience: timedelta = PATIENCE) -> None:
        self._client = client
        self._patience = patience

    async def status(self, claim_id: str) -> RecoveryStatus:
        """Where the recovery stands; NoSuchClaim where the claim has opened none."""
        question = self._handle(claim_id).query(
            "status", result_type=RecoveryStatus, rpc_timeout=self._patience
        )
        return await reached(question, f"recovery of claim {claim_id}")

    async def answer(self, claim_id: str, answer: CarrierAnswer) -> RecoveryStatus:
        """Take the carrier's answer in, once by its id; RefusedByRule says why not."""
        update = self._handle(claim_id).execute_update(
            "carrier_answer",
            answer,
            id=answer.answer_id,
            result_type=RecoveryStatus,
            rpc_timeout=self._patience,
        )
        try:
            return await reached(update, f"recovery of claim {claim_id}")
        except WorkflowUpdateFailedError as failure:
            raise RefusedByRule(str(failure.cause)) from failure
        except WorkflowUpdateRPCTimeoutOrCancelledError as error:
            raise Unreachable("No worker has answered yet; nothing is lost, try again.") from error

    def _handle(self, claim_id: str) -> WorkflowHandle[object, RecoveryStatus]:
        return self._client.get_workflow_handle(recovery_workflow_id(claim_id))
