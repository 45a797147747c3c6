"""A command that meets the end of its case is told so, and never that there is no such case."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from makegood.messages.commands import AddNote, Receipt
from starters.client import Claims
from starters.errors import NoSuchClaim, RefusedByRule, Unreachable

ABORTED = "workflow update was aborted by closing workflow"
NOTE = AddNote(by="desk.an", text="They have found it.")
TAKEN = Receipt(stage="closed", version=7)


def not_found(message: str) -> RPCError:
    """What a server says of something that it does not know."""
    return RPCError(message, RPCStatusCode.NOT_FOUND, b"")


@dataclass
class Handle:
    """A case whose server loses a command: how the case stands, and what it had answered before."""

    status: WorkflowExecutionStatus | None
    before: Receipt | None = None
    id: str = "claim-C-1"
    asked: list[str] = field(default_factory=list)

    async def execute_update(self, *_: object, **more: object) -> Receipt:
        """The command does not arrive."""
        self.asked.append(str(more["id"]))
        raise not_found(ABORTED)

    async def describe(self, **_: object) -> SimpleNamespace:
        """How it stands."""
        if self.status is None:
            raise not_found("workflow not found for ID: claim-C-1")
        return SimpleNamespace(status=self.status)

    def get_update_handle(self, once: str, **_: object) -> "Handle":
        """An earlier command of the same name."""
        self.asked.append(once)
        return self

    async def result(self, **_: object) -> Receipt:
        """What that was answered."""
        if self.before is None:
            raise not_found("update not found")
        return self.before


async def said(handle: Handle) -> object:
    """What a note is answered."""
    client = SimpleNamespace(get_workflow_handle=lambda _: handle)
    return await Claims(cast("Client", client)).say("C-1", "add_note", NOTE, "once")


async def test_a_case_that_ended_as_the_command_came_is_closed() -> None:
    handle = Handle(WorkflowExecutionStatus.COMPLETED)

    with pytest.raises(RefusedByRule, match="Claim C-1 is closed") as refused:
        await said(handle)
    assert refused.value.code == "closed"
    assert handle.asked == ["once", "once"]


async def test_a_command_that_itself_ended_the_case_is_answered_as_before() -> None:
    assert await said(Handle(WorkflowExecutionStatus.COMPLETED, TAKEN)) == TAKEN


async def test_a_case_that_runs_is_to_be_asked_again() -> None:
    with pytest.raises(Unreachable, match="nothing is lost"):
        await said(Handle(WorkflowExecutionStatus.RUNNING))


async def test_a_case_that_never_was_is_told_as_such() -> None:
    with pytest.raises(NoSuchClaim, match=r"no claim C-1"):
        await said(Handle(None))
