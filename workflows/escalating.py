"""How a claim becomes a crisis: the case that is opened for it, which has a life of its own."""

from contextlib import suppress

from temporalio import workflow
from temporalio.common import Priority, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

from makegood.messages import names
from makegood.messages.commands import Escalate
from makegood.messages.crises import CrisisRequest
from makegood.rules.casefile import CaseFile
from makegood.rules.crisis.words import SourceType

MOST_WORDS = 4_000


def escalation_case_id(case: CaseFile) -> str:
    """The id of the case that a claim becomes next, where nobody gave one."""
    return names.escalation_case_id(case.claim_id, case.escalations + 1)


def crisis_request(case: CaseFile, message: Escalate, case_id: str) -> CrisisRequest:
    """The alarm that a claim raises; it names the claim and the merchant's id, and no amounts."""
    return CrisisRequest.model_validate(
        {
            "case_id": case_id,
            "source": {"type": SourceType.CLAIM, "reference": case.claim_id},
            "headline": f"Claim {case.claim_id}: {case.claim.kind}",
            "description": message.reason[:MOST_WORDS],
            "reported_by": message.by,
            "customer": {"id": case.claim.merchant_id},
            "triggers": message.triggers,
            "links": [{"kind": "claim", "reference": case.claim_id}],
            "severity": message.severity,
        }
    )


async def begin_crisis(request: CrisisRequest) -> None:
    """Open the case, which outlives the claim; a case of that id that there is already stays."""
    with suppress(WorkflowAlreadyStartedError):
        await workflow.start_child_workflow(
            names.CRISIS,
            request,
            id=names.crisis_workflow_id(request.case_id),
            task_queue=names.Queue.CRISES,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            parent_close_policy=ParentClosePolicy.ABANDON,
            static_summary=f"{request.source.type}: {request.headline}",
            priority=Priority(priority_key=1),
        )
