"""The bank simulator in process: what it books, rejects, returns and answers."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from makegood.gateways.bank_simulator.app import create_app
from makegood.gateways.bank_simulator.bank import Bank, KeyUsedOtherwiseError
from makegood.gateways.bank_simulator.desk import BankSettings
from makegood.gateways.bank_simulator.script import Answering, Asked, Match, Then
from makegood.messages.payments import PaymentReport, PaymentState
from tests.gateways.bank_at_work import (
    KEY,
    ORDINARY_ACCOUNT,
    TUESDAY_MORNING,
    HandClock,
    a_bank,
    a_rule,
    an_instruction,
)

SEVEN_HOURS = timedelta(hours=7)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> HandClock:
    """Nine in the morning on a Tuesday at the bank."""
    return HandClock()


@pytest.fixture
def bank(tmp_path: Path, clock: HandClock) -> Bank:
    """A bank with real days."""
    return a_bank(tmp_path, clock)


def standing(bank: Bank, key: str = KEY) -> PaymentReport:
    """How the payment stands."""
    report = bank.look_up(key).report
    assert report is not None
    return report


def statement(bank: Bank) -> list[tuple[str, Decimal]]:
    """Kind and amount of every booking."""
    return [(entry.kind, entry.amount.amount) for entry in bank.statement()]


class TestABusinessDay:
    def test_a_payment_of_the_morning_is_accepted_for_today(self, bank: Bank) -> None:
        bank.submit(an_instruction())
        assert standing(bank).state is PaymentState.ACCEPTED
        assert statement(bank) == []

    def test_it_is_booked_at_the_cut_off_and_not_before(self, bank: Bank, clock: HandClock) -> None:
        bank.submit(an_instruction())
        clock.forward(SEVEN_HOURS - timedelta(seconds=1))
        assert bank.run_due() == 0

        clock.forward(timedelta(seconds=1))
        bank.run_due()

        report = standing(bank)
        assert (report.state, report.code) == (PaymentState.SETTLED, "")
        assert report.occurred_at == TUESDAY_MORNING + SEVEN_HOURS
        assert str(report.value_date) == "2026-03-10"
        assert statement(bank) == [("debit", Decimal(1250000))]

    def test_a_payment_of_friday_evening_queues_until_monday(
        self, bank: Bank, clock: HandClock
    ) -> None:
        clock.forward(3 * DAY + SEVEN_HOURS)
        bank.submit(an_instruction())
        assert standing(bank).state is PaymentState.QUEUED

        clock.forward(2 * DAY + timedelta(hours=23))
        bank.run_due()
        assert standing(bank).state is PaymentState.QUEUED

        clock.forward(timedelta(hours=1))
        bank.run_due()
        assert standing(bank).state is PaymentState.SETTLED
        assert str(standing(bank).value_date) == "2026-03-16"

    def test_the_day_can_be_booked_only_once(self, bank: Bank, clock: HandClock) -> None:
        bank.submit(an_instruction())
        clock.forward(DAY)
        assert bank.run_due() == 1
        assert bank.run_due() == 0
        assert len(bank.statement()) == 1


class TestWhatItIsTold:
    def test_a_rejection_at_once_is_in_the_answer_and_books_nothing(
        self, bank: Bank, clock: HandClock
    ) -> None:
        bank.tell([a_rule(Then(code="AC01"), Match(account=ORDINARY_ACCOUNT))])
        report = bank.submit(an_instruction()).report
        clock.forward(30 * DAY)
        bank.run_due()

        assert report is not None
        assert (report.state, report.code) == (PaymentState.REJECTED, "AC01")
        assert statement(bank) == []

    def test_a_rejection_at_the_cut_off_comes_after_acceptance(
        self, bank: Bank, clock: HandClock
    ) -> None:
        bank.tell([a_rule(Then(code="AM04", at_cut_off=True))])
        bank.submit(an_instruction())
        assert standing(bank).state is PaymentState.ACCEPTED

        clock.forward(SEVEN_HOURS)
        bank.run_due()
        assert (standing(bank).state, standing(bank).code) == (PaymentState.REJECTED, "AM04")
        assert statement(bank) == []

    @pytest.mark.parametrize("days", [2, 21])
    def test_a_return_comes_days_or_weeks_later_and_brings_the_money_back(
        self, bank: Bank, clock: HandClock, days: int
    ) -> None:
        bank.tell([a_rule(Then(code="AC04", return_after_days=Decimal(days)))])
        bank.submit(an_instruction())
        clock.forward(SEVEN_HOURS + days * DAY - timedelta(seconds=1))
        bank.run_due()
        assert standing(bank).state is PaymentState.SETTLED

        clock.forward(timedelta(seconds=1))
        bank.run_due()
        assert (standing(bank).state, standing(bank).code) == (PaymentState.RETURNED, "AC04")
        assert statement(bank) == [("debit", Decimal(1250000)), ("credit", Decimal(1250000))]

    def test_a_return_without_a_reason_is_ms03(self, bank: Bank, clock: HandClock) -> None:
        bank.tell([a_rule(Then(return_after_days=Decimal(1)))])
        bank.submit(an_instruction())
        clock.forward(9 * DAY)
        bank.run_due()
        assert standing(bank).code == "MS03"

    def test_a_slow_settlement_queues_for_days(self, bank: Bank, clock: HandClock) -> None:
        bank.tell([a_rule(Then(settle_after_days=Decimal(2)))])
        bank.submit(an_instruction())
        clock.forward(2 * DAY)
        bank.run_due()
        assert standing(bank).state is PaymentState.QUEUED

        clock.forward(SEVEN_HOURS)
        bank.run_due()
        assert standing(bank).state is PaymentState.SETTLED

    @pytest.mark.parametrize(
        "match",
        [
            Match(account="another"),
            Match(account_suffix="0000"),
            Match(payment_key="c-9"),
            Match(amount=Decimal(1)),
            Match(amount_over=Decimal(1250000)),
            Match(nth=2),
            Match(asked=Asked.LOOK_UP),
        ],
    )
    def test_a_rule_about_others_leaves_this_payment_alone(self, bank: Bank, match: Match) -> None:
        bank.tell([a_rule(Then(code="AC01"), match)])
        bank.submit(an_instruction())
        assert standing(bank).state is PaymentState.ACCEPTED

    @pytest.mark.parametrize(
        "match",
        [
            Match(account_suffix="3456"),
            Match(payment_key="c-1001-"),
            Match(amount=Decimal("1250000.0")),
            Match(amount_over=Decimal(1249999)),
            Match(nth=1),
        ],
    )
    def test_a_rule_about_this_payment_holds(self, bank: Bank, match: Match) -> None:
        bank.tell([a_rule(Then(code="AC01"), match)])
        bank.submit(an_instruction())
        assert standing(bank).state is PaymentState.REJECTED

    def test_what_is_told_later_goes_first_and_an_order_within_is_kept(self, bank: Bank) -> None:
        bank.tell([a_rule(Then(code="AC01"))])
        bank.tell([a_rule(Then(code="AC04")), a_rule(Then(code="AC06"))])
        bank.submit(an_instruction())
        assert standing(bank).code == "AC04"

    def test_the_script_and_its_counts_outlive_the_bank(
        self, bank: Bank, tmp_path: Path, clock: HandClock
    ) -> None:
        bank.tell([a_rule(Then(code="AC01"), Match(nth=2))])
        bank.tell([a_rule(Then(answering=Answering.UNAVAILABLE), Match(nth=1))])
        bank.submit(an_instruction())

        again = a_bank(tmp_path, clock)
        again.submit(an_instruction())
        assert standing(again).code == "AC01"

    def test_a_forgotten_script_leaves_a_payment_its_fate(
        self, bank: Bank, clock: HandClock
    ) -> None:
        bank.tell([a_rule(Then(code="AC04", return_after_days=Decimal(1)))])
        bank.submit(an_instruction("first"))
        bank.forget_script()
        bank.submit(an_instruction("second"))
        clock.forward(5 * DAY)
        bank.run_due()

        assert standing(bank, "first").state is PaymentState.RETURNED
        assert standing(bank, "second").state is PaymentState.SETTLED


@pytest.mark.parametrize(
    ("ending", "state", "code"),
    [
        ("990001", PaymentState.REJECTED, "AC01"),
        ("990002", PaymentState.REJECTED, "AM05"),
        ("990003", PaymentState.REJECTED, "AM04"),
        ("990004", PaymentState.RETURNED, "AC04"),
        ("990005", PaymentState.RETURNED, "BE01"),
        ("990006", PaymentState.RETURNED, "AC06"),
        ("990007", PaymentState.REJECTED, "RR04"),
        ("990008", PaymentState.REJECTED, "MS03"),
        ("990011", PaymentState.SETTLED, ""),
        ("990012", PaymentState.SETTLED, ""),
        ("123456", PaymentState.SETTLED, ""),
    ],
)
def test_accounts_with_a_magic_ending_misbehave_by_themselves(
    bank: Bank, clock: HandClock, ending: str, state: PaymentState, code: str
) -> None:
    paid = an_instruction(account=f"0071{ending}")
    bank.submit(paid)
    bank.submit(paid)
    clock.forward(30 * DAY)
    bank.run_due()
    assert (standing(bank).state, standing(bank).code) == (state, code)


def test_another_payee_under_the_same_key_is_refused(bank: Bank) -> None:
    bank.submit(an_instruction(account="111111111"))
    with pytest.raises(KeyUsedOtherwiseError):
        bank.submit(an_instruction(account="222222222"))


@pytest.fixture
def app(tmp_path: Path, clock: HandClock) -> FastAPI:
    """The bank's doors, without a socket."""
    return create_app(BankSettings(tmp_path / "bank.sqlite"), clock)


