"""Whom a case waits on: for what, since when, until when."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.case_words import Parked
from makegood.rules.claim import Team
from makegood.rules.crisis.acting import Learning
from makegood.rules.crisis.awaiting import due, waiting
from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.closing import close
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.ladders import acknowledge
from makegood.rules.crisis.learning import NewAction, add_action
from makegood.rules.crisis.opening import opened
from makegood.rules.crisis.reviewing import ReviewText, complete_review
from makegood.rules.crisis.roles import assign_role, hand_over
from makegood.rules.crisis.severity import Impact, Severity, Urgency
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.tasks import NewTask, add_task
from makegood.rules.crisis.terms import Rung
from makegood.rules.crisis.triaging import Assessment, reject
from makegood.rules.crisis.words import Role
from makegood.rules.rounds import Decide
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    DAY,
    HOUR,
    MAI,
    MINUTE,
    START,
    a_case,
    a_declared_case,
    an_alert,
    by,
    minutes,
    rota,
    some_crisis_terms,
)
from tests.rules.crisis.saying import LEGAL, answered, approved, drafted, out
from tests.rules.crisis.walk import (
    MILD,
    acknowledged,
    an_admission,
    called,
    closed,
    declared,
    opened_case,
    paged,
    stable,
    triaged,
)

SERIOUS = Assessment(Impact.SIGNIFICANT, Urgency.HIGH)
"""SEV2: a review is asked for."""


def waits(case: CrisisFile, now: datetime = START) -> set[tuple[str, str]]:
    """Who is waited for, and for what."""
    return {(one.who, one.what) for one in waiting(case, now)}


def until(case: CrisisFile, what: str, now: datetime = START) -> datetime | None:
    """Until when somebody is waited for."""
    return next(one.due_at for one in waiting(case, now) if one.what == what)


def test_a_new_case_waits_for_the_desk_until_it_is_known_who_that_is() -> None:
    case = opened_case()
    assert waits(case) == {("service_desk", "acknowledge"), ("service_desk", "triage")}

    case = called(case, START)
    assert waits(case) == {(MAI, "acknowledge"), ("service_desk", "triage")}
    assert until(case, "acknowledge") == START + 5 * MINUTE
    assert until(case, "triage") == START + 15 * MINUTE
    assert due(case, START) == START + 5 * MINUTE


def test_who_could_not_be_reached_is_not_waited_for() -> None:
    case = called(opened_case(), START)
    lost = replace(case.pages[0], state=PageState.FAILED)

    assert ("service_desk", "acknowledge") in waits(replace(case, pages=(lost,)))


def test_of_two_who_must_acknowledge_the_second_is_waited_for() -> None:
    terms = some_crisis_terms()
    both = Rung((rota("service_desk"), rota("service_desk", 2)), minutes(5), acks_needed=2)
    serious = terms.of(Severity.SEV2)
    asked = replace(serious, ladder=replace(serious.ladder, rungs=(both,)))
    levels = (terms.by_severity[0], asked, *terms.by_severity[2:])
    admission = replace(an_admission(), terms=replace(terms, by_severity=levels))
    case = paged(opened(an_alert(), admission, START), START)

    seen = acknowledge(case, by(MAI, MINUTE))

    assert {(MAI, "acknowledge"), (BINH, "acknowledge")} <= waits(case)
    assert (BINH, "acknowledge") in waits(seen)
    assert (MAI, "acknowledge") not in waits(seen)


def test_an_acknowledged_case_waits_for_its_triage_by_the_lead_if_there_is_one() -> None:
    case = assign_role(acknowledged(), by(MAI), Role.LEAD, CHI)

    assert waits(case) == {(CHI, "triage")}


def test_a_part_that_is_offered_waits_for_its_taker() -> None:
    case = hand_over(a_declared_case(), by(MAI), Role.LEAD, BINH)

    assert (BINH, "accept lead") in waits(case)


def test_a_statement_waits_for_those_who_have_not_signed() -> None:
    case = answered(drafted(), LEGAL)

    assert {("pr", "sign sorry"), ("operations", "sign sorry")} <= waits(case)
    assert ("legal", "sign sorry") not in waits(case)
    assert until(case, "sign sorry") == START + 11 * MINUTE


def test_an_approved_statement_waits_for_the_lead_and_one_sent_back_for_its_author() -> None:
    assert (MAI, "publish sorry") in waits(approved())
    back = answered(drafted(), LEGAL, Decide.SEND_BACK)
    assert (BINH, "redraft sorry") in waits(back)


def test_a_statement_that_is_out_waits_for_nobody_nor_does_one_without_a_round() -> None:
    assert not [what for _, what in waits(out()) if "sorry" in what]
    case = drafted()
    (statement,) = case.statements
    odd = replace(statement, round=None, state=StatementState.IN_APPROVAL)
    assert not [what for _, what in waits(replace(case, statements=(odd,))) if "sorry" in what]


def test_a_promise_waits_for_its_liaison_and_without_one_for_the_lead_or_the_desk() -> None:
    case = declared()
    assert (MAI, "tell management") in waits(case)

    liaised = assign_role(case, by(MAI), Role.INTERNAL_LIAISON, CHI)
    assert (CHI, "tell management") in waits(liaised)
    assert until(case, "tell management") == START + 33 * MINUTE
    assert ("service_desk", "tell management") in waits(replace(case, roles=()))


def test_a_task_waits_for_its_team_once_it_can_be_begun() -> None:
    case = triaged()

    tasks = {(who, what) for who, what in waits(case) if what.startswith("task")}
    assert tasks == {("operations", "task facts"), ("legal", "task keep")}
    assert until(case, "task keep") == START + 22 * MINUTE


def test_a_task_without_a_term_has_no_date() -> None:
    case = add_task(a_declared_case(), by(MAI), NewTask("ask", "Ask", Team.SALES))

    assert until(case, "task ask") is None


def test_each_stage_waits_for_its_next_step() -> None:
    assert ("service_desk", "declare or close") in waits(triaged())
    assert (MAI, "contain") in waits(declared())
    assert until(declared(), "contain") == START + 2 * HOUR
    assert (MAI, "close") in waits(stable())
    assert until(stable(), "close") == START + 8 * HOUR


def test_a_step_counts_from_when_the_stage_began_or_from_the_opening() -> None:
    since = {one.what: one.since for one in waiting(stable(), START)}
    assert since["close"] == START + 12 * MINUTE

    trimmed = replace(stable(), events=())
    assert {one.what: one.since for one in waiting(trimmed, START)}["close"] == START


def test_a_closed_case_waits_for_its_review_its_actions_and_its_proposals() -> None:
    case = close(triaged(SERIOUS), by(MAI, HOUR), "done")
    assert waits(case) == {("service_desk", "complete the review")}

    case = complete_review(case, by(MAI, HOUR), ReviewText("what", "much", "why"))
    case = add_action(case, by(MAI, HOUR), NewAction("Train", "ops.duc"))
    proposal = Learning(1, START, MAI, "gates", "viral_post", "ask for the gate code")
    learnt = Learning(2, START, MAI, "gates")
    case = replace(case, learnings=(proposal, learnt, replace(proposal, approved_by=BINH)))

    assert waits(case) == {("ops.duc", "action 1"), ("playbooks", "decide proposal 1")}
    assert due(case, START) == START + HOUR + 7 * DAY


def test_a_mild_closed_case_waits_for_nobody() -> None:
    assert waits(closed()) == set()
    assert due(closed(), START) is None


def test_an_action_that_is_done_is_not_waited_for() -> None:
    case = add_action(closed(), by(MAI, HOUR), NewAction("Train", "ops.duc"))
    done = replace(case.actions[0], done_at=START + HOUR)

    assert waits(replace(case, actions=(done,))) == set()


def test_a_parked_step_waits_for_the_operator() -> None:
    case = replace(a_case(), parked=Parked("publish", "no answer", START))

    assert ("operator", "repair: publish") in waits(case)


def test_an_ended_case_waits_for_nobody() -> None:
    assert waits(reject(triaged(MILD), by(MAI, HOUR))) == set()


def test_a_restarted_ladder_waits_again_after_the_acknowledgement() -> None:
    case = acknowledge(paged(opened_case(), START), by(MAI))

    assert waits(case) == {("service_desk", "triage")}
