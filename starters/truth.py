"""What the claims' workflows say of themselves: the truth that the projection is held against."""

import asyncio

from temporalio.client import Client, WorkflowQueryFailedError

from makegood.messages.names import CLAIM
from makegood.messages.records import CaseRow
from starters.errors import Unreachable
from starters.server import reached

AT_ONCE = 8
EVERY_CLAIM = f"WorkflowType = '{CLAIM}' AND ExecutionStatus != 'ContinuedAsNew'"


async def rows(client: Client) -> tuple[CaseRow, ...]:
    """The row of every claim that Temporal still holds, open or closed, by claim."""
    found = {each.id async for each in client.list_workflows(EVERY_CLAIM)}
    gate = asyncio.Semaphore(AT_ONCE)

    async def asked(workflow_id: str) -> CaseRow:
        async with gate:
            return await _row(client, workflow_id)

    return tuple(await asyncio.gather(*map(asked, sorted(found))))


async def _row(client: Client, workflow_id: str) -> CaseRow:
    question = client.get_workflow_handle(workflow_id).query("row", result_type=CaseRow)
    try:
        return await reached(question, workflow_id)
    except WorkflowQueryFailedError as failure:
        raise Unreachable(f"{workflow_id}: {failure}", "opening") from failure
