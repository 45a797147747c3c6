"""Learnings may change playbooks once somebody agrees; actions remind until they are done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.learning import (
    NewAction,
    NewLearning,
    action_due,
    add_action,
    complete_action,
    decide_proposal,
    next_action,
    record_learning,
)
from makegood.rules.crisis.words import CrisisStage
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import BINH, CHI, DAY, HOUR, MAI, START, a_declared_case, an_alert, by
from tests.rules.crisis.saying import happened, letters, quiet

FIX = NewAction("Lower the gate sensors", BINH, START + 10 * DAY)
LESSON = NewLearning("We answered too late at night")
CHANGE = NewLearning("Night needs PR", "viral_post", "Add a night task for PR")


def closed() -> CrisisFile:
    """A closed case."""
    return replace(a_declared_case(), stage=CrisisStage.CLOSED)


def with_action(new: NewAction = FIX) -> CrisisFile:
    """A closed case with something to be done, of which its owner has been told."""
    return quiet(add_action(closed(), by(MAI), new))


def run(case: CrisisFile, until: timedelta) -> CrisisFile:
    """Let time pass, from alarm to alarm."""
    while (alarm := next_action(case)) and alarm[0] <= START + until:
        case = action_due(case, alarm[0])
    return case


def proposed() -> CrisisFile:
    """A case in which Chi proposes a change of the playbook."""
    return record_learning(closed(), by(CHI), CHANGE)


def test_a_learning_is_recorded_once() -> None:
    case = record_learning(closed(), by(CHI), LESSON)

    assert [(one.number, one.by, one.text) for one in case.learnings] == [(1, CHI, LESSON.text)]
    assert record_learning(case, by(CHI), LESSON) == case
    assert letters(case) == []


def test_a_proposed_change_is_told_to_the_owner_of_the_playbook() -> None:
    assert letters(proposed()) == [("pr.lan", "proposal_made")]


def test_a_change_of_a_playbook_that_the_case_did_not_use_is_told_to_management() -> None:
    other = replace(CHANGE, playbook="data_leak")

    assert letters(record_learning(closed(), by(CHI), other)) == [("management", "proposal_made")]
    bare = replace(closed(), playbook=None)
    assert letters(record_learning(bare, by(CHI), CHANGE)) == [("management", "proposal_made")]


def test_somebody_else_approves_a_change() -> None:
    case = decide_proposal(proposed(), by("pr.lan"), 1, approve=True)

    assert case.learnings[0].approved_by == "pr.lan"
    assert letters(case)[-1] == (CHI, "proposal_decided")
    assert decide_proposal(case, by(MAI), 1, approve=True) == case


def test_a_refused_change_stays_refused() -> None:
    case = decide_proposal(proposed(), by("pr.lan"), 1, approve=False)

    assert case.learnings[0].refused_by == "pr.lan"
    assert decide_proposal(case, by(MAI), 1, approve=False) == case
    with pytest.raises(Refused) as refused:
        decide_proposal(case, by(MAI), 1, approve=True)
    assert refused.value.code == "decided_already"


def test_nobody_approves_their_own_proposal() -> None:
    with pytest.raises(Refused) as refused:
        decide_proposal(proposed(), by(CHI), 1, approve=True)

    assert refused.value.code == "own_work"


def test_a_learning_without_a_proposal_is_not_decided() -> None:
    case = record_learning(closed(), by(CHI), LESSON)
    for number in (1, 7):
        with pytest.raises(Refused) as refused:
            decide_proposal(case, by(MAI), number, approve=True)
        assert refused.value.code == "no_such_proposal"


def test_a_learning_has_a_text_and_a_proposal_its_playbook() -> None:
    with pytest.raises(Refused) as empty:
        record_learning(closed(), by(CHI), NewLearning(" "))
    with pytest.raises(Refused) as nowhere:
        record_learning(closed(), by(CHI), replace(CHANGE, playbook=""))
    with pytest.raises(Refused) as ended:
        record_learning(replace(closed(), ended_at=START), by(CHI), LESSON)

    codes = [refusal.value.code for refusal in (empty, nowhere, ended)]
    assert codes == ["nothing_learnt", "no_playbook_named", "ended"]


def test_the_owner_of_an_action_is_told_and_policy_sets_the_date_that_nobody_gave() -> None:
    case = add_action(closed(), by(MAI), NewAction("Call the courier", BINH))

    assert letters(case) == [(BINH, "action_added")]
    assert case.actions[0].due_at == START + 7 * DAY


def test_the_same_action_is_there_once_until_it_is_done() -> None:
    case = with_action()
    assert add_action(case, by(MAI), FIX) == case

    done = complete_action(case, by(BINH, DAY), 1, "lowered")
    assert len(add_action(done, by(MAI, DAY), FIX).actions) == 2


def test_an_action_names_what_and_who_and_a_moment_to_come() -> None:
    wrong = (replace(FIX, title=" "), replace(FIX, owner=""), replace(FIX, due_at=START))
    codes = []
    for new in wrong:
        with pytest.raises(Refused) as refused:
            add_action(closed(), by(MAI), new)
        codes.append(refused.value.code)

    assert codes == ["action_incomplete", "action_incomplete", "due_in_past"]


def test_an_owner_is_reminded_on_the_way_and_told_when_it_is_overdue() -> None:
    case = with_action()
    assert next_action(case) == (START + 5 * DAY, "action 1 of the review")
    assert action_due(case, START + 5 * DAY - HOUR) == case

    case = run(case, 9 * DAY)
    assert letters(case) == [(BINH, "action_reminder")] * 2

    case = quiet(run(case, 10 * DAY - HOUR))
    case = action_due(case, START + 10 * DAY)
    assert letters(case) == [(BINH, "action_reminder"), (MAI, "actions_overdue")]
    assert happened(case)[-1] == "action_overdue"


def test_an_overdue_action_is_never_forgotten() -> None:
    case = quiet(run(with_action(), 10 * DAY))

    assert next_action(case) == (START + 20 * DAY, "action 1 of the review")
    assert letters(action_due(case, START + 20 * DAY)) == [
        (BINH, "action_reminder"),
        (MAI, "actions_overdue"),
    ]
    assert len(run(case, 50 * DAY).unrecorded.letters) == 8


def test_after_an_outage_there_is_one_reminder_and_not_one_for_each_that_was_missed() -> None:
    case = action_due(with_action(), START + 9 * DAY)

    assert letters(case) == [(BINH, "action_reminder")]
    assert next_action(case) == (START + 10 * DAY, "action 1 of the review")


def test_an_action_reminds_no_more_once_it_is_done() -> None:
    case = complete_action(with_action(), by(CHI, DAY), 1, "lowered")

    assert (case.actions[0].done_by, case.actions[0].note) == (CHI, "lowered")
    assert next_action(case) is None
    assert action_due(case, START + 90 * DAY) == case
    assert complete_action(case, by(BINH, 2 * DAY), 1, "again") == case


def test_an_action_that_is_not_there_cannot_be_done() -> None:
    with pytest.raises(Refused) as refused:
        complete_action(closed(), by(BINH), 1, "done")

    assert refused.value.code == "no_such_action"


def test_a_case_that_has_ended_reminds_nobody() -> None:
    case = replace(with_action(), ended_at=START)

    assert next_action(case) is None
    assert action_due(case, START + 90 * DAY) == case


def test_breach_mail_storm_five_hundred_overdue_actions_are_one_letter_each_to_owner_and_lead() -> (
    None
):
    """Elsewhere 500 things overdue sent hundreds of mails at once (frappe/helpdesk 2967)."""
    first = with_action().actions[0]
    many = tuple(replace(first, number=number) for number in range(1, 501))

    case = action_due(replace(closed(), actions=many), START + 11 * DAY)

    assert letters(case) == [(BINH, "action_reminder"), (MAI, "actions_overdue")]
    assert dict(case.unrecorded.letters[0].fields)["actions"].count("\n") == 499


def test_the_letters_of_a_restricted_case_carry_no_title() -> None:
    case = replace(a_declared_case(alert=an_alert(restricted=True)), stage=CrisisStage.CLOSED)

    case = run(add_action(case, by(MAI), FIX), 10 * DAY)

    assert "sensors" not in str(case.unrecorded.letters)
    assert dict(case.unrecorded.letters[1].fields)["actions"].startswith(f"1 ({BINH}, due")


def test_actions_of_one_moment_go_to_each_owner_in_one_letter() -> None:
    case = with_action()
    for title, owner in (("Train the night shift", BINH), ("Buy sensors", CHI)):
        case = add_action(case, by(MAI), NewAction(title, owner, FIX.due_at))

    case = action_due(quiet(case), START + 5 * DAY)

    assert letters(case) == [(BINH, "action_reminder"), (CHI, "action_reminder")]
