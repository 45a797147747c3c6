"""A conversation with running cases: commands, questions, and plain words for why none answers."""

import uuid
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, TypeVar

from pydantic import BaseModel
from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from makegood.settings import Settings
from starters.asking import Question, ask
from starters.errors import Denied, NoSuchClaim, RefusedByRule, Unreachable
from workflows.wire import CONVERTER

Answer = TypeVar("Answer")

PATIENCE = timedelta(seconds=20)

CONTENT = "content"
"""The memo under which a case carries the fingerprint of what it was started with."""

DENIALS = frozenset(
    {"unknown_person", "not_of_team", "absent", "level_too_low", "own_work", "signed_already",
     "separation_of_duties", "not_the_signer", "not_the_speaker", "may_not_skip"}
)  # fmt: skip
"""Refusals that are about the person rather than about the case."""


async def connected(settings: Settings) -> Client:
    """A client of the settings' Temporal that speaks our messages; raises Unreachable."""
    try:
        return await Client.connect(
            settings.temporal_address,
            namespace=settings.temporal_namespace,
            data_converter=CONVERTER,
        )
    except RuntimeError as error:
        where = settings.temporal_address
        raise Unreachable(f"Temporal does not answer at {where}. Is `make up` running?") from error


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

    def __init__(self, client: Client, patience: timedelta = PATIENCE) -> None:
        self._client = client
        self._patience = patience

    async def _say(self, workflow_id: str, command: Command, kind: type[Answer]) -> Answer:
        """The answer to a command; RefusedByRule or Denied with the case's own reason."""
        handle: WorkflowHandle[object, object] = self._client.get_workflow_handle(workflow_id)
        update = handle.execute_update(
            command.name,
            command.message,
            id=command.once or str(uuid.uuid4()),
            result_type=kind,
            rpc_timeout=self._patience,
        )
        try:
            return await self._reached(update, workflow_id)
        except WorkflowUpdateFailedError as failure:
            raise _refusal(failure) from failure

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
                return RefusedByRule(f"{self.kind.capitalize()} {case_id} is closed.", "closed")
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
