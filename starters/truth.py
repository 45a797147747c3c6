"""What the workflows of cases say of themselves: the truth that the projection is held against."""

import asyncio
from typing import TypeVar

from temporalio.client import Client, WorkflowQueryFailedError

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.names import CLAIM, CRISIS
from makegood.messages.records import CaseRow
from starters.errors import Unreachable
from starters.server import reached

Row = TypeVar("Row", CaseRow, CrisisRow)

AT_ONCE = 8


async def rows(client: Client) -> tuple[CaseRow, ...]:
    """The row of every claim that Temporal still holds, open or closed, by claim."""
    return await _rows(client, CLAIM, CaseRow)


async def crisis_rows(client: Client) -> tuple[CrisisRow, ...]:
    """The row of every crisis case that Temporal still holds, open or ended, by case."""
    return await _rows(client, CRISIS, CrisisRow)


async def _rows(client: Client, workflow: str, kind: type[Row]) -> tuple[Row, ...]:
    every = f"WorkflowType = '{workflow}' AND ExecutionStatus != 'ContinuedAsNew'"
    found = {each.id async for each in client.list_workflows(every)}
    gate = asyncio.Semaphore(AT_ONCE)

    async def asked(workflow_id: str) -> Row:
        async with gate:
            return await _row(client, workflow_id, kind)

    return tuple(await asyncio.gather(*map(asked, sorted(found))))


async def _row(client: Client, workflow_id: str, kind: type[Row]) -> Row:
    question = client.get_workflow_handle(workflow_id).query("row", result_type=kind)
    try:
        return await reached(question, workflow_id)
    except WorkflowQueryFailedError as failure:
        raise Unreachable(f"{workflow_id}: {failure}", "opening") from failure
