"""Payment messages: bounded, tolerant of newer fields, exact on the wire."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from makegood.messages.payments import (
    PaymentInstruction,
    PaymentNotice,
    PaymentReport,
    PaymentState,
)
from makegood.rules.money import Money

WIRE = {
    "payment_key": "c-1001-v1-transfer-1",
    "amount": {"amount": "1250000", "currency": "VND"},
    "payee": {"account": "0071000123456", "bank_code": "970436", "holder": "CUA HANG LAN"},
}
NOTICE = {
    "notice_id": "FT1-settled",
    "payment_key": "c-1001-v1-transfer-1",
    "state": "settled",
    "occurred_at": "2026-03-10T16:00:00+07:00",
    "amount": {"amount": "1250000", "currency": "VND"},
}


def test_an_instruction_reads_and_writes_amounts_as_strings() -> None:
    instruction = PaymentInstruction.model_validate(WIRE)
    assert instruction.amount == Money(Decimal(1250000), "VND")
    assert json.loads(instruction.model_dump_json())["amount"] == WIRE["amount"]
    assert PaymentInstruction.model_validate_json(instruction.model_dump_json()) == instruction


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("payment_key", "k" * 36),
        ("payment_key", ""),
        ("payment_key", "with blank"),
        ("payment_key", "../statement"),
        ("amount", {"amount": "0", "currency": "VND"}),
        ("amount", {"amount": "-1", "currency": "VND"}),
        ("amount", {"amount": "NaN", "currency": "VND"}),
        ("amount", {"amount": "1", "currency": "dong"}),
        ("payee", {"account": "", "bank_code": "970436", "holder": "LAN"}),
        ("reference", "r" * 141),
        ("method", "cheque"),
    ],
)
def test_what_a_bank_cannot_carry_is_no_instruction(field: str, wrong: object) -> None:
    with pytest.raises(ValidationError, match=field):
        PaymentInstruction.model_validate({**WIRE, field: wrong})


def test_a_key_of_thirty_five_characters_is_carried() -> None:
    key = "k" * 35
    assert PaymentInstruction.model_validate({**WIRE, "payment_key": key}).payment_key == key


def test_an_instruction_is_not_changed_after_it_was_made() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        PaymentInstruction.model_validate(WIRE).reference = "another"  # type: ignore[misc]


def test_a_notice_is_read_in_utc_or_any_zone_and_newer_fields_are_let_go() -> None:
    notice = PaymentNotice.model_validate({**NOTICE, "uetr": "x", "code": "AC04"})
    assert notice.occurred_at == datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    assert (notice.state, notice.code, notice.source) == (PaymentState.SETTLED, "AC04", "bank")
    assert "uetr" not in notice.model_dump()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("notice_id", "n" * 129),
        ("notice_id", "two words"),
        ("occurred_at", "2026-03-10T16:00:00"),
        ("code", "AC4"),
        ("state", "lost"),
        ("bank_reference", "b" * 65),
        ("source", ""),
    ],
)
def test_a_notice_out_of_bounds_is_refused(field: str, wrong: str) -> None:
    with pytest.raises(ValidationError, match=field):
        PaymentNotice.model_validate({**NOTICE, field: wrong})


def test_a_payment_that_the_bank_does_not_know_has_no_amount() -> None:
    report = PaymentReport(payment_key="k", state=PaymentState.NOT_FOUND)
    assert (report.amount, report.occurred_at, report.value_date) == (None, None, None)
