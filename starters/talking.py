"""A conversation with running cases: commands, questions, and plain words for why none answers."""

import uuid
from collections.abc import Awaitable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Self, TypeVar

from pydantic import BaseModel
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from makegood.gateways.seal_keys import read_door_key
from makegood.gateways.seals import DOOR, Sealer
from makegood.messages.sealing import REFUSALS, Sealed
from makegood.settings import Settings
from starters.asking import Question, ask
from starters.errors import Denied, NoSuchClaim, RefusedByRule, Unreachable
from starters.sealing import converter
from starters.storable import require_storable

Answer = TypeVar("Answer")

PATIENCE = timedelta(seconds=20)

CONTENT = "content"
"""The memo under which a case carries the fingerprint of what it was started with."""

CLOSED = "closed"
"""The code of a refusal: the workflow of the case has ended."""

DENIALS = frozenset(
    {"unknown_person", "not_of_team", "absent", "level_too_low", "own_work", "signed_already",
     "separation_of_duties", "not_the_signer", "not_the_speaker", "may_not_skip"}
) | REFUSALS  # fmt: skip
"""Refusals that are about the person rather than about the case."""


async def connected(settings: Settings) -> Client:
    """A client of the settings' Temporal that speaks our messages; raises Unreachable."""
    try:
        return await Client.connect(
            settings.temporal_address,
            namespace=settings.temporal_namespace,
            data_converter=converter(settings),
        )
    except RuntimeError as error:
        where = settings.temporal_address
        raise Unreachable(f"Temporal does not answer at {where}. Is `make up` running?") from error


def sealer_of(settings: Settings) -> Sealer | None:
    """What seals decisions in the name of this door; None where it was given no key."""
    return Sealer(read_door_key(settings.seal_key)) if settings.seal_key else None


@dataclass(frozen=True)
class Command:
    """A command by its name, with its message; the same `once` is applied once."""

    name: str
    message: BaseModel
    once: str = ""


