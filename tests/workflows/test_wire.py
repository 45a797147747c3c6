"""Messages travel as JSON without their defaults, and arrive as they were sent."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from makegood.messages import commands as say
from makegood.messages.carried import Carried
from makegood.messages.claims import ClaimRequest
from makegood.messages.payments import PaymentNotice, PaymentReport, PaymentState
from makegood.messages.recovery import CarrierAnswer, CarrierSays
from makegood.messages.steps import OpenOrder
from makegood.rules.claim import Team
from makegood.rules.coverage import ProvenValues
from makegood.rules.life.receiving import Admission
from makegood.rules.life.verifying import Reading
from makegood.rules.money import Money
from makegood.rules.signoff import Decide
from tests.builders import PAYEE, a_case, a_claim, a_reading, vnd
from tests.rules.life.walk import paid
from workflows.wire import CONVERTER

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
MONEY = st.builds(
    Money,
    st.decimals("0.01", "99999999999", places=2),
    st.sampled_from(("VND", "PHP", "USD", "XDR")),
)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
SOME = settings(max_examples=40, deadline=None)
REASONS = WORDS.map(str.strip).filter(bool)


def travelled(message: Any) -> Any:  # noqa: ANN401 - whatever is sent
    """What arrives of a message."""
    payload = CONVERTER.payload_converter.to_payload(message)
    return CONVERTER.payload_converter.from_payload(payload, type(message))


def text_of(message: object) -> str:
    """What is seen of a message on the wire."""
    return CONVERTER.payload_converter.to_payload(message).data.decode()


def a_request() -> ClaimRequest:
    """A claim as upstream systems send it."""
    return ClaimRequest.model_validate(
        {
            "claim_id": "C-1",
            "merchant_id": "merchant-lotus",
            "kind": "lost",
            "parcels": [{"tracking_number": "VN0001", "declared_value": "1250000"}],
            "claimed": {"amount": "1250000", "currency": "VND"},
            "incident_on": "2026-10-15",
        }
    )


MESSAGES: tuple[BaseModel, ...] = (
    a_request(),
    say.SignOff(
        decision_id="d-1",
        team=Team.FINANCE,
        decision=Decide.SEND_BACK,
        by="fin.oanh",
        reason="the sum is off",
        subject_hash="0123456789abcdef",
    ),
    say.MakeOffer(offer_id="o-1", total=vnd(5), by="desk.an", reason="to settle"),
    say.AnswerOffer(version=2, answer=say.Answer.COUNTER, amount=vnd(7), reason="more"),
    say.CorrectPayee(payee=PAYEE),
    say.Repair(remedy=say.Remedy.SKIP, by="operator", reason="seen to"),
    CarrierAnswer(answer_id="a-1", state=CarrierSays.PAID, amount=vnd(9)),
    PaymentNotice(
        notice_id="n-1",
        payment_key="C-1-s1-l1-a1",
        state=PaymentState.RETURNED,
        code="AC04",
        occurred_at=NOON,
        amount=vnd(9),
    ),
    PaymentReport(payment_key="C-1-s1-l1-a1", state=PaymentState.NOT_FOUND),
    OpenOrder(claim=a_claim(), dated=True, payee=PAYEE, at=NOON, run_id="r-1"),
    Carried(case=a_case(), answered=(("d-1", "{}"),)),
    Carried(case=paid()),
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: type(one).__name__)
def test_every_message_arrives_as_it_was_sent(message: BaseModel) -> None:
    assert travelled(message) == message


def test_a_value_of_the_rules_arrives_as_it_was_sent() -> None:
    case = paid()
    admission = Admission(case.terms, case.calendars, case.assignee)
    reading = replace(a_reading(), proven=ProvenValues(total=vnd(1), legal_invoice=True))

    assert travelled(admission) == admission
    assert travelled(reading) == reading
    assert isinstance(travelled(reading), Reading)


def test_what_stands_at_its_default_is_left_out() -> None:
    note = json.loads(text_of(say.Withdraw(reason="found it")))

    assert note == {"reason": "found it"}
    assert "urgent" not in text_of(a_request())


def test_amounts_are_text_on_the_wire() -> None:
    offer = say.MakeOffer(offer_id="o-1", total=vnd(1_250_000), by="desk.an", reason="as agreed")

    assert json.loads(text_of(offer))["total"] == {"amount": "1250000", "currency": "VND"}


def test_the_terms_of_a_claim_are_packed() -> None:
    case = a_case()
    admission = Admission(case.terms, case.calendars, case.assignee)
    payload = CONVERTER.payload_converter.to_payload(admission)

    assert payload.metadata["encoding"] == b"json/deflate"
    assert len(payload.data) < 4_000


def test_a_field_that_newer_code_sends_is_passed_over() -> None:
    payload = CONVERTER.payload_converter.to_payload({"by": "a", "text": "b", "mood": "c"})

    told = CONVERTER.payload_converter.from_payload(payload, say.AddNote)
    assert told == say.AddNote(by="a", text="b")


@SOME
@given(MONEY)
def test_no_amount_loses_a_digit(money: Money) -> None:
    arrived = travelled(say.RecoveryNotice(recovered=money, state="paid")).recovered

    assert arrived == money
    assert str(arrived.amount) == str(money.amount)


@SOME
@given(WORDS, REASONS)
def test_no_letter_is_lost(by: str, why: str) -> None:
    note = say.AddNote(by=by, text=why)

    assert travelled(note) == note


@SOME
@given(st.datetimes(timezones=st.just(UTC)), MONEY)
def test_no_moment_moves(at: datetime, amount: Money) -> None:
    notice = PaymentNotice(
        notice_id="n",
        payment_key="k",
        state=PaymentState.SETTLED,
        occurred_at=at,
        amount=amount,
    )

    assert travelled(notice).occurred_at == at


def test_an_exponent_is_an_amount_like_any_other() -> None:
    assert travelled(say.RecoveryNotice(recovered=Money(Decimal("1E+3"), "VND"), state="paid")) == (
        say.RecoveryNotice(recovered=vnd(1_000), state="paid")
    )
