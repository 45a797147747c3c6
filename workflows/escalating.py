"""What a claim says to crises: the case that it becomes, what became of goodwill they asked for."""

from contextlib import suppress
from functools import partial

from temporalio import workflow
from temporalio.common import Priority, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

from makegood.messages import names
from makegood.messages.commands import Escalate
from makegood.messages.crises import CrisisRequest
from makegood.messages.crisis_commands import GoodwillTold
from makegood.rules.casefile import CaseFile
from makegood.rules.crisis.words import SourceType
from makegood.rules.life import granting
from workflows.casekeeper import CaseKeeper

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


async def tell_crises(keeper: CaseKeeper) -> None:
    """Tell every case how far the goodwill has got that it asked the claim for, each news once."""
    while (grant := granting.untold(keeper.case)) is not None:
        state = granting.state_of(keeper.case, grant)
        reason = granting.reason_of(keeper.case, grant)
        crisis = workflow.get_external_workflow_handle(names.crisis_workflow_id(grant.case_id))
        news = GoodwillTold(decision=grant.decision, state=state, reason=reason)
        with suppress(ApplicationError):  # a case that is over has nobody left to tell
            await crisis.signal("goodwill_told", news)
        keeper.apply(partial(granting.told, which=grant, state=state))
