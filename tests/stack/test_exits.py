"""A short-lived client ends with the status it was given, every time."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from makegood.settings import Ports, Settings
from starters.stack.layout import addressed
from starters.stack.run import running_stack
from starters.stack.temporal import temporal

CLIENT = """
import asyncio, sys
from temporalio.client import Client
from starters.exits import Exit, leave
client = asyncio.run(Client.connect(sys.argv[1], namespace="default"))
print("connected to", client.namespace, end="")
leave(Exit.REFUSED)
"""
RUNS, AT_ONCE = 16, 4


@pytest.mark.slow
async def test_one_client_after_another_ends_with_their_own_status(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    settings = addressed(Settings(var=tmp_path), ports)
    gate = asyncio.Semaphore(AT_ONCE)

    async def run() -> tuple[int | None, bytes]:
        async with gate:
            client = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", CLIENT, settings.temporal_address),
                stdout=asyncio.subprocess.PIPE,
            )
            said, _ = await client.communicate()
            return client.returncode, said

    async with running_stack(settings, (temporal(settings, ports),), print):
        ended = await asyncio.gather(*(run() for _ in range(RUNS)))

    assert set(ended) == {(5, b"connected to default")}


async def test_a_reader_that_went_away_does_not_change_the_status(root: Path) -> None:
    code = "from starters.exits import leave; print('a long table'); leave(3)"
    client = await asyncio.create_subprocess_exec(
        *("/bin/bash", "-c", f'"$0" -c "{code}" | true; exit "${{PIPESTATUS[0]}}"', sys.executable),
        env={"PYTHONPATH": str(root)},  # buffered, so that only the end of the program writes
    )

    assert await client.wait() == 3


async def test_everything_said_before_the_end_arrives() -> None:
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from starters.exits import leave; print('bye', end=''); leave(3)"),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await client.communicate()

    assert (client.returncode, said) == (3, b"bye")
