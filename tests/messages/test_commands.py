"""Commands: bounded, named, tolerant of newer fields, and clear about what they lack."""

import pytest
from pydantic import BaseModel, ValidationError

from makegood.messages.commands import (
    AnswerOffer,
    MakeOffer,
    ParcelFound,
    SignOff,
    SubmitDocuments,
    Withdraw,
)
from makegood.rules.signoff import Decide

SIGNED = {
    "decision_id": "d-1",
    "team": "finance",
    "decision": "send_back",
    "by": "fin.oanh",
    "reason": "the account is new",
    "subject_hash": "ab12cd34ef56ab78",
}


def faults(model: type[BaseModel], raw: dict[str, object]) -> str:
    with pytest.raises(ValidationError) as refusal:
        model.model_validate(raw)
    return str(refusal.value)


def test_a_sign_off_names_the_team_the_decision_and_what_was_seen() -> None:
    said = SignOff.model_validate(SIGNED)

    assert (said.team, said.decision) == ("finance", Decide.SEND_BACK)
    assert SignOff.model_validate_json(said.model_dump_json()) == said


@pytest.mark.parametrize(
    ("field", "value"),
    [("team", "marketing"), ("decision", "maybe"), ("by", ""), ("subject_hash", "ab")],
)
def test_a_sign_off_that_says_too_little_is_refused_by_name(field: str, value: str) -> None:
    assert field in faults(SignOff, {**SIGNED, field: value})


def test_a_command_of_newer_code_is_understood() -> None:
    assert SignOff.model_validate({**SIGNED, "device": "phone"}).by == "fin.oanh"


def test_a_withdrawal_has_a_reason() -> None:
    assert "reason" in faults(Withdraw, {"reason": "  "})


def test_documents_come_twenty_at_a_time_at_most() -> None:
    paper = {"kind": "invoice", "sha256": "ab" * 32}

    assert "at most 20" in faults(SubmitDocuments, {"documents": [paper] * 21})
    assert "at least 1" in faults(SubmitDocuments, {"documents": []})


def test_an_offer_and_its_answer_name_amounts_with_their_currency() -> None:
    raw = {"offer_id": "o-1", "total": {"amount": "4000000", "currency": "VND"}, "by": "desk.an"}

    assert MakeOffer.model_validate({**raw, "reason": "as agreed"}).total.text() == "4,000,000 VND"
    assert "version" in faults(AnswerOffer, {"version": 0, "answer": "accept"})
    assert "answer" in faults(AnswerOffer, {"version": 1, "answer": "perhaps"})


def test_found_parcels_are_named() -> None:
    assert "tracking_numbers" in faults(ParcelFound, {"tracking_numbers": [], "by": "carrier"})
