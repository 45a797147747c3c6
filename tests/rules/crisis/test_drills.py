"""A rehearsal follows its script on time, and is scored on what people did."""

from dataclasses import replace

from makegood.rules.claim import Team
from makegood.rules.clocks import Clock, ClockKind, stop
from makegood.rules.crisis.drilling import Inject
from makegood.rules.crisis.drills import inject_due, next_inject, scorecard
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.tasking import Task, TaskState
from makegood.rules.crisis.words import CrisisStage, Role
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    MAI,
    MINUTE,
    SECOND,
    START,
    a_case,
    a_declared_case,
    an_alert,
    minutes,
)
from tests.rules.crisis.saying import approved, drafted, happened, letters, out

SCRIPT = (Inject(60, "press call", "A paper asks for a word"), Inject(30, "second post"))
DRILL = an_alert(drill=True, injects=SCRIPT)


def a_drill() -> CrisisFile:
    """A rehearsal with a script, in which three parts are played."""
    return a_declared_case(alert=DRILL)


def a_clock(name: str, after: int) -> Clock:
    """A clock of five minutes that was stopped so many minutes after its start."""
    begun = Clock(name, ClockKind.sla, "service_desk", START, minutes(5), "desk")
    return stop(begun, START + after * MINUTE)


def a_task(key: str, state: TaskState) -> Task:
    """A task of Legal in that state."""
    return Task(key, key, Team.LEGAL, state, START, MAI)


def test_injects_happen_at_their_seconds_each_once() -> None:
    case = a_drill()
    assert next_inject(case) == (START + 30 * SECOND, "inject: second post")
    assert inject_due(case, START + 29 * SECOND) == case

    case = inject_due(case, START + 30 * SECOND)
    assert happened(case) == ["inject"]
    assert inject_due(case, START + 30 * SECOND) == case

    case = inject_due(case, START + 60 * SECOND)
    assert happened(case) == ["inject", "inject"]
    assert next_inject(case) is None


def test_everybody_who_plays_a_part_hears_of_an_inject_once() -> None:
    case = inject_due(
        replace(a_drill(), roles=(*a_drill().roles, *a_drill().roles)), START + MINUTE
    )

    told = [person for person, template in letters(case) if template == "drill_inject"]
    assert sorted(told) == sorted([MAI, BINH, CHI] * 2)
    assert ("drill", "DRILL") in case.unrecorded.letters[0].fields


def test_before_anybody_plays_a_part_the_reporter_hears_of_an_inject() -> None:
    case = inject_due(a_case(alert=DRILL), START + 30 * SECOND)

    assert letters(case) == [(MAI, "drill_inject")]


def test_without_anybody_an_inject_is_on_the_timeline_alone() -> None:
    case = inject_due(a_case(alert=replace(DRILL, reported_by="")), START + 30 * SECOND)

    assert (happened(case), letters(case)) == (["inject"], [])


def test_a_real_case_follows_no_script() -> None:
    case = a_declared_case(alert=replace(DRILL, drill=False))

    assert next_inject(case) is None
    assert inject_due(case, START + MINUTE) == case


def test_a_rehearsal_that_is_over_lets_nothing_more_happen() -> None:
    case = replace(a_drill(), stage=CrisisStage.CLOSED)

    assert next_inject(case) is None
    assert inject_due(case, START + MINUTE) == case


def test_a_rehearsal_is_scored_on_roles_statement_tasks_and_clocks() -> None:
    case = inject_due(out(approved(drafted(a_drill()))), START + 30 * SECOND)
    case = replace(
        case,
        acknowledged_at=START + 3 * MINUTE,
        tasks=(
            a_task("facts", TaskState.DONE),
            a_task("keep", TaskState.SKIPPED),
            a_task("draft", TaskState.OPEN),
            a_task("answer", TaskState.BLOCKED),
        ),
        clocks=(a_clock("acknowledge", 3), a_clock("containment", 6)),
    )

    card = scorecard(case)

    assert (card.case_id, card.playbook, card.rehearsed_at) == ("C-1", "viral_post", START)
    assert (card.acknowledge, card.statement) == (3 * MINUTE, 5 * MINUTE)
    assert card.roles_filled == (Role.LEAD, Role.CUSTOMER_LIAISON, Role.INTERNAL_LIAISON)
    assert card.roles_missing == (Role.DEPUTY, Role.SCRIBE)
    assert (card.tasks_done, card.tasks_skipped) == (1, ("keep",))
    assert card.tasks_left == ("draft", "answer")
    assert (card.in_time, card.late) == (("acknowledge",), ("containment",))
    assert (card.injects_fired, card.injects_left) == (1, 1)


def test_a_rehearsal_in_which_nothing_happened_scores_nothing() -> None:
    card = scorecard(a_case(alert=DRILL))

    assert (card.playbook, card.acknowledge, card.statement) == ("", None, None)
    assert (card.roles_filled, card.in_time, card.late) == ((), (), ())
    assert (card.promises_kept, card.promises_missed) == (0, 0)
