"""The typed client that every door uses: files claims, says commands to them, asks them."""

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

from activities.casework import content_hash
from makegood.messages.claims import ClaimFiling, ClaimRequest
from makegood.messages.commands import Receipt
from makegood.messages.docket import Docket
from makegood.messages.names import CLAIM, Attribute, Queue, claim_workflow_id
from makegood.messages.recovery import CarrierAnswer, RecoveryStatus
from makegood.messages.status import ClaimResult, Explanation, NegotiationView, Status, Timeline
from makegood.rules.casefile import Stage
from makegood.settings import Settings
from starters.asking import Question
from starters.recoveries import Recoveries
from starters.storable import require_storable
from starters.talking import CONTENT, Cases, Command, connected, sealer_of

URGENT, NORMAL = 2, 3
"""Priority keys of the task queue: a crisis is 1, a sweep 5."""


class Filed(BaseModel):
    """What became of a filing; `already` means that the same claim was there before."""

    claim_id: str
    workflow_id: str
    already: bool


async def connect(settings: Settings) -> "Claims":
    """A client of the settings' Temporal; raises Unreachable."""
    cases = Claims(await connected(settings), sealer=sealer_of(settings))
    return cases.shown_at(settings.web_url)


class Claims(Cases):
    """The claims of one namespace; every call may be repeated."""

    kind = "claim"

    async def file(self, filing: ClaimFiling | ClaimRequest) -> Filed:
        """Start a claim, once by its id; the same id with other content is refused."""
        request = filing.request() if isinstance(filing, ClaimFiling) else filing
        require_storable(request)
        received = request.received_on or request.incident_on
        fingerprint = content_hash(request.claim(received))
        workflow_id = claim_workflow_id(request.claim_id)
        try:
            await self._reached(self._start(request, workflow_id, fingerprint))
        except WorkflowAlreadyStartedError:
            await self._started_before(workflow_id, fingerprint)
            return Filed(claim_id=request.claim_id, workflow_id=workflow_id, already=True)
        return Filed(claim_id=request.claim_id, workflow_id=workflow_id, already=False)

    async def _start(self, request: ClaimRequest, workflow_id: str, fingerprint: str) -> None:
        await self._client.start_workflow(
            CLAIM,
            request,
            id=workflow_id,
            task_queue=Queue.CLAIMS,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=start_attributes(request),
            memo={CONTENT: fingerprint},
            static_summary=summary(request),
            static_details=self._page(f"claims/{request.claim_id}"),
            priority=Priority(
                priority_key=URGENT if request.urgent else NORMAL,
                fairness_key=request.merchant_id,
            ),
            rpc_timeout=self._patience,
        )

    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        """Give a command and wait for its answer; the same `once` is applied once.

        Raises RefusedByRule or Denied with the claim's own reason, NoSuchClaim, Unreachable.
        """
        told = Command(command, message, once)
        return await self._say(claim_workflow_id(claim_id), told, Receipt)

    async def status(self, claim_id: str) -> Status:
        """Where the claim stands."""
        return await self._ask(claim_workflow_id(claim_id), Question("status"), Status)

    async def timeline(self, claim_id: str) -> Timeline:
        """Who did what, when and why."""
        return await self._ask(claim_workflow_id(claim_id), Question("timeline"), Timeline)

    async def explain(self, claim_id: str) -> Explanation:
        """Why this amount, why these teams, what happens next."""
        return await self._ask(claim_workflow_id(claim_id), Question("explain"), Explanation)

    async def negotiation(self, claim_id: str) -> NegotiationView:
        """How far the desk may go, and what each side gave up; for the team alone."""
        return await self._ask(
            claim_workflow_id(claim_id), Question("negotiation"), NegotiationView
        )

    async def docket(self, claim_id: str) -> Docket:
        """All of the claim at one moment; for the teams that decide it."""
        return await self._ask(claim_workflow_id(claim_id), Question("docket"), Docket)

    async def recovery(self, claim_id: str) -> RecoveryStatus:
        """Where the recovery from the carrier stands; NoSuchClaim where none was opened."""
        return await Recoveries(self._client, self._patience).status(claim_id)

    async def carrier_says(self, claim_id: str, answer: CarrierAnswer) -> RecoveryStatus:
        """Take the carrier's answer in, once by its id."""
        return await Recoveries(self._client, self._patience).answer(claim_id, answer)

    async def result(self, claim_id: str) -> ClaimResult:
        """What the claim ends with; waits for its end."""
        handle = self._client.get_workflow_handle(
            claim_workflow_id(claim_id), result_type=ClaimResult
        )
        return await self._reached(handle.result(), handle.id)

    def handle(self, claim_id: str) -> WorkflowHandle[object, ClaimResult]:
        """The workflow of a claim, for what engineers do."""
        return self._client.get_workflow_handle(claim_workflow_id(claim_id))


def summary(request: ClaimRequest) -> str:
    """The line under which the Temporal UI lists the claim; no personal data."""
    count = len(request.parcels)
    parcels = "1 parcel" if count == 1 else f"{count} parcels"
    return f"{request.merchant_id}: {request.kind}, {parcels}, {request.claimed.text()}"


def start_attributes(request: ClaimRequest) -> TypedSearchAttributes:
    """What a claim is found by from its first moment on."""
    keyword, number = SearchAttributeKey.for_keyword, SearchAttributeKey.for_float
    return TypedSearchAttributes(
        [
            SearchAttributePair(keyword(Attribute.STAGE), Stage.RECEIVED.value),
            SearchAttributePair(keyword(Attribute.KIND), request.kind.value),
            SearchAttributePair(keyword(Attribute.MERCHANT), request.merchant_id),
            SearchAttributePair(keyword(Attribute.CURRENCY), request.claimed.currency),
            SearchAttributePair(number(Attribute.AMOUNT), float(request.claimed.amount)),
        ]
    )
