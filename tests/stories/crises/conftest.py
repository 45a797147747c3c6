"""What a story has broken or restricted is whole again for the next."""

from collections.abc import Iterator

import pytest

from tests.kit.world import World


@pytest.fixture(autouse=True)
def _as_it_was(world: World) -> Iterator[None]:
    """Nobody is limited and no channel is broken when a story begins."""
    world.contacts.limited.clear()
    world.line.broken.clear()
    yield
    world.contacts.limited.clear()
    world.line.broken.clear()
