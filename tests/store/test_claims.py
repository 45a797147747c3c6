"""A step of a claim is written down whole, once, and never over what is newer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text

from makegood.messages.problems import Conflict, Malformed
from makegood.messages.records import CaseRecord, LedgerTransaction
from makegood.rules.claim import ClaimKind
from makegood.store.claims import ClaimRecords
from makegood.store.inbox import Desk
from makegood.store.outbox_tables import NOTICE
from makegood.store.tables import INTAKE, TIMELINE
from tests.store.builders import a_claim, a_posting, a_record, a_row, an_entry, awaited


def count(engine: Engine, table: str) -> int:
    """How many rows the table has."""
    with engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0


def test_a_claim_filed_twice_is_one_claim(records: ClaimRecords, engine: Engine) -> None:
    assert records.open_claim(a_claim(), "hash-1") == ()

    assert records.open_claim(a_claim(), "hash-1") == ()

    assert count(engine, "intake") == 1
    assert count(engine, "parcel") == 1


def test_other_content_under_the_same_id_is_a_conflict(records: ClaimRecords) -> None:
    records.open_claim(a_claim(), "hash-1")

    with pytest.raises(Conflict, match="C-1 was filed before with other content"):
        records.open_claim(a_claim(parcels=("GHN 002",)), "hash-2")


def test_a_parcel_of_an_earlier_claim_is_found_however_it_is_written(records: ClaimRecords) -> None:
    records.open_claim(a_claim("C-1", parcels=("GHN 001",)), "hash-1")

    [match] = records.open_claim(a_claim("C-2", parcels=("ghn-001", "GHN 9")), "hash-2")

    assert (match.claim_id, match.on, match.value) == ("C-1", "parcel", "ghn-001")
    assert (match.kind, match.open, match.paid) == (ClaimKind.LOST, True, False)


def test_a_document_of_an_earlier_claim_is_found(records: ClaimRecords) -> None:
    records.open_claim(a_claim("C-1", parcels=("A",), documents=("d1", "d2")), "hash-1")

    [match] = records.open_claim(a_claim("C-2", parcels=("B",), documents=("d2",)), "hash-2")

    assert (match.claim_id, match.on, match.value) == ("C-1", "document", "d2")


def test_a_closed_and_paid_claim_is_said_to_be_so(records: ClaimRecords) -> None:
    records.open_claim(a_claim("C-1"), "hash-1")
    row = a_row("C-1")
    paid = row.amounts.model_copy(update={"paid": row.amounts.claimed})
    records.record(a_record(a_row("C-1", closed_at=row.opened_at, amounts=paid)))

    [match] = records.open_claim(a_claim("C-2"), "hash-2")

    assert (match.open, match.paid) == (False, True)


def test_the_earlier_claim_never_gets_the_later_as_a_match(records: ClaimRecords) -> None:
    records.open_claim(a_claim("C-1"), "hash-1")
    records.open_claim(a_claim("C-2"), "hash-2")

    assert records.open_claim(a_claim("C-1"), "hash-1") == ()


def test_of_claims_filed_at_once_for_one_parcel_exactly_one_is_first(records: ClaimRecords) -> None:
    names = [f"C-{number}" for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: records.open_claim(a_claim(name), name), names))

    assert sorted(len(matches) for matches in found) == list(range(8))


def test_a_record_applied_twice_adds_nothing(records: ClaimRecords, engine: Engine) -> None:
    records.record(a_record())
    before = Desk(engine).case("C-1")

    records.record(a_record())

    assert Desk(engine).case("C-1") == before
    assert count(engine, "notice") == 1
    assert before.timeline == (an_entry(),)
    assert before.ledger == (a_posting(),)


def test_a_row_comes_back_as_it_was_written(records: ClaimRecords, engine: Engine) -> None:
    row = a_row(awaiting=(awaited("finance"), awaited("operations", due_in=None)), outcome="paid")

    records.record(a_record(row))

    assert Desk(engine).case("C-1").row == row


def test_a_late_record_changes_no_row_and_still_adds_its_lines(
    records: ClaimRecords, engine: Engine
) -> None:
    records.record(CaseRecord(row=a_row(version=5, stage="closed"), timeline=(an_entry(2),)))

    records.record(CaseRecord(row=a_row(version=4, awaiting=()), timeline=(an_entry(1),)))

    case = Desk(engine).case("C-1")
    assert (case.row.version, case.row.stage) == (5, "closed")
    assert case.row.awaiting == (awaited("operations"),)
    assert [entry.number for entry in case.timeline] == [1, 2]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_line_of_a_worker_that_died_gives_way_to_the_later_one(
    records: ClaimRecords, engine: Engine, order: tuple[int, int]
) -> None:
    died = an_entry(1, "a step that nobody heard of")
    lived = an_entry(1, "claim_received").model_copy(update={"at": died.at + timedelta(seconds=7)})

    for which in order:  # a frozen worker may write what is old after what is new
        records.record(CaseRecord(row=a_row(), timeline=((died, lived)[which],)))

    assert [entry.what for entry in Desk(engine).case("C-1").timeline] == ["claim_received"]


def test_whom_a_claim_awaits_is_replaced_with_the_row(
    records: ClaimRecords, engine: Engine
) -> None:
    records.record(CaseRecord(row=a_row(version=1)))

    records.record(CaseRecord(row=a_row(version=2, awaiting=(awaited("finance"),))))

    assert [each.who for each in Desk(engine).case("C-1").row.awaiting] == ["finance"]


def test_a_step_that_fails_half_way_leaves_nothing(records: ClaimRecords, engine: Engine) -> None:
    unbalanced = LedgerTransaction(key="k", what="x", currency="VND", entries=())

    with pytest.raises(Malformed, match="does not sum to zero"):
        records.record(CaseRecord(row=a_row(), timeline=(an_entry(),), ledger=(unbalanced,)))

    assert (count(engine, "claim"), count(engine, "timeline")) == (0, 0)


def test_a_ledger_key_with_other_entries_is_a_conflict(records: ClaimRecords) -> None:
    records.post("C-1", a_posting(minor=100))

    with pytest.raises(Conflict, match="C-1:reserve:1 was posted before"):
        records.post("C-1", a_posting(minor=200))


def test_many_writers_of_one_record_write_it_once(records: ClaimRecords, engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: records.record(a_record()), range(24)))

    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(TIMELINE)) == 1
        assert connection.scalar(select(func.count()).select_from(NOTICE)) == 1
        assert connection.scalar(text("SELECT sum(abs(minor)) FROM ledger_balance")) == 2_500_000


def test_the_highest_of_many_versions_written_at_once_stands(
    records: ClaimRecords, engine: Engine
) -> None:
    rows = [a_row(version=version, assignee=f"v{version}") for version in range(1, 25)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda row: records.record(CaseRecord(row=row)), rows))

    assert Desk(engine).case("C-1").row == rows[-1]


def test_the_claim_as_filed_is_kept(records: ClaimRecords, engine: Engine) -> None:
    records.open_claim(a_claim(), "hash-1")

    with engine.connect() as connection:
        filed = connection.execute(select(INTAKE.c.claim)).scalar_one()

    assert filed["claimed"] == {"amount": "1250000", "currency": "VND"}
    assert filed["parcels"][0]["tracking_number"] == "GHN 001"