@pytest.fixture
def client(app: FastAPI) -> httpx.AsyncClient:
    """Someone at the doors."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bank")


BODY = an_instruction().model_dump_json()


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({}, BODY, 400, "missing_key"),
        ({"idempotency-key": "another"}, BODY, 400, "other_key"),
        ({"idempotency-key": KEY}, "{", 400, "malformed"),
        ({"idempotency-key": KEY}, BODY.replace("1250000", "-1"), 400, "malformed"),
        ({"idempotency-key": KEY}, BODY.replace("1250000", "0.5"), 422, "AM12"),
    ],
)
async def test_what_no_bank_can_take_is_refused_by_name(
    client: httpx.AsyncClient, headers: dict[str, str], body: str, status: int, code: str
) -> None:
    answer = await client.post("/payments", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await client.get("/healthz")).json()["pending"] == 0


async def test_a_malformed_payment_is_told_which_field(client: httpx.AsyncClient) -> None:
    body = BODY.replace("970436", "")
    answer = await client.post("/payments", content=body, headers={"idempotency-key": KEY})
    assert "payee" in answer.json()["detail"]
    assert "CUA HANG LAN" not in answer.text


async def test_a_script_is_told_over_http_in_the_documented_form(
    client: httpx.AsyncClient,
) -> None:
    rule = {"match": {"account": ORDINARY_ACCOUNT}, "then": {"code": "AC04"}}
    assert (await client.post("/script", json=[rule])).status_code == 204
    headers = {"idempotency-key": KEY}
    answer = await client.post("/payments", content=BODY, headers=headers)
    assert answer.json()["code"] == "AC04"

    assert (await client.delete("/script")).status_code == 204
    body, headers = BODY.replace(KEY, "other"), {"idempotency-key": "other"}
    answer = await client.post("/payments", content=body, headers=headers)
    assert answer.json()["state"] == "accepted"


async def test_a_script_with_a_misspelt_word_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/script", json=[{"match": {}, "then": {"return_afer_days": 2}}])
    assert answer.status_code == 400
    assert "return_afer_days" in answer.json()["detail"]


async def test_the_statement_has_every_booking(
    app: FastAPI, client: httpx.AsyncClient, clock: HandClock
) -> None:
    await client.post("/payments", content=BODY, headers={"idempotency-key": KEY})
    clock.forward(DAY)
    app.state.desk.bank.run_due()
    (entry,) = (await client.get("/statement")).json()["entries"]
    assert (entry["payment_key"], entry["kind"]) == (KEY, "debit")
    assert entry["amount"] == {"amount": "1250000", "currency": "VND"}


async def test_a_payment_that_was_never_made_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/payments/never")
    assert (answer.status_code, answer.json()["code"]) == (404, "payment_not_found")


async def test_a_locked_file_takes_nothing_and_says_so(
    tmp_path: Path, app: FastAPI, clock: HandClock
) -> None:
    app.state.desk.file.connection.execute("PRAGMA busy_timeout=10")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://bank")
    headers = {"idempotency-key": KEY}
    with closing(sqlite3.connect(tmp_path / "bank.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = await client.post("/payments", content=BODY, headers=headers)
        other.execute("ROLLBACK")

    assert locked.status_code == 500
    assert (await client.get(f"/payments/{KEY}")).status_code == 404
    assert (await client.post("/payments", content=BODY, headers=headers)).status_code == 200
