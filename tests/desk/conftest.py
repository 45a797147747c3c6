"""A desk for each test, on a fresh SQLite file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.store.migrate import migrate
from tests.desk.world import World


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file, to be copied for each test."""
    path = tmp_path_factory.mktemp("desk") / "makegood.sqlite"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture
def world(tmp_path: Path, migrated: bytes) -> Iterator[World]:
    """The desk with nothing in it."""
    (tmp_path / "makegood.sqlite").write_bytes(migrated)
    made = World(tmp_path)
    yield made
    made.engine.dispose()
