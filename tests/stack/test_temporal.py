"""The real Temporal server of the stack keeps what it accepted, whatever happens to its process."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from makegood.settings import Ports, Settings
from starters.stack.layout import addressed
from starters.stack.run import running_stack
from starters.stack.temporal import temporal


@pytest.fixture
def ports(free_port: Callable[[], int]) -> Ports:
    """Four ports that nobody uses."""
    given = {name: free_port() for name in Ports.model_fields}
    return Ports.model_validate(given)


def settings(folder: Path, ports: Ports) -> Settings:
    """Settings of a stack in `folder` with a namespace of its own."""
    return addressed(Settings(var=folder, temporal_namespace="claims"), ports)


async def accept(found: Settings) -> None:
    """Start a workflow that no worker ever takes."""
    client = await Client.connect(found.temporal_address, namespace=found.temporal_namespace)
    await client.start_workflow(
        "Anything", id="claim-1", task_queue="nobody", run_timeout=timedelta(hours=1)
    )


async def status_of_the_accepted(found: Settings) -> str:
    """The status of the workflow, as a fresh client sees it."""
    client = await Client.connect(found.temporal_address, namespace=found.temporal_namespace)
    described = await client.get_workflow_handle("claim-1").describe()
    assert described.status
    return described.status.name


@pytest.mark.fault
async def test_a_killed_server_comes_back_with_all_it_accepted(
    tmp_path: Path, ports: Ports
) -> None:
    found = settings(tmp_path, ports)
    async with running_stack(found, (temporal(found, ports),), print) as stack:
        await accept(found)

        stack.kill("temporal")
        await stack.serves("temporal")

        assert await status_of_the_accepted(found) == "RUNNING"


async def test_stopping_and_starting_the_stack_resumes_its_workflows(
    tmp_path: Path, ports: Ports
) -> None:
    found = settings(tmp_path, ports)
    async with running_stack(found, (temporal(found, ports),), print):
        await accept(found)

    async with running_stack(found, (temporal(found, ports),), print):
        assert await status_of_the_accepted(found) == "RUNNING"
