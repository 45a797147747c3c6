"""A question to a running case is short; one that has ended is given time to be read up anew."""

from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.api.workflow.v1 import WorkflowExecutionInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import (
    Client,
    DescribeWorkflowInput,
    Interceptor,
    OutboundInterceptor,
    QueryWorkflowInput,
    WorkflowExecutionDescription,
    WorkflowHandle,
)
from temporalio.service import RPCError, RPCStatusCode
from typing_extensions import override

from starters.asking import ONE_QUESTION, Question, ask
from workflows.wire import CONVERTER

PATIENCE = timedelta(seconds=20)
RUNNING = WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
ENDED = WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED
LATE = RPCError("late", RPCStatusCode.DEADLINE_EXCEEDED, b"")
AWAY = RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
NOT_BEGUN = RPCError("Workflow task is not scheduled yet.", RPCStatusCode.FAILED_PRECONDITION, b"")
STUCK = RPCError(
    "Unable to query workflow due to Workflow Task in failed state.",
    RPCStatusCode.FAILED_PRECONDITION,
    b"",
)


class Server(Interceptor):
    """A server whose first answers fail, and which notes how long each question waits."""

    def __init__(self, status: "WorkflowExecutionStatus.ValueType", *failures: RPCError) -> None:
        super().__init__()
        self.status, self.failures = status, list(failures)
        self.waits: list[timedelta | None] = []
        self.described = True

    @override
    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """Answer in the place of the network."""
        return Answers(next, self)

    async def handle(self) -> WorkflowHandle[object, object]:
        """A case on that server."""
        client = await Client.connect("127.0.0.1:1", lazy=True, interceptors=[self])
        return client.get_workflow_handle("crisis-C-1")


class Answers(OutboundInterceptor):
    """What the server says."""

    def __init__(self, inner: OutboundInterceptor, server: Server) -> None:
        super().__init__(inner)
        self.server = server

    @override
    async def query_workflow(self, input: QueryWorkflowInput) -> Any:
        """The answer, once it is tired of failing."""
        self.server.waits.append(input.rpc_timeout)
        if self.server.failures:
            raise self.server.failures.pop(0)
        return "answer"

    @override
    async def describe_workflow(self, input: DescribeWorkflowInput) -> WorkflowExecutionDescription:
        """Whether it runs."""
        if not self.server.described:
            raise AWAY
        info = WorkflowExecutionInfo(status=self.server.status)
        return await WorkflowExecutionDescription._from_raw_description(
            DescribeWorkflowExecutionResponse(workflow_execution_info=info), "default", CONVERTER
        )


async def asked(server: Server) -> str:
    """The answer to a question."""
    return await ask(await server.handle(), Question("status"), str, PATIENCE)


async def test_a_running_case_is_asked_again_and_never_for_long() -> None:
    server = Server(RUNNING, LATE, LATE)
    assert await asked(server) == "answer"
    assert server.waits == [ONE_QUESTION] * 3


async def test_a_case_that_has_ended_is_given_the_time_to_be_read_up() -> None:
    server = Server(ENDED, LATE)
    assert await asked(server) == "answer"
    assert server.waits == [ONE_QUESTION, PATIENCE]


async def test_where_nobody_says_whether_it_has_ended_it_may_be_running() -> None:
    server = Server(ENDED, LATE)
    server.described = False
    assert await asked(server) == "answer"
    assert server.waits == [ONE_QUESTION] * 2


async def test_a_run_that_goes_on_from_another_is_asked_again() -> None:
    server = Server(RUNNING, NOT_BEGUN)
    assert await asked(server) == "answer"
    assert server.waits == [ONE_QUESTION] * 2


@pytest.mark.parametrize("failure", [AWAY, STUCK])
async def test_a_server_that_is_away_or_a_case_that_is_stuck_is_not_asked_again(
    failure: RPCError,
) -> None:
    server = Server(RUNNING, failure)
    with pytest.raises(RPCError, match=failure.message):
        await asked(server)
    assert server.waits == [ONE_QUESTION]
