"""The typed client of crisis cases: opens them, says commands to them, asks them."""

import hashlib

from pydantic import BaseModel
from temporalio.client import WorkflowHandle
from temporalio.common import (
    Priority,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

from makegood.messages.crises import CrisisFiling, CrisisRequest
from makegood.messages.crisis_commands import CaseReceipt
from makegood.messages.crisis_status import (
    Briefing,
    BriefingQuery,
    CrisisExplanation,
    CrisisResult,
    CrisisStatus,
    CrisisTimeline,
)
from makegood.messages.names import CRISIS, Attribute, Queue, crisis_workflow_id
from makegood.rules.crisis.drills import Scorecard
from makegood.rules.crisis.words import CrisisStage
from makegood.settings import Settings
from starters.asking import Question
from starters.storable import require_storable
from starters.talking import CONTENT, Cases, Command, connected, sealer_of

FIRST = 1
"""The priority key of a crisis: before every claim."""


class Opened(BaseModel):
    """What became of an alarm; `already` means that the same case was there before."""

    case_id: str
    workflow_id: str
    already: bool


async def connect_crises(settings: Settings) -> "Crises":
    """A client of the settings' Temporal; raises Unreachable."""
    cases = Crises(await connected(settings), sealer=sealer_of(settings))
    return cases.shown_at(settings.web_url)


class Crises(Cases):
    """The crisis cases of one namespace; every call may be repeated.

    Every call raises NoSuchClaim where there is no such case, Unreachable where nobody answers.
    """

    kind = "case"

    async def open(self, filing: CrisisFiling | CrisisRequest) -> Opened:
        """Open a case, once by its id; the same id with other content is refused."""
        request = filing.request() if isinstance(filing, CrisisFiling) else filing
        require_storable(request)
        fingerprint = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
        workflow_id = crisis_workflow_id(request.case_id)
        opened = Opened(case_id=request.case_id, workflow_id=workflow_id, already=False)
        try:
            await self._reached(self._start(request, fingerprint))
        except WorkflowAlreadyStartedError:
            await self._started_before(workflow_id, fingerprint)
            return opened.model_copy(update={"already": True})
        return opened

    async def _start(self, request: CrisisRequest, fingerprint: str) -> None:
        await self._client.start_workflow(
            CRISIS,
            request,
            id=crisis_workflow_id(request.case_id),
            task_queue=Queue.CRISES,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=start_attributes(request),
            memo={CONTENT: fingerprint},
            static_summary=summary(request),
            static_details=self._page(f"crises/{request.case_id}"),
            priority=Priority(priority_key=FIRST),
            rpc_timeout=self._patience,
        )

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> CaseReceipt:
        """Give a command and wait for its answer; the same `once` is applied once.

        Raises RefusedByRule or Denied with the case's own reason.
        """
        told = Command(command, message, once)
        return await self._say(crisis_workflow_id(case_id), told, CaseReceipt)

    async def status(self, case_id: str) -> CrisisStatus:
        """Where the case stands; of a restricted one nothing that it is about."""
        return await self._ask(crisis_workflow_id(case_id), Question("status"), CrisisStatus)

    async def timeline(self, case_id: str) -> CrisisTimeline:
        """Who did what and when; why, where the case is not restricted."""
        return await self._ask(crisis_workflow_id(case_id), Question("timeline"), CrisisTimeline)

    async def explain(self, case_id: str) -> CrisisExplanation:
        """Why this severity, why these pages, what happens next."""
        return await self._ask(crisis_workflow_id(case_id), Question("explain"), CrisisExplanation)

    async def briefing(self, case_id: str, by: str) -> Briefing:
        """All of the case with its content; `refused` says so to whoever may not see it."""
        question = Question("briefing", BriefingQuery(by=by))
        return await self._ask(crisis_workflow_id(case_id), question, Briefing)

    async def scorecard(self, case_id: str) -> Scorecard:
        """How a rehearsal went."""
        return await self._ask(crisis_workflow_id(case_id), Question("scorecard"), Scorecard)

    async def result(self, case_id: str) -> CrisisResult:
        """What the case ends with; waits for its end."""
        handle = self._client.get_workflow_handle(
            crisis_workflow_id(case_id), result_type=CrisisResult
        )
        return await self._reached(handle.result(), handle.id)

    def handle(self, case_id: str) -> WorkflowHandle[object, CrisisResult]:
        """The workflow of a case, for what engineers do."""
        return self._client.get_workflow_handle(crisis_workflow_id(case_id))


def summary(request: CrisisRequest) -> str:
    """The line under which the Temporal UI lists the case; of a restricted one only that it is."""
    mark = "DRILL: " if request.drill else ""
    if request.restricted:
        return f"{mark}restricted case, {request.source.type}"
    return f"{mark}{request.source.type}: {request.headline}"[:200]


def start_attributes(request: CrisisRequest) -> TypedSearchAttributes:
    """What a case is found by from its first moment on."""
    keyword, flag = SearchAttributeKey.for_keyword, SearchAttributeKey.for_bool
    return TypedSearchAttributes(
        [
            SearchAttributePair(keyword(Attribute.STAGE), CrisisStage.DETECTED.value),
            SearchAttributePair(keyword(Attribute.KIND), request.source.type.value),
            SearchAttributePair(flag(Attribute.DRILL), request.drill),
            SearchAttributePair(flag(Attribute.RESTRICTED), request.restricted),
        ]
    )
