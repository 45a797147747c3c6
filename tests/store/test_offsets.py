"""A freight invoice is set off once, however many claims of its merchant settle, and when."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from makegood.messages.recording import transaction_of
from makegood.messages.records import CaseRecord
from makegood.messages.steps import InvoiceQuery
from makegood.rules import ledger
from makegood.rules.ledger import Award
from makegood.rules.money import Money
from makegood.rules.payout import Invoice, Leg, Settlement, first_attempts
from makegood.rules.terms import PayoutMethod
from makegood.store.claims import ClaimRecords
from makegood.store.offsets import Offsets
from tests.store.builders import MONDAY, a_row, vnd

MERCHANT = "shop-of-lan"
OLD = Invoice("F-1", date(2026, 1, 5), vnd(1_000))
NEW = Invoice("F-2", date(2026, 2, 5), vnd(500))


@pytest.fixture
def offsets(engine: Engine) -> Offsets:
    """The offsets on a fresh database."""
    return Offsets(engine)


def asked(claim_id: str = "C-1", wanted: int = 1_000, version: int = 1) -> InvoiceQuery:
    """What a settlement asks for."""
    return InvoiceQuery(
        claim_id=claim_id,
        merchant_id=MERCHANT,
        settlement_version=version,
        wanted=vnd(wanted),
        on=date(2026, 3, 2),
    )


def taken(offsets: Offsets, query: InvoiceQuery) -> dict[str, Money]:
    """What the settlement may be set off against, by invoice."""
    return {invoice.number: invoice.amount for invoice in offsets.reserve(query, (NEW, OLD))}


def booking(amount: int, invoice: str = "F-1", version: int = 1) -> CaseRecord:
    """The step in which claim C-1 sets that amount off."""
    leg = Leg(PayoutMethod.OFFSET, vnd(amount), against=invoice)
    (attempt,) = first_attempts("C-1", Settlement(version, vnd(amount), (leg,)))
    posted = transaction_of(ledger.offset("C-1", attempt, MERCHANT))
    return CaseRecord(row=a_row("C-1"), ledger=(posted,))


def giving_up(version: int) -> CaseRecord:
    """The step in which the settlement of claim C-1 is undone."""
    undone = ledger.unsettle("C-1", version, Award(vnd(1_000), vnd(0)))
    return CaseRecord(row=a_row("C-1"), ledger=(transaction_of(undone),))


def run(engine: Engine, *statements: str) -> None:
    """Run the statements as plain SQL in one transaction."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_second_claim_gets_what_the_first_has_left(offsets: Offsets) -> None:
    assert taken(offsets, asked("C-1", 800)) == {"F-1": vnd(800)}

    assert taken(offsets, asked("C-2", 600)) == {"F-1": vnd(200), "F-2": vnd(400)}
    assert taken(offsets, asked("C-3", 600)) == {"F-2": vnd(100)}
    assert taken(offsets, asked("C-4", 600)) == {}


def test_asked_again_a_settlement_gets_the_same(offsets: Offsets) -> None:
    first = taken(offsets, asked(wanted=1_200))

    assert taken(offsets, asked(wanted=1_200)) == first == {"F-1": vnd(1_000), "F-2": vnd(200)}


def test_two_claims_at_once_never_share_an_invoice(offsets: Offsets) -> None:
    claims = [f"C-{number}" for number in range(8)]
    start = Barrier(len(claims))

    def settles(claim_id: str) -> int:
        start.wait()
        return sum(part.minor for part in taken(offsets, asked(claim_id, 400)).values())

    with ThreadPoolExecutor(len(claims)) as pool:
        parts = list(pool.map(settles, claims))

    assert sum(parts) == 1_500
    assert max(parts) <= 400


def test_an_invoice_in_another_currency_is_left_alone(offsets: Offsets) -> None:
    foreign = replace(OLD, amount=Money(OLD.amount.amount, "USD"))

    assert offsets.reserve(asked(), (foreign,)) == ()


def test_another_merchants_invoice_of_the_same_number_is_another_invoice(offsets: Offsets) -> None:
    taken(offsets, asked("C-1", 1_500))
    other = asked("C-2", 1_500).model_copy(update={"merchant_id": "shop-of-minh"})

    assert taken(offsets, other) == {"F-1": vnd(1_000), "F-2": vnd(500)}


def test_what_was_set_off_stays_used_when_the_claim_closes(
    offsets: Offsets, records: ClaimRecords
) -> None:
    taken(offsets, asked(wanted=700))
    records.record(booking(700))

    records.record(CaseRecord(row=a_row(version=2, closed_at=MONDAY, awaiting=())))

    assert taken(offsets, asked("C-2", 1_000)) == {"F-1": vnd(300), "F-2": vnd(500)}


def test_what_a_closed_claim_did_not_use_is_free(offsets: Offsets, records: ClaimRecords) -> None:
    taken(offsets, asked(wanted=1_500))

    records.record(CaseRecord(row=a_row(closed_at=MONDAY, awaiting=())))

    assert taken(offsets, asked("C-2", 1_500)) == {"F-1": vnd(1_000), "F-2": vnd(500)}


def test_what_an_undone_settlement_did_not_use_is_free(
    offsets: Offsets, records: ClaimRecords
) -> None:
    taken(offsets, asked(wanted=1_500))
    records.record(booking(1_000))

    records.record(giving_up(version=1))

    assert taken(offsets, asked("C-2", 1_500)) == {"F-2": vnd(500)}


def test_a_later_settlement_takes_over_what_the_earlier_did_not_use(offsets: Offsets) -> None:
    taken(offsets, asked(wanted=1_500))

    assert taken(offsets, asked(wanted=1_200, version=2)) == {"F-1": vnd(1_000), "F-2": vnd(200)}


def test_less_set_off_than_reserved_leaves_the_rest_to_others(
    offsets: Offsets, records: ClaimRecords
) -> None:
    taken(offsets, asked(wanted=1_000))

    records.record(booking(600))
    records.record(booking(600))

    assert taken(offsets, asked("C-2", 1_000)) == {"F-1": vnd(400), "F-2": vnd(500)}


def test_what_was_never_reserved_is_booked_all_the_same(
    offsets: Offsets, records: ClaimRecords
) -> None:
    records.record(booking(600))

    assert taken(offsets, asked("C-2", 1_500)) == {"F-1": vnd(400), "F-2": vnd(500)}


def test_reserving_beyond_an_invoice_is_refused_to_plain_sql(engine: Engine) -> None:
    row = (
        "INSERT INTO invoice_offset VALUES ('{}', 1, 'F-1', 'shop-of-lan', 60, 100, 'VND', "
        "'reserved', '2026-03-02 02:00:00')"
    )

    with pytest.raises(IntegrityError, match="more would be set off"):
        run(engine, row.format("C-1"), row.format("C-2"))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM invoice_offset")) == 0
