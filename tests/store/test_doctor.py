"""The doctor finds each thing that must never be, by planting it, and finds nothing else."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from makegood.messages.records import CaseRecord
from makegood.rules.attempts import PaymentState
from makegood.store.claims import ClaimRecords
from makegood.store.crisis_invariants import CRISIS_INVARIANTS
from makegood.store.doctor import INVARIANTS, Finding, examine
from makegood.store.door_invariants import DOOR_INVARIANTS
from makegood.store.watch_invariants import WATCH_INVARIANTS
from tests.store.builders import (
    HOUR,
    MONDAY,
    a_claim,
    a_posting,
    a_record,
    a_report,
    a_row,
    an_attempt,
    an_entry,
)

NOTICE = (
    "INSERT INTO notice VALUES ('n1', 'C-1', 'lan', 'offer', '{}', 'given_up', 12, 'no address', "
    "'', '2026-03-02 02:00:00', '2026-03-02 02:00:00', NULL)"
)
PAYMENT = (
    "INSERT INTO payment VALUES ('p{0}', 'C-1', 1, 1, {0}, 100, 'VND', 'transfer', "
    "'submitted', '', '', NULL, '2026-03-02 02:00:00', NULL, NULL)"
)
DEAD_LETTER = (
    "INSERT INTO dead_letter (digest, kind, claim_id, reason, payload, owner, at) "
    "VALUES ('x', 'signal', 'C-1', 'why', '?', '', '2026-03-02 02:00:00')"
)
TRANSACTION = (
    "INSERT INTO ledger_transaction VALUES ('T-1', 'C-1', 'raw', 'VND', '2026-03-02 02:00:00')"
)
ENTRY = "INSERT INTO ledger_entry VALUES ('T-1', 0, 'bank:cash', 5)"
CLOCK = (
    "INSERT INTO timeline VALUES ('C-1', {0}, '2026-03-02 02:00:00', 'clock', 'clock_breached', "
    "'', '', 'decision: breach', '2026-03-02')"
)

OFFSET = (
    "INSERT INTO invoice_offset VALUES ('{0}', 1, 'F-1', 'shop-of-lan', 60, 100, 'VND', '{1}', "
    "'2026-03-02 02:00:00')"
)

PLANTED: dict[str, Sequence[str]] = {
    "every ledger transaction sums to zero": (TRANSACTION, ENTRY),
    "every ledger transaction is sealed": (TRANSACTION,),
    "every balance is the sum of its entries": (
        "INSERT INTO ledger_balance VALUES ('bank:cash', 'VND', 5)",
    ),
    "every account has a balance": ("DELETE FROM ledger_balance",),
    "a leg of a settlement is paid at most once": (PAYMENT.format(1), PAYMENT.format(2)),
    "a closed claim has nothing reserved, payable or in clearing": (
        "UPDATE claim SET closed_at = '2026-03-03 02:00:00'",
    ),
    "no invoice is set off beyond its amount": (
        OFFSET.format("C-1", "booked"),
        OFFSET.format("C-2", "booked"),
    ),
    "a closed claim reserves no invoice": (
        OFFSET.format("C-1", "reserved"),
        "UPDATE claim SET closed_at = '2026-03-03 02:00:00'",
    ),
    "every claim was taken in": ("DELETE FROM intake",),
    "a closed claim waits on nobody": ("UPDATE claim SET closed_at = '2026-03-03 02:00:00'",),
    "a timeline has no gaps": (CLOCK.format(3),),
    "a clock reaches each milestone once": (CLOCK.format(2), CLOCK.format(3)),
    "the outbox is empty or young": ("UPDATE notice SET made_at = '2026-03-02 00:59:59.999999'",),
    "a notice that was given up is a dead letter": (NOTICE,),
    "every dead letter has an owner": (DEAD_LETTER,),
}


@pytest.fixture
def healthy(engine: Engine) -> Engine:
    """A database of one open claim, all in order."""
    records = ClaimRecords(engine, lambda: MONDAY)
    records.open_claim(a_claim(), "hash-1")
    records.record(a_record())
    return engine


def plant(engine: Engine, statements: Sequence[str]) -> None:
    """Run the statements past every guard, as somebody could who owns the database."""
    unguarded = [*statements_without_guards(engine), *statements]
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database))) as raw:
            raw.executescript(";".join(unguarded))
        return
    with engine.begin() as connection:
        for statement in unguarded:
            connection.execute(text(statement))


def statements_without_guards(engine: Engine) -> list[str]:
    """What takes the guards away; a plain SQLite connection has no foreign keys anyway."""
    drop = ["DROP INDEX uq_payment_live_leg"]
    if engine.dialect.name == "postgresql":
        drop += ["ALTER TABLE ledger_transaction DISABLE TRIGGER ALL"]
        drop += ["ALTER TABLE ledger_entry DISABLE TRIGGER ALL"]
    return drop


def test_a_database_in_order_has_no_findings(healthy: Engine) -> None:
    assert examine(healthy, MONDAY + HOUR) == []


def test_every_invariant_of_claims_has_been_seen_broken() -> None:
    others = {*CRISIS_INVARIANTS, *WATCH_INVARIANTS, *DOOR_INVARIANTS}

    assert set(PLANTED) == set(INVARIANTS) - others


@pytest.mark.parametrize("invariant", PLANTED, ids=lambda name: name.replace(" ", "_"))
def test_what_breaks_an_invariant_is_found(healthy: Engine, invariant: str) -> None:
    plant(healthy, PLANTED[invariant])

    found = examine(healthy, MONDAY + HOUR)

    assert invariant in {finding.invariant for finding in found}


def test_a_finding_names_what_is_wrong(healthy: Engine) -> None:
    plant(healthy, PLANTED["every balance is the sum of its entries"])

    assert examine(healthy, MONDAY) == [
        Finding("every balance is the sum of its entries", "bank:cash VND")
    ]


def test_an_old_notice_that_waits_is_found_only_when_it_is_old(healthy: Engine) -> None:
    just_old = MONDAY + HOUR + timedelta(microseconds=1)

    assert examine(healthy, MONDAY + HOUR) == []
    assert [finding.subject for finding in examine(healthy, just_old)] == ["C-1:1:acknowledgement"]


def test_a_claim_that_was_paid_and_closed_properly_has_no_findings(healthy: Engine) -> None:
    records = ClaimRecords(healthy, lambda: MONDAY)
    records.post("C-1", a_posting("C-1:reserve:2", minor=-1_250_000))
    records.begin_payment("C-1", an_attempt(1))
    records.mark_payment("C-1", an_attempt(1).key, a_report(PaymentState.REJECTED))
    records.begin_payment("C-1", an_attempt(2))
    closed = a_row(version=2, closed_at=MONDAY, awaiting=())
    records.record(CaseRecord(row=closed, timeline=(an_entry(2, "claim_closed"),)))

    assert examine(healthy, MONDAY) == []
