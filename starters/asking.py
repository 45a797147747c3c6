"""Questions to a running case, asked so that they cannot disturb it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

Answer = TypeVar("Answer")

ONE_QUESTION = timedelta(seconds=1.7)
"""Shorter than the server waits for a worker that has died with the case in its cache (2 s).

A question that outlives that wait is handed to a worker which has to read the case up anew, and may
find events there that no workflow task has begun with: it takes them in at once, apart from what
comes with the task, and the recorded order of steps is then one that no replay comes to. A new
question waits with the task instead, and is answered by it.
"""

BETWEEN = 0.2
"""Seconds until a question that was not answered is asked again."""

UNANSWERED = frozenset({RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED})

NOT_BEGUN = "not scheduled yet"
"""The server's word for a run that exists and has no task yet, as one that goes on from another."""


@dataclass(frozen=True)
class Question:
    """A query by its name, with what it is about, if it is about anything."""

    query: str
    about: BaseModel | None = None


async def ask(
    handle: WorkflowHandle[object, object],
    question: Question,
    kind: type[Answer],
    patience: timedelta,
) -> Answer:
    """The answer to a query; RPCError or TimeoutError when nobody gives one within `patience`."""
    clock = asyncio.get_running_loop()
    until, wait = clock.time() + patience.total_seconds(), ONE_QUESTION
    while True:
        try:
            return await _asked(handle, question, kind, wait)
        except (RPCError, TimeoutError) as error:
            if clock.time() >= until or not _may_be_answered(error):
                raise
        await asyncio.sleep(BETWEEN)
        wait = patience if await _has_ended(handle) else ONE_QUESTION


def _may_be_answered(error: RPCError | TimeoutError) -> bool:
    """Whether the same question may be answered a moment later."""
    if isinstance(error, TimeoutError) or error.status in UNANSWERED:
        return True
    return error.status is RPCStatusCode.FAILED_PRECONDITION and NOT_BEGUN in error.message


async def _has_ended(handle: WorkflowHandle[object, object]) -> bool:
    """Whether no more steps of the case are to come, which a long question could disturb.

    No worker keeps such a case in its cache: each question has all of it read up anew.
    """
    try:
        described = await handle.describe(rpc_timeout=ONE_QUESTION)
    except (RPCError, TimeoutError):
        return False
    return described.status is not WorkflowExecutionStatus.RUNNING


async def _asked(
    handle: WorkflowHandle[object, object],
    question: Question,
    kind: type[Answer],
    wait: timedelta,
) -> Answer:
    args = [] if question.about is None else [question.about]
    answer: Answer = await handle.query(
        question.query, args=args, result_type=kind, rpc_timeout=wait
    )
    return answer
