"""The database itself refuses to forget or to be out of balance, whoever writes to it, and how."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from makegood.messages.records import CaseRecord
from makegood.store.claims import ClaimRecords
from tests.store.builders import a_posting, a_row, an_entry

KEPT = ("timeline", "ledger_transaction", "ledger_entry", "ledger_seal")
CHANGES = [
    "UPDATE timeline SET what = 'nothing happened'",
    "UPDATE ledger_transaction SET what = 'gift'",
    "UPDATE ledger_entry SET minor = minor * 2",
    "UPDATE ledger_seal SET key = 'other'",
    *(f"DELETE FROM {table}" for table in KEPT),
]


@pytest.fixture
def written(records: ClaimRecords, engine: Engine) -> Engine:
    """A database with a line on a timeline and a ledger transaction."""
    records.record(CaseRecord(row=a_row(), timeline=(an_entry(),), ledger=(a_posting(),)))
    return engine


def contents(engine: Engine) -> list[list[tuple[object, ...]]]:
    """All rows of the tables that are only ever added to."""
    with engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]
            for table in KEPT
        ]


def run(engine: Engine, *statements: str) -> None:
    """Run the statements as plain SQL in one transaction."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def head(key: str) -> str:
    """The head of a ledger transaction."""
    return f"INSERT INTO ledger_transaction VALUES ('{key}', 'C-1', 'raw', 'VND', '2026-03-02')"


def side(key: str, position: int, minor: int) -> str:
    """One side of a ledger transaction."""
    return f"INSERT INTO ledger_entry VALUES ('{key}', {position}, 'bank:cash', {minor})"


def seal(key: str) -> str:
    """The seal of a ledger transaction."""
    return f"INSERT INTO ledger_seal VALUES ('{key}')"


def pay(key: str, attempt: int, minor: int = 100) -> str:
    """A payment of the one leg of the one settlement."""
    return (
        f"INSERT INTO payment VALUES ('{key}', 'C-1', 1, 1, {attempt}, {minor}, 'VND', 'transfer', "
        "'submitted', '', '', NULL, '2026-03-02 02:00:00', NULL, NULL)"
    )


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_written_down_cannot_be_changed_or_removed(written: Engine, change: str) -> None:
    before = contents(written)

    with pytest.raises(IntegrityError, match="only ever added to"):
        run(written, change)

    assert contents(written) == before
    assert all(before)


@pytest.mark.parametrize("table", KEPT)
def test_no_table_of_record_can_be_emptied_at_once(written: Engine, table: str) -> None:
    if written.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")

    with pytest.raises(IntegrityError, match="only ever added to"):
        run(written, f"TRUNCATE {table} CASCADE")


def test_replacing_a_line_is_refused_as_well(written: Engine) -> None:
    if written.dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    replace = "INSERT OR REPLACE INTO timeline SELECT * FROM timeline"

    with pytest.raises(IntegrityError, match="only ever added to"):
        run(written, replace)


def test_a_transaction_that_does_not_sum_to_zero_cannot_be_sealed(engine: Engine) -> None:
    sides = (side("T-1", 0, 100), side("T-1", 1, -99))

    with pytest.raises(IntegrityError, match="sum to zero"):
        run(engine, head("T-1"), *sides, seal("T-1"))


def test_a_transaction_with_no_side_cannot_be_sealed(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="sum to zero"):
        run(engine, head("T-1"), seal("T-1"))


@pytest.mark.parametrize("minor", [-100, -99])
def test_a_transaction_without_a_seal_cannot_be_committed(engine: Engine, minor: int) -> None:
    with pytest.raises(IntegrityError):
        run(engine, head("T-1"), side("T-1", 0, 100), side("T-1", 1, minor))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM ledger_transaction")) == 0


def test_a_seal_made_beforehand_does_not_help(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="sum to zero"):
        run(engine, seal("T-1"), head("T-1"))


def test_a_sealed_transaction_takes_no_more_entries(written: Engine) -> None:
    key = a_posting().key

    with pytest.raises(IntegrityError, match="takes no more entries"):
        run(written, side(key, 2, 5), side(key, 3, -5))


def test_a_side_that_moves_nothing_is_refused(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="moves"):
        run(engine, head("T-1"), side("T-1", 0, 0))


def test_plain_sql_may_post_what_balances(engine: Engine) -> None:
    run(engine, head("T-1"), side("T-1", 0, 100), side("T-1", 1, -100), seal("T-1"))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT sum(minor) FROM ledger_entry")) == 0


def test_a_second_live_payment_of_a_leg_is_refused_to_plain_sql(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        run(engine, pay("p1", attempt=1), pay("p2", attempt=2))


def test_without_that_guard_the_second_payment_would_stand(engine: Engine) -> None:
    """The counter-example: the guard is what refuses it, and the test above can fail."""
    run(engine, "DROP INDEX uq_payment_live_leg", pay("p1", attempt=1), pay("p2", attempt=2))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM payment")) == 2


def test_a_payment_of_nothing_is_refused_to_plain_sql(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="is_positive"):
        run(engine, pay("p1", attempt=1, minor=0))
