"""Tasks: in their order, timed from when they can be begun, ended by whoever may."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.rules.claim import Team
from makegood.rules.crisis.clocking import clock_due
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.tasks import (
    NewTask,
    add_task,
    complete_task,
    find,
    rebase,
    skip_task,
    take_playbook,
    void_tasks,
)
from makegood.rules.crisis.terms import PlaybookTask
from makegood.rules.crisis.words import CrisisStage, Role
from makegood.rules.durations import Term, Unit
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    HOUR,
    MAI,
    MINUTE,
    START,
    a_declared_case,
    a_playbook,
    by,
    minutes,
)
from tests.rules.life.walk import refusal_of


def playing(version: str = "3") -> CrisisFile:
    """A crisis led by Mai that has taken the playbook of the viral post."""
    playbook = replace(a_playbook(), version=version)
    return take_playbook(a_declared_case(playbook=None), by(MAI), playbook)


def states(case: CrisisFile) -> dict[str, TaskState]:
    """Where each task stands."""
    return {task.key: task.state for task in case.tasks}


def due(case: CrisisFile, key: str) -> timedelta | None:
    """How long after the opening a task is due."""
    clock = find(case, key).clock
    moment = clock_due(case, clock, START) if clock else None
    return moment - START if moment else None


def new(key: str = "letter", *after: str, within: Term | None = None) -> NewTask:
    """A task that Legal is given by hand."""
    return NewTask(key, "Answer the letter", Team.LEGAL, within, after)


def test_a_playbook_opens_what_can_be_begun_and_tells_the_teams() -> None:
    case = playing()

    assert states(case) == {
        "facts": TaskState.OPEN,
        "keep": TaskState.OPEN,
        "draft": TaskState.BLOCKED,
        "answer": TaskState.BLOCKED,
    }
    assert [(one.to, one.fields[1]) for one in case.unrecorded.letters] == [
        ("operations", ("task", "facts")),
        ("legal", ("task", "keep")),
    ]
    assert find(case, "draft").clock is None


def test_the_clock_of_a_task_begins_when_it_is_unblocked() -> None:
    case = complete_task(playing(), by("ops.duc", HOUR), "facts", "it is our van")

    assert states(case)["draft"] is TaskState.OPEN
    assert due(case, "draft") == HOUR + 15 * MINUTE
    done = find(case, "facts")
    assert (done.ended_by, done.note, done.ended_at) == ("ops.duc", "it is our van", START + HOUR)
    assert done.clock is not None
    assert done.clock.stopped_at == START + HOUR


def test_a_task_that_waits_for_another_is_not_done_before_it() -> None:
    refused = refusal_of(lambda: complete_task(playing(), by(MAI), "draft"))

    assert refused.code == "task_blocked"
    assert refused.message == "draft waits for facts."


def test_a_task_ends_once() -> None:
    case = complete_task(playing(), by(MAI), "facts")

    assert refusal_of(lambda: complete_task(case, by(MAI), "facts")).code == "task_ended"
    assert refusal_of(lambda: skip_task(case, by(MAI), "facts")).code == "task_ended"


def test_a_task_is_skipped_by_whose_part_allows_it_with_a_reason() -> None:
    case = skip_task(playing(), by(MAI, MINUTE, "the facts are known"), "facts")

    assert states(case)["facts"] is TaskState.SKIPPED
    assert states(case)["draft"] is TaskState.OPEN
    assert find(case, "facts").note == "the facts are known"


@pytest.mark.parametrize(
    ("who", "why", "code"),
    [(BINH, "known", "may_not_skip"), (MAI, "", "reason_missing"), ("", "known", "may_not_skip")],
)
def test_a_task_is_not_skipped_by_just_anybody(who: str, why: str, code: str) -> None:
    refused = refusal_of(lambda: skip_task(playing(), by(who, why=why), "facts"))

    assert refused.code == code


def test_a_task_that_nobody_may_skip_stays() -> None:
    case = playing()
    tasks = tuple(replace(task, skippable_by=()) for task in case.tasks)

    refused = refusal_of(lambda: skip_task(replace(case, tasks=tasks), by(MAI), "facts"))

    assert refused.message == "facts may be skipped by nobody."


def test_a_task_without_a_lead_is_not_skipped_by_nobody_in_particular() -> None:
    case = add_task(a_declared_case(roles=()), by(MAI), new())

    assert refusal_of(lambda: skip_task(case, by(""), "letter")).code == "may_not_skip"


def test_a_task_may_be_skipped_before_its_turn() -> None:
    case = skip_task(playing(), by(MAI), "draft")

    assert states(case)["draft"] is TaskState.SKIPPED
    assert states(case)["answer"] is TaskState.OPEN


def test_a_task_added_by_hand_has_what_policy_gives_its_team() -> None:
    case = add_task(playing(), by(MAI), new())

    assert due(case, "letter") == 30 * MINUTE
    assert find(case, "letter").skippable_by == (Role.LEAD,)


def test_a_task_added_by_hand_may_have_a_term_of_its_own_and_wait() -> None:
    case = add_task(playing(), by(MAI), new("letter", "facts", within=minutes(5)))
    assert states(case)["letter"] is TaskState.BLOCKED

    case = complete_task(case, by(MAI, HOUR), "facts")

    assert due(case, "letter") == HOUR + 5 * MINUTE


def test_a_team_without_a_target_is_not_hurried_but_a_term_counts() -> None:
    freely = NewTask("ask", "Ask", Team.SALES)
    timed = NewTask("call", "Call", Team.SALES, Term(1, Unit.business_hours))

    case = add_task(add_task(playing(), by(MAI), freely), by(MAI), timed)

    assert due(case, "ask") is None
    assert due(case, "call") == HOUR
    told = {one.fields[1:] for one in case.unrecorded.letters}
    assert (("task", "ask"), ("due_at", "")) in told


def test_tasks_are_told_apart_and_wait_for_what_there_is() -> None:
    case = playing()

    assert refusal_of(lambda: add_task(case, by(MAI), new("facts"))).code == "task_exists"
    assert refusal_of(lambda: add_task(case, by(MAI), new("x", "tea"))).code == "no_such_task"
    assert refusal_of(lambda: complete_task(case, by(MAI), "tea")).code == "no_such_task"


def test_a_case_has_one_playbook_and_another_is_a_rebase() -> None:
    refused = refusal_of(lambda: take_playbook(playing(), by(MAI), a_playbook()))

    assert refused.code == "has_playbook"


def test_a_key_that_a_playbook_brings_too_is_not_there_twice() -> None:
    case = add_task(a_declared_case(playbook=None), by(MAI), new("keep"))

    case = take_playbook(case, by(MAI), a_playbook())

    assert [task.key for task in case.tasks] == ["keep", "facts", "draft", "answer"]
    assert not find(case, "keep").from_playbook


def test_a_changed_playbook_touches_a_running_case_only_when_it_is_rebased() -> None:
    case = add_task(complete_task(playing(), by(MAI, MINUTE), "keep"), by(MAI), new())
    newer = replace(
        a_playbook(),
        version="4",
        tasks=(
            PlaybookTask("facts", "Check all facts", Team.PR, minutes(60)),
            PlaybookTask("draft", "Draft", Team.PR, minutes(15), ("facts", "police")),
            PlaybookTask("police", "Call the police", Team.LEGAL, minutes(5)),
        ),
    )

    case = rebase(case, by(MAI, 10 * MINUTE, "the police asked"), newer)

    assert states(case) == {
        "facts": TaskState.OPEN,
        "keep": TaskState.DONE,
        "draft": TaskState.BLOCKED,
        "answer": TaskState.VOID,
        "letter": TaskState.OPEN,
        "police": TaskState.OPEN,
    }
    assert case.playbook == newer
    rebased = next(event for event in case.events if event.what == "playbook_rebased")
    assert (rebased.evidence, rebased.why) == ("viral_post 3 -> viral_post 4", "the police asked")


def test_a_rebase_loses_no_counted_time() -> None:
    newer = replace(
        a_playbook(), tasks=(PlaybookTask("facts", "Check all facts", Team.PR, minutes(60)),)
    )

    case = rebase(playing(), by(MAI, 10 * MINUTE), newer)

    assert due(case, "facts") == HOUR
    assert find(case, "facts").clock is not None
    assert (find(case, "facts").title, find(case, "facts").owner) == ("Check all facts", Team.PR)


def test_a_rebase_needs_a_playbook_and_another_one() -> None:
    without = a_declared_case(playbook=None)

    assert refusal_of(lambda: rebase(without, by(MAI), a_playbook())).code == "no_playbook"
    assert refusal_of(lambda: rebase(playing(), by(MAI), a_playbook())).code == "same_playbook"


def test_tasks_of_a_case_that_came_to_nothing_are_void() -> None:
    case = void_tasks(complete_task(playing(), by(MAI), "facts"), by(MAI, HOUR))

    assert states(case) == {
        "facts": TaskState.DONE,
        "keep": TaskState.VOID,
        "draft": TaskState.VOID,
        "answer": TaskState.VOID,
    }


def test_nothing_is_done_in_a_case_that_is_over() -> None:
    over = replace(playing(), stage=CrisisStage.CLOSED)

    assert refusal_of(lambda: add_task(over, by(MAI), new())).code == "not_active"
    assert refusal_of(lambda: complete_task(over, by(MAI), "facts")).code == "not_active"
    assert refusal_of(lambda: skip_task(over, by(CHI), "facts")).code == "not_active"
    assert refusal_of(lambda: rebase(over, by(MAI), a_playbook())).code == "not_active"
    assert refusal_of(lambda: take_playbook(over, by(MAI), a_playbook())).code == "not_active"
