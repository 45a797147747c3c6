"""The carrier of digests: pages that waited go out in one message, and their cases hear of it."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from activities.paging import Pager
from makegood.messages import names
from makegood.messages.crisis_commands import PageReceipt
from makegood.rules.crisis.calling import PageReport
from workflows import patience

ROUNDS = 100
"""Rounds of a run before it continues as new."""

PAUSE = timedelta(seconds=30)


@workflow.defn(name=names.DIGESTS)
class DigestRound:
    """One carrier for all cases; when its worker dies another goes on within seconds."""

    @workflow.run
    async def run(self) -> None:
        """Carry what is due, for ever."""
        for _ in range(ROUNDS):
            reports = await workflow.execute_activity_method(
                Pager.carry_digests, **patience.digests("carry digests of pages")
            )
            for report in reports:
                await self._tell(report)
            await workflow.sleep(PAUSE, summary="the next look for digests")
        workflow.continue_as_new()

    @staticmethod
    async def _tell(report: PageReport) -> None:
        """Tell the case what became of its page; one that is over needs not know."""
        case_id = report.key.partition(":")[0]
        case = workflow.get_external_workflow_handle(names.crisis_workflow_id(case_id))
        receipt = PageReceipt(
            key=report.key, state=report.state, at=report.at, detail=report.detail[:400]
        )
        try:
            await case.signal("page_receipt", receipt)
        except ApplicationError:
            workflow.logger.info("digest.case_over")
