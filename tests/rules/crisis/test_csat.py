"""The customer is asked after the closing, reminded once, and followed up when unhappy."""

from dataclasses import replace

import pytest

from makegood.rules.crisis.csat import ask, csat_due, next_csat, record_csat
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.words import CrisisStage
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import DAY, HOUR, MAI, SECOND, START, a_declared_case, an_alert, by
from tests.rules.crisis.saying import happened, letters, quiet

CUSTOMER = "cust-7"


def asked() -> CrisisFile:
    """A closed case whose customer is to be asked a day later."""
    return ask(replace(a_declared_case(), stage=CrisisStage.CLOSED), START)


def refused(case: CrisisFile, score: int) -> str:
    """The code with which an answer is refused."""
    with pytest.raises(Refused) as refusal:
        record_csat(case, by(CUSTOMER, 2 * DAY), score)
    return refusal.value.code


def test_the_customer_is_asked_on_time_and_reminded_once() -> None:
    case = asked()
    assert next_csat(case) == (START + DAY, "ask the customer how it went")
    assert csat_due(case, START + DAY - SECOND) == case

    case = csat_due(case, START + DAY)
    assert letters(case) == [(CUSTOMER, "csat_request")]
    assert next_csat(case) == (START + 2 * DAY, "remind the customer of the question")

    case = csat_due(case, START + 2 * DAY)
    assert letters(case) == [(CUSTOMER, "csat_request")] * 2
    assert happened(case) == ["csat_asked", "csat_reminded"]
    assert next_csat(case) is None
    assert csat_due(case, START + 9 * DAY) == case


def test_an_answer_ends_the_reminders() -> None:
    case = record_csat(csat_due(asked(), START + DAY), by(CUSTOMER, DAY + HOUR), 5, "quick")

    assert case.csat is not None
    assert (case.csat.score, case.csat.comment) == (5, "quick")
    assert next_csat(case) is None
    assert case.actions == ()


def test_an_unhappy_customer_is_followed_up_by_the_lead() -> None:
    case = record_csat(quiet(asked()), by(CUSTOMER, DAY), 2)

    assert [(one.owner, one.title) for one in case.actions] == [
        (MAI, "Get back to the customer, who gave 2 of 5")
    ]
    assert letters(case) == [(MAI, "action_added")]


def test_the_same_answer_again_changes_nothing_and_another_is_refused() -> None:
    case = record_csat(asked(), by(CUSTOMER, DAY), 1, "slow")

    assert record_csat(case, by(CUSTOMER, 2 * DAY), 1, "slow") == case
    assert refused(case, 5) == "answered_already"


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_to_five(score: int) -> None:
    assert refused(asked(), score) == "bad_score"


def test_nobody_answers_what_was_not_asked() -> None:
    assert refused(a_declared_case(), 4) == "not_asked"
    assert refused(replace(asked(), ended_at=START), 4) == "not_asked"


def test_a_rehearsal_and_a_case_without_customer_ask_nobody() -> None:
    assert ask(a_declared_case(alert=an_alert(drill=True)), START).csat is None
    assert ask(a_declared_case(alert=an_alert(customer=None)), START).csat is None


def test_an_answer_given_is_not_asked_for_again_after_a_reopening() -> None:
    case = record_csat(asked(), by(CUSTOMER, DAY), 4)

    assert ask(case, START + 2 * DAY) == case


def test_while_the_case_is_reopened_the_customer_is_not_asked() -> None:
    case = replace(asked(), stage=CrisisStage.REOPENED)

    assert next_csat(case) is None
    assert csat_due(case, START + DAY) == case
