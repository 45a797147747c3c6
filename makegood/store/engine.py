"""The way into the application database: connections that keep promises, errors with a name."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from threading import RLock

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from makegood.messages.problems import Conflict, Malformed, NeedsPerson, Problem, Retryable

BUSY_TIMEOUT_MS = 5000
CONNECT_TIMEOUT_S = 5
SQLITE_PRAGMAS = {
    "busy_timeout": BUSY_TIMEOUT_MS,
    "journal_mode": "wal",
    "foreign_keys": 1,
    "synchronous": 2,
    "recursive_triggers": 1,
}
MASK_64 = 2**64 - 1
POSTGRES_OPTIONS = f"-c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS} -c statement_timeout=60000"


def make_engine(url: str) -> Engine:
    """An engine for a `sqlite:///path` or `postgresql://...` URL; Malformed for any other.

    Every SQLite connection has write-ahead log, foreign keys, 5 s of patience with locks and full
    synchronisation, or is refused. A transaction on SQLite that may write takes the lock when it
    begins: one that only reads says so with the execution option `reads`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    raise Malformed(f"database_url: SQLite or PostgreSQL, not {parsed.get_backend_name()}")


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise Malformed("database_url: SQLite needs a file, as in sqlite:///var/makegood.sqlite")
    if not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _keep_promises)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": POSTGRES_OPTIONS},
    )


def _keep_promises(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.create_function("hamming", 2, hamming, deterministic=True)
    connection.isolation_level = None  # transactions begin where we say, in _begin
    for name, wanted in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        held = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if held != wanted:
            raise NeedsPerson(f"SQLite has {name}={held} where {wanted} is needed")


def hamming(one: int, other: int) -> int:
    """How many of 64 bits differ; on PostgreSQL a function of the same name does it."""
    return ((one ^ other) & MASK_64).bit_count()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: all of it or, after any error, nothing; errors have our names."""
    with named_errors(), _turn(engine), engine.begin() as connection:
        yield connection


def _turn(engine: Engine) -> AbstractContextManager[object]:
    """Writers of one process take turns on SQLite, whose own waiting sleeps, and starves some."""
    return _WRITING if engine.dialect.name == "sqlite" else nullcontext()


_WRITING = RLock()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent look at the database, which waits for no writer; errors have our names."""
    look = engine.execution_options(reads=True)
    if engine.dialect.name == "postgresql":
        look = look.execution_options(isolation_level="REPEATABLE READ")
    with named_errors(), look.begin() as connection:
        yield connection


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn what the database raises into a Problem that says whether to try again."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _named(error) from error


def _named(error: SQLAlchemyError) -> Problem:
    if isinstance(error, IntegrityError):
        return Conflict(f"The database refused a write against its records: {_said(error)}")
    if isinstance(error, OperationalError | ProgrammingError) and _lacks_tables(error):
        return NeedsPerson("The application database lacks tables: run `makegood database migrate`")
    if isinstance(error, OperationalError | PoolTimeout) or _cut_off(error):
        return Retryable("The application database cannot be reached or written now; try again")
    return NeedsPerson(f"The application database refused a statement: {type(error).__name__}")


def _said(error: IntegrityError) -> str:
    return str(error.orig).partition("\n")[0]


def _lacks_tables(error: DBAPIError) -> bool:
    text = str(error.orig)
    return "no such table" in text or ("relation" in text and "does not exist" in text)


def _cut_off(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def add_once(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows whose key is new, and leave those that are there as they are."""
    if rows:
        connection.execute(_once(connection.dialect.name, table), rows)


@cache
def _once(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return insert_for(dialect, table).on_conflict_do_nothing()


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the connection."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, to be made once and used often: making one costs 1 ms."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def serialise(connection: Connection, lock: int) -> None:
    """Let one transaction at a time past this point; on SQLite writers are one at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({int(lock)})")
