"""The world of all stories of a session; every history that it leaves is replayed."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.kit.world import World, a_world


@pytest_asyncio.fixture(scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A server that skips time, with all workers."""
    async with a_world(tmp_path_factory.mktemp("world")) as made:
        yield made