class Cases:
    """The cases of one namespace, spoken to; every call may be repeated."""

    kind: ClassVar[str]
    """What such a case is called where there is none."""

    def __init__(
        self,
        client: Client,
        patience: timedelta = PATIENCE,
        sealer: Sealer | None = None,
        recognised: Sequence[str] = DOOR,
    ) -> None:
        self._client = client
        self._patience = patience
        self._sealer = sealer
        self._recognised = tuple(recognised)
        self._desk = ""

    def shown_at(self, desk: str) -> Self:
        """The same cases, of which each that is started from now on has its desk's page linked."""
        other = copy(self)
        other._desk = desk.rstrip("/")
        return other

    def _page(self, path: str) -> str | None:
        """What the Temporal UI says under a case: where the desk shows it; no personal data."""
        return f"[At the desk]({self._desk}/{path})" if self._desk else None

    def recognised_by(self, *methods: str) -> Self:
        """The same cases, whose seals say how the person was recognised (RFC 8176, as `amr`)."""
        other = copy(self)
        other._recognised = methods
        return other

    async def _say(self, workflow_id: str, command: Command, kind: type[Answer]) -> Answer:
        """The answer to a command; RefusedByRule or Denied with the case's own reason.

        BadInput for a text that no database keeps.

        A command that is repeated after the case has ended gets the answer that it got before.
        """
        require_storable(command.message)
        handle: WorkflowHandle[object, object] = self._client.get_workflow_handle(workflow_id)
        once = command.once or str(uuid.uuid4())
        update = handle.execute_update(
            command.name,
            self._sealed(workflow_id, command),
            id=once,
            result_type=kind,
            rpc_timeout=self._patience,
        )
        try:
            return await self._reached(update, workflow_id)
        except NoSuchClaim:
            closed = await self._closed_meanwhile(handle)
            return await self._answered_before(handle, once, kind, closed)
        except RefusedByRule as refusal:
            if refusal.code != CLOSED:
                raise
            return await self._answered_before(handle, once, kind, refusal)
        except WorkflowUpdateFailedError as failure:
            raise _refusal(failure) from failure

    async def _closed_meanwhile(self, handle: WorkflowHandle[object, object]) -> RefusedByRule:
        """That the case has ended; NoSuchClaim where there is none, Unreachable while it runs.

        A server that was about to take a command when the case ended finds neither.
        """
        described = await self._reached(handle.describe(rpc_timeout=self._patience), handle.id)
        if described.status is WorkflowExecutionStatus.RUNNING:
            raise Unreachable("The command did not arrive; nothing is lost, try again.")
        return self._is_closed(handle.id.partition("-")[2])

    def _is_closed(self, case_id: str) -> RefusedByRule:
        return RefusedByRule(f"{self.kind.capitalize()} {case_id} is closed.", CLOSED)

    async def _answered_before(
        self,
        handle: WorkflowHandle[object, object],
        once: str,
        kind: type[Answer],
        closed: RefusedByRule,
    ) -> Answer:
        """What a command was answered that may itself have ended the case; or that it is closed."""
        answer = handle.get_update_handle(once, result_type=kind).result(rpc_timeout=self._patience)
        try:
            return await self._reached(answer, handle.id)
        except (NoSuchClaim, RefusedByRule):
            raise closed from None
        except WorkflowUpdateFailedError as failure:
            raise _refusal(failure) from failure

    def _sealed(self, workflow_id: str, command: Command) -> BaseModel:
        """The message, under the seal of this door where it has one and the message takes one."""
        message = command.message
        if self._sealer is None or not isinstance(message, Sealed):
            return message
        seal = self._sealer.seal(workflow_id, command.name, message, self._recognised)
        return message.model_copy(update={"seal": seal})

    async def _ask(self, workflow_id: str, question: Question, kind: type[Answer]) -> Answer:
        """The answer to a question; NoSuchClaim, Unreachable."""
        handle: WorkflowHandle[object, object] = self._client.get_workflow_handle(workflow_id)
        try:
            return await self._reached(ask(handle, question, kind, self._patience), workflow_id)
        except WorkflowQueryFailedError as failure:
            raise Unreachable(str(failure), "opening") from failure

    async def _started_before(self, workflow_id: str, fingerprint: str) -> None:
        """Refuse other content under an id that was used before."""
        description = await self._reached(self._client.get_workflow_handle(workflow_id).describe())
        before = await description.memo_value(CONTENT, fingerprint, type_hint=str)
        if before != fingerprint:
            raise RefusedByRule(
                f"{workflow_id} was filed before with other content. Use another id.",
                "id_reused",
            )

    async def _reached(self, call: Awaitable[Answer], workflow_id: str = "") -> Answer:
        """The answer of a call, or the door's own word for why there is none."""
        try:
            return await call
        except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
            raise Unreachable("No worker has answered yet; nothing is lost, try again.") from error
        except RPCError as error:
            raise self._unanswered(error, workflow_id.partition("-")[2]) from error
        except RuntimeError as error:  # a lazy client that finds nobody at its first call
            raise Unreachable("Temporal does not answer; nothing is lost, try again.") from error

    def _unanswered(self, error: RPCError, case_id: str) -> Exception:
        if error.status is RPCStatusCode.NOT_FOUND:
            if "already completed" in error.message:
                return self._is_closed(case_id)
            return NoSuchClaim(f"There is no {self.kind} {case_id}.")
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            return RefusedByRule(error.message, "invalid")
        return Unreachable(f"Temporal does not answer ({error.status.name.lower()}); try again.")


def _refusal(failure: WorkflowUpdateFailedError) -> Exception:
    cause = failure.cause
    if not isinstance(cause, ApplicationError):
        return RefusedByRule(str(cause))
    code = str(cause.details[0]) if cause.details else "refused"
    return (Denied if code in DENIALS else RefusedByRule)(cause.message, code)
