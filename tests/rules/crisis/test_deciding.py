"""Decisions with their reasons, and evidence by content."""

from dataclasses import replace

from makegood.rules.crisis.deciding import (
    MOST_EVIDENCE,
    NewDecision,
    add_evidence,
    record_decision,
)
from makegood.rules.crisis.words import CrisisStage, Evidence
from tests.rules.crisis.cases import HOUR, MAI, MINUTE, START, a_declared_case, by
from tests.rules.life.walk import refusal_of


def a_piece(number: int = 1) -> Evidence:
    """A picture of the post, as it was seen."""
    return Evidence(f"{number:064x}", "the post", "https://social.example/1", START, MAI)


def test_a_decision_is_numbered_with_its_reason_and_by_whom() -> None:
    case = record_decision(
        a_declared_case(), by(MAI, MINUTE, "it is cheaper"), NewDecision("refund all")
    )
    case = record_decision(case, by(MAI, HOUR, "the law says so"), NewDecision("pay twice", "CL-7"))

    said = [(one.number, one.what, one.why, one.claim_id) for one in case.decisions]
    assert said == [
        (1, "refund all", "it is cheaper", ""),
        (2, "pay twice", "the law says so", "CL-7"),
    ]
    assert case.last_human_at == START + HOUR


def test_a_decision_without_a_reason_is_none() -> None:
    case = a_declared_case()

    assert refusal_of(lambda: record_decision(case, by(MAI, why=""), NewDecision("pay"))).code == (
        "reason_missing"
    )


def test_the_same_content_is_evidence_once() -> None:
    case = add_evidence(a_declared_case(), by(MAI), a_piece())

    assert add_evidence(case, by(MAI, HOUR), replace(a_piece(), what="again")) == case
    assert [event.what for event in case.events] == ["evidence_added"]


def test_a_case_does_not_hold_evidence_without_end() -> None:
    pieces = tuple(a_piece(number) for number in range(MOST_EVIDENCE))
    case = replace(a_declared_case(), evidence=pieces)

    refused = refusal_of(lambda: add_evidence(case, by(MAI), a_piece(MOST_EVIDENCE)))

    assert refused.code == "too_much_evidence"


def test_nothing_is_decided_or_added_once_nobody_works_on_the_case() -> None:
    case = a_declared_case(stage=CrisisStage.CLOSED)

    assert (
        refusal_of(lambda: record_decision(case, by(MAI), NewDecision("pay"))).code == "not_active"
    )
    assert refusal_of(lambda: add_evidence(case, by(MAI), a_piece())).code == "not_active"
