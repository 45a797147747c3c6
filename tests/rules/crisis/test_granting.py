"""Goodwill beyond policy that the team decided on: asked of a claim, followed to its end."""

from dataclasses import replace

import pytest

from makegood.rules.crisis import granting
from makegood.rules.crisis.closing import checklist
from makegood.rules.crisis.deciding import NewDecision, record_decision
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.work import Work, is_claim_to_hear, work
from makegood.rules.grants import GrantState
from tests.builders import vnd
from tests.rules.crisis.cases import MAI, MINUTE, a_declared_case, an_alert, by
from tests.rules.life.walk import refusal_of

WISH = NewDecision("pay more than the contract says", "CL-7", vnd(5_000_000))


def granted(new: NewDecision = WISH, *, drill: bool = False) -> CrisisFile:
    case = a_declared_case(alert=replace(an_alert(), drill=drill))
    return record_decision(case, by(MAI, MINUTE, "it is fair"), new)


def heard(case: CrisisFile, state: GrantState, number: int = 1) -> CrisisFile:
    return granting.told(case, by("system"), number, state)


def test_a_decision_with_a_total_is_for_the_claim_to_hear() -> None:
    case = granted()

    assert granting.to_ask(case) == case.decisions[0]
    assert is_claim_to_hear(case)
    assert Work.ASK_CLAIM in work(case)
    assert granting.to_ask(heard(case, GrantState.ASKED)) is None
    assert not is_claim_to_hear(granted(NewDecision("call again", "CL-7")))


def test_a_case_is_not_closed_over_goodwill_that_nobody_decided_on() -> None:
    left = "claim CL-7 has not decided on the goodwill of decision 1"

    assert left in checklist(heard(granted(), GrantState.SIGNING))
    assert left not in checklist(heard(granted(), GrantState.APPROVED))


def test_news_are_written_down_once_and_end_with_the_last() -> None:
    case = heard(heard(granted(), GrantState.SIGNING), GrantState.SIGNING)
    paid = heard(heard(case, GrantState.APPROVED), GrantState.PAID)

    assert [event.what for event in paid.events][-3:] == [
        "goodwill_signing",
        "goodwill_approved",
        "goodwill_paid",
    ]
    assert heard(paid, GrantState.LAPSED) == paid


@pytest.mark.parametrize(
    ("new", "drill", "code"),
    [
        (NewDecision("pay", "", vnd(1)), False, "claim_missing"),
        (NewDecision("pay", "CL-7", vnd(0)), False, "not_payable"),
        (WISH, True, "drill_pays_nobody"),
    ],
)
def test_goodwill_without_a_claim_without_money_or_in_a_drill_is_refused(
    new: NewDecision, drill: bool, code: str
) -> None:
    assert refusal_of(lambda: granted(new, drill=drill)).code == code


def test_news_of_goodwill_that_nobody_granted_are_refused() -> None:
    case = granted(NewDecision("call again", "CL-7"))

    for number in (1, 2):
        refused = refusal_of(lambda n=number: heard(case, GrantState.PAID, n))
        assert refused.code == "no_such_grant"
