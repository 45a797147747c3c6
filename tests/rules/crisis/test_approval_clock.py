"""Silence of an approver reminds, pages a backup, tells those above, and publishes nothing."""

from dataclasses import replace
from datetime import timedelta

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.statements import approval_due, next_approval, to_publish
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.words import CrisisStage
from makegood.rules.rounds import Decide
from tests.rules.crisis.cases import MAI, MINUTE, START, a_declared_case
from tests.rules.crisis.saying import (
    HOLDING,
    LEGAL,
    OPERATIONS,
    PR,
    SORRY,
    answered,
    calls,
    drafted,
    happened,
    letters,
    quiet,
    the_statement,
)

ASKED = START + MINUTE
"""When the approvers of the tests are asked; each has ten minutes."""


def run(case: CrisisFile, until: timedelta) -> CrisisFile:
    """Let time pass, from alarm to alarm."""
    while (alarm := next_approval(case, START)) and alarm[0] <= START + until:
        case = approval_due(case, alarm[0])
    return case


def waiting_for_legal() -> CrisisFile:
    """A case in which PR and Operations have signed, and nothing is unsent."""
    return quiet(answered(answered(drafted(), PR), OPERATIONS))


def test_a_silent_team_is_reminded_at_half_its_time() -> None:
    case = waiting_for_legal()

    assert next_approval(case, START) == (ASKED + 5 * MINUTE, "approval of statement sorry")
    assert letters(approval_due(case, ASKED + 5 * MINUTE)) == [("legal", "statement_reminder")]
    assert approval_due(case, ASKED + 5 * MINUTE - MINUTE / 60) == case


def test_when_its_time_is_up_its_backup_is_paged_and_the_lead_told() -> None:
    case = run(waiting_for_legal(), 11 * MINUTE)

    assert calls(case) == [("rota:legal:2",)]
    assert letters(case)[-1] == (MAI, "statement_reminder")
    assert happened(case)[-1] == "approval_silent"


def test_after_as_long_again_the_lead_and_management_are_paged() -> None:
    case = run(waiting_for_legal(), 60 * MINUTE)

    assert calls(case) == [("rota:legal:2",), ("role:lead", "rota:management:1")]


def test_without_a_lead_management_is_paged_alone() -> None:
    case = run(replace(waiting_for_legal(), roles=()), 60 * MINUTE)

    assert calls(case)[-1] == ("rota:management:1",)


def test_silence_escalates_and_never_publishes() -> None:
    case = run(drafted(), timedelta(days=30))

    assert the_statement(case).state is StatementState.IN_APPROVAL
    assert to_publish(case) == ()
    assert next_approval(case, START) is None


def test_each_stage_of_a_silence_is_told_once() -> None:
    case = run(waiting_for_legal(), 60 * MINUTE)

    assert approval_due(case, START + 60 * MINUTE) == case


def test_after_an_outage_a_team_gets_one_reminder_and_its_backup_one_page() -> None:
    case = approval_due(waiting_for_legal(), ASKED + 10 * MINUTE)

    assert letters(case) == [(MAI, "statement_reminder")]
    assert calls(case) == [("rota:legal:2",)]


def test_a_team_that_has_answered_is_left_alone() -> None:
    case = run(quiet(answered(waiting_for_legal(), LEGAL)), 60 * MINUTE)

    assert calls(case) == []
    assert "statement_reminder" not in {template for _, template in letters(case)}


def test_nobody_is_reminded_of_what_was_sent_back() -> None:
    case = answered(drafted(), LEGAL, Decide.SEND_BACK)

    assert next_approval(case, START) is None


def test_nobody_is_reminded_in_a_case_that_is_over() -> None:
    case = replace(drafted(), stage=CrisisStage.CLOSED)

    assert next_approval(case, START) is None
    assert approval_due(case, START + 60 * MINUTE) == case


def test_a_holding_statement_reminds_nobody() -> None:
    assert next_approval(drafted(said=HOLDING), START) is None


def test_reminder_mail_storm_fifty_statements_of_a_team_are_one_letter() -> None:
    case = a_declared_case()
    for number in range(50):
        case = drafted(case, replace(SORRY, key=f"s{number}"))

    case = approval_due(quiet(case), ASKED + 5 * MINUTE)

    assert letters(case) == [
        ("legal", "statement_reminder"),
        ("pr", "statement_reminder"),
        ("operations", "statement_reminder"),
    ]
    assert dict(case.unrecorded.letters[0].fields)["statements"].count("\n") == 49
