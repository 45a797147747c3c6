"""What waits on the task queues of Temporal, and which workflows fail again and again."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from makegood.messages.names import PARKED, Attribute, Queue
from makegood.settings import Settings
from starters.errors import Unreachable
from starters.server import reach

STUCK = "TemporalReportedProblems IS NOT NULL AND ExecutionStatus = 'Running'"
WAITING = f"{Attribute.STAGE} = '{PARKED}' AND ExecutionStatus = 'Running'"
"""Parked: at a step, at writing down, or at the door."""

MOST_STUCK = 20
CONNECT_SECONDS = 5
OF_CASES = (Queue.CLAIMS, Queue.CRISES)


class TaskKind(StrEnum):
    """What a worker asks a queue for."""

    WORKFLOW = "workflow"
    ACTIVITY = "activity"


TYPES = {
    TaskKind.WORKFLOW: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    TaskKind.ACTIVITY: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
}

Served = tuple[Queue, TaskKind]


@dataclass(frozen=True)
class Backlog:
    """A task queue: how many workers poll it, and about how much waits since when."""

    queue: Queue
    kind: TaskKind
    pollers: int
    waiting: int = 0
    oldest: timedelta = timedelta(0)


@dataclass(frozen=True)
class Waiting:
    """All that waits at one moment; nothing is known where Temporal does not answer."""

    queues: tuple[Backlog, ...] = ()
    stuck: tuple[str, ...] = ()


async def waiting(settings: Settings) -> Waiting:
    """Ask the settings' Temporal; an empty answer where there is none, as the doctor says why."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            client = await reach(settings)
            queues, stuck = await asyncio.gather(backlogs(client), stuck_workflows(client))
    except (Unreachable, TimeoutError, RPCError):
        return Waiting()
    return Waiting(queues, stuck)


def served(queues: Iterable[Queue] = tuple(Queue)) -> tuple[Served, ...]:
    """What workers have to ask for: activities of each, workflows of those of the cases."""
    asked = tuple(queues)
    cases = tuple((queue, TaskKind.WORKFLOW) for queue in OF_CASES if queue in asked)
    return (*((queue, TaskKind.ACTIVITY) for queue in asked), *cases)


async def backlogs(client: Client, queues: Sequence[Queue] = tuple(Queue)) -> tuple[Backlog, ...]:
    """The backlog of each, by name of the queue."""
    wanted = sorted(served(queues))
    return tuple(await asyncio.gather(*(_backlog(client, *each) for each in wanted)))


async def stuck_workflows(client: Client) -> tuple[str, ...]:
    """Workflows whose code fails again and again; Temporal says so after the second time."""
    return tuple([each.id async for each in client.list_workflows(STUCK, limit=MOST_STUCK)])


async def parked_workflows(client: Client) -> tuple[str, ...]:
    """Workflows that wait for an operator, those included that no list of ours knows yet.

    None on a server that lacks our search attributes: nothing of ours has ever run there.
    """
    try:
        return tuple([each.id async for each in client.list_workflows(WAITING, limit=MOST_STUCK)])
    except RPCError as error:
        if error.status is not RPCStatusCode.INVALID_ARGUMENT:
            raise
        return ()


async def _backlog(client: Client, queue: Queue, kind: TaskKind) -> Backlog:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TYPES[kind],
        report_stats=True,
    )
    return told(queue, kind, await client.workflow_service.describe_task_queue(request))


def told(queue: Queue, kind: TaskKind, answer: DescribeTaskQueueResponse) -> Backlog:
    """What Temporal's answer says of a queue."""
    stats = answer.stats
    return Backlog(
        queue,
        kind,
        len(answer.pollers),
        stats.approximate_backlog_count,
        stats.approximate_backlog_age.ToTimedelta(),
    )
