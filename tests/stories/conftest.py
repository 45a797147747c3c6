"""The world of all stories; every history that it leaves is replayed."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.kit.world import World, a_world
from tests.replay.histories import LONG, keep, replayed

RECORD = "RECORD_HISTORIES"
"""Set by `python -m tests.replay.record`: the histories take the place of those kept."""


@pytest_asyncio.fixture(scope="package")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A server that skips time, with all workers."""
    async with a_world(tmp_path_factory.mktemp("world")) as made:
        yield made
        histories = [one for one in await made.histories() if len(one.events) < LONG]
        assert await replayed(histories) == {}, "a history of this session does not replay"
        if os.environ.get(RECORD):
            keep(histories)
