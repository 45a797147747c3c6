"""A world of stand-ins for each test, and a database of its own where it is asked for."""

from pathlib import Path

import pytest

from makegood.messages.records import CaseRow
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate
from tests.starters.cli.world import World
from tests.store.builders import a_record, a_row


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Claims, recoveries and folders for one test."""
    return World(tmp_path)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated database file, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "makegood.sqlite"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture
def records(world: World, template: bytes) -> ClaimRecords:
    """The records of the world's own database."""
    (world.folder / "makegood.sqlite").write_bytes(template)
    return ClaimRecords(make_engine(world.settings.database_url))


@pytest.fixture
def listed(records: ClaimRecords) -> tuple[CaseRow, ...]:
    """Three claims in the lists: two open ones of Minh's, one of them parked, and a closed one."""
    rows = (
        a_row("C-1"),
        a_row("C-2", parked_reason="the bank does not answer", merchant_id="shop-of-hoa"),
        a_row("C-3", closed_at=a_row().opened_at, outcome="paid", stage="closed", awaiting=()),
    )
    for row in rows:
        record = a_record(row)
        records.record(record.model_copy(update={"ledger": (), "notices": (), "timeline": ()}))
    return rows
