"""The typed client that every door uses: files claims, says commands to them, asks them."""

import uuid
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel
from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    Priority,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.casework import content_hash
from makegood.messages.claims import ClaimFiling, ClaimRequest
from makegood.messages.commands import Receipt
from makegood.messages.names import CLAIM, Attribute, Queue, claim_workflow_id
from makegood.messages.status import ClaimResult, Explanation, NegotiationView, Status, Timeline
from makegood.rules.casefile import Stage
from makegood.settings import Settings
from starters.asking import ask
from starters.errors import Denied, NoSuchClaim, RefusedByRule, Unreachable
from workflows.wire import CONVERTER

Answer = TypeVar("Answer")

PATIENCE = timedelta(seconds=20)
URGENT, NORMAL = 2, 3
"""Priority keys of the task queue: a crisis is 1, a sweep 5."""

CONTENT = "content"
"""The memo under which a claim carries the fingerprint of what was filed."""

DENIALS = frozenset(
    {"unknown_person", "not_of_team", "absent", "level_too_low", "own_work", "signed_already",
     "separation_of_duties", "not_the_signer"}
)  # fmt: skip
"""Refusals that are about the person rather than about the claim."""


class Filed(BaseModel):
    """What became of a filing; `already` means that the same claim was there before."""

    claim_id: str
    workflow_id: str
    already: bool


async def connect(settings: Settings) -> "Claims":
    """A client of the settings' Temporal; raises Unreachable."""
    try:
        client = await Client.connect(
            settings.temporal_address,
            namespace=settings.temporal_namespace,
            data_converter=CONVERTER,
        )
    except RuntimeError as error:
        where = settings.temporal_address
        raise Unreachable(f"Temporal does not answer at {where}. Is `make up` running?") from error
    return Claims(client)


class Claims:
    """The claims of one namespace; every call may be repeated."""

    def __init__(self, client: Client, patience: timedelta = PATIENCE) -> None:
        self._client = client
        self._patience = patience

    async def file(self, filing: ClaimFiling | ClaimRequest) -> Filed:
        """Start a claim, once by its id; the same id with other content is refused."""
        request = filing.request() if isinstance(filing, ClaimFiling) else filing
        received = request.received_on or request.incident_on
        fingerprint = content_hash(request.claim(received))
        workflow_id = claim_workflow_id(request.claim_id)
        try:
            await self._reached(self._start(request, workflow_id, fingerprint))
        except WorkflowAlreadyStartedError:
            await self._must_be_same(workflow_id, fingerprint)
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
            priority=Priority(
                priority_key=URGENT if request.urgent else NORMAL,
                fairness_key=request.merchant_id,
            ),
            rpc_timeout=self._patience,
        )

    async def _must_be_same(self, workflow_id: str, fingerprint: str) -> None:
        description = await self._reached(self._client.get_workflow_handle(workflow_id).describe())
        before = await description.memo_value(CONTENT, fingerprint, type_hint=str)
        if before != fingerprint:
            raise RefusedByRule(
                f"{workflow_id} was filed before with other content. Use another claim_id.",
                "id_reused",
            )

    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        """Give a command and wait for its answer; the same `once` is applied once.

        Raises RefusedByRule or Denied with the claim's own reason, NoSuchClaim, Unreachable.
        """
        handle = self.handle(claim_id)
        update = handle.execute_update(
            command,
            message,
            id=once or str(uuid.uuid4()),
            result_type=Receipt,
            rpc_timeout=self._patience,
        )
        try:
            return await self._reached(update, claim_id)
        except WorkflowUpdateFailedError as failure:
            raise _refusal(failure) from failure

    async def status(self, claim_id: str) -> Status:
        """Where the claim stands."""
        return await self._ask(claim_id, "status", Status)

    async def timeline(self, claim_id: str) -> Timeline:
        """Who did what, when and why."""
        return await self._ask(claim_id, "timeline", Timeline)

    async def explain(self, claim_id: str) -> Explanation:
        """Why this amount, why these teams, what happens next."""
        return await self._ask(claim_id, "explain", Explanation)

    async def negotiation(self, claim_id: str) -> NegotiationView:
        """How far the desk may go, and what each side gave up; for the team alone."""
        return await self._ask(claim_id, "negotiation", NegotiationView)

    async def result(self, claim_id: str) -> ClaimResult:
        """What the claim ends with; waits for its end."""
        handle = self._client.get_workflow_handle(
            claim_workflow_id(claim_id), result_type=ClaimResult
        )
        return await self._reached(handle.result(), claim_id)

    def handle(self, claim_id: str) -> WorkflowHandle[object, ClaimResult]:
        """The workflow of a claim, for what engineers do."""
        return self._client.get_workflow_handle(claim_workflow_id(claim_id))

    async def _ask(self, claim_id: str, query: str, kind: type[Answer]) -> Answer:
        question = ask(self.handle(claim_id), query, kind, self._patience)
        try:
            return await self._reached(question, claim_id)
        except WorkflowQueryFailedError as failure:
            raise Unreachable(str(failure), "opening") from failure

    async def _reached(self, call: Awaitable[Answer], claim_id: str = "") -> Answer:
        """The answer of a call, or the door's own word for why there is none."""
        try:
            return await call
        except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
            raise Unreachable("No worker has answered yet; nothing is lost, try again.") from error
        except RPCError as error:
            raise _unanswered(error, claim_id) from error


def _unanswered(error: RPCError, claim_id: str) -> Exception:
    if error.status is RPCStatusCode.NOT_FOUND:
        if "already completed" in error.message:
            return RefusedByRule(f"Claim {claim_id} is closed.", "closed")
        return NoSuchClaim(f"There is no claim {claim_id}.")
    if error.status is RPCStatusCode.INVALID_ARGUMENT:
        return RefusedByRule(error.message, "invalid")
    return Unreachable(f"Temporal does not answer ({error.status.name.lower()}); try again.")


def _refusal(failure: WorkflowUpdateFailedError) -> Exception:
    cause = failure.cause
    if not isinstance(cause, ApplicationError):
        return RefusedByRule(str(cause))
    code = str(cause.details[0]) if cause.details else "refused"
    return (Denied if code in DENIALS else RefusedByRule)(cause.message, code)


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
