"""Tasks of a case: from its playbook or added by hand, each timed from when it can be begun."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.claim import Team
from makegood.rules.clocks import Clock, ClockKind
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.clocking import clock_due, promised_clock, retimed, stopped, target
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.hearing import heard, require_active, require_reason
from makegood.rules.crisis.pages import cancel
from makegood.rules.crisis.tasking import Task, TaskState
from makegood.rules.crisis.terms import Playbook, PlaybookTask
from makegood.rules.crisis.words import Role
from makegood.rules.durations import Term
from makegood.rules.refusals import Refused

UNDONE = (TaskState.BLOCKED, TaskState.OPEN)
"""States of a task that somebody still has to end."""


@dataclass(frozen=True)
class NewTask:
    """A task added by hand; without a term of its own its team has what policy gives it."""

    key: str
    title: str
    owner: Team
    within: Term | None = None
    after: tuple[str, ...] = ()


def take_playbook(case: CrisisFile, act: Act, playbook: Playbook) -> CrisisFile:
    """The case with a playbook and its tasks; refuses `has_playbook` where it has one already."""
    require_active(case)
    if case.playbook is not None:
        raise Refused("has_playbook", f"The case works by {_named(case.playbook)}; re-base it.")
    case = heard(case, act, "playbook_taken", _named(playbook))
    return _with_tasks(replace(case, playbook=playbook), act, playbook)


def rebase(case: CrisisFile, act: Act, playbook: Playbook) -> CrisisFile:
    """The case by another playbook, or another version: what was done and counted stays.

    Tasks that are still to do and are not in the new one are void. Refuses `no_playbook` and
    `same_playbook`.
    """
    require_active(case)
    old = case.playbook
    if old is None:
        raise Refused("no_playbook", "The case has no playbook yet.")
    if old == playbook:
        raise Refused("same_playbook", f"The case works by {_named(playbook)} already.")
    case = heard(case, act, "playbook_rebased", f"{_named(old)} -> {_named(playbook)}")
    new = {task.key: task for task in playbook.tasks}
    tasks = tuple(_rebased(case, task, new.get(task.key), act) for task in case.tasks)
    return _with_tasks(replace(case, playbook=playbook, tasks=tasks), act, playbook)


def _rebased(case: CrisisFile, task: Task, new: PlaybookTask | None, act: Act) -> Task:
    if not task.from_playbook or task.state not in UNDONE:
        return task
    if new is None:
        return _ended(task, TaskState.VOID, act)
    clock = retimed(case, task.clock, new.within, act.at) if task.clock else None
    return replace(
        task,
        title=new.title,
        owner=new.owner,
        after=new.after,
        skippable_by=new.skippable_by,
        clock=replace(clock, party=new.owner) if clock else None,
    )


def _with_tasks(case: CrisisFile, act: Act, playbook: Playbook) -> CrisisFile:
    known = {task.key for task in case.tasks}
    added = tuple(_planned(task, act) for task in playbook.tasks if task.key not in known)
    return unblocked(replace(case, tasks=(*case.tasks, *added)), act.at)


def _planned(task: PlaybookTask, act: Act) -> Task:
    return Task(
        task.key,
        task.title,
        task.owner,
        TaskState.BLOCKED,
        act.at,
        act.by,
        task.after,
        task.skippable_by,
        from_playbook=True,
    )


def add_task(case: CrisisFile, act: Act, new: NewTask) -> CrisisFile:
    """The case with one more task; refuses `task_exists` and `no_such_task` (in `after`)."""
    require_active(case)
    if any(task.key == new.key for task in case.tasks):
        raise Refused("task_exists", f"There is a task {new.key} already.")
    for key in new.after:
        find(case, key)
    task = Task(new.key, new.title, new.owner, TaskState.BLOCKED, act.at, act.by, new.after)
    task = replace(task, skippable_by=(Role.LEAD,), within=new.within)
    case = heard(case, act, "task_added", f"{new.key} ({new.owner})")
    return unblocked(replace(case, tasks=(*case.tasks, task)), act.at)


def complete_task(case: CrisisFile, act: Act, key: str, note: str = "") -> CrisisFile:
    """The case with that task done, and those begun that waited for it.

    Refuses `no_such_task`, `task_ended` and `task_blocked`.
    """
    require_active(case)
    task = _undone(case, key)
    if task.state is TaskState.BLOCKED:
        raise Refused("task_blocked", f"{key} waits for {', '.join(waits_for(case, task))}.")
    case = heard(case, act, "task_done", key)
    return _replaced(case, replace(_ended(task, TaskState.DONE, act), note=note), act.at)


def skip_task(case: CrisisFile, act: Act, key: str) -> CrisisFile:
    """The case without that task, for a reason, by somebody whose part allows it.

    Refuses `no_such_task`, `task_ended`, `reason_missing` and `may_not_skip`.
    """
    require_active(case)
    task = _undone(case, key)
    require_reason(act, "skip a task")
    if act.by not in {case.holder(role) for role in task.skippable_by} - {""}:
        may = " or ".join(task.skippable_by) or "nobody"
        raise Refused("may_not_skip", f"{key} may be skipped by {may}.")
    case = heard(case, act, "task_skipped", key)
    return _replaced(case, replace(_ended(task, TaskState.SKIPPED, act), note=act.why), act.at)


def void_tasks(case: CrisisFile, act: Act) -> CrisisFile:
    """The case without anything left to do."""
    tasks = tuple(
        _ended(task, TaskState.VOID, act) if task.state in UNDONE else task for task in case.tasks
    )
    return replace(case, tasks=tasks)


def find(case: CrisisFile, key: str) -> Task:
    """The task of that key; refuses `no_such_task`."""
    found = next((task for task in case.tasks if task.key == key), None)
    if found is None:
        raise Refused("no_such_task", f"There is no task {key}.")
    return found


def waits_for(case: CrisisFile, task: Task) -> tuple[str, ...]:
    """The keys of the tasks before it that nobody has ended yet."""
    undone = {one.key for one in case.tasks if one.state in UNDONE}
    return tuple(key for key in task.after if key in undone)


def unblocked(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case with every task open, timed and told to its team that waits for none any more."""
    for task in case.tasks:
        if task.state is TaskState.BLOCKED and not waits_for(case, task):
            begun = replace(task, state=TaskState.OPEN, clock=_clock(case, task, at))
            case = _told(_put(case, begun), begun, at)
    return case


def _told(case: CrisisFile, task: Task, at: datetime) -> CrisisFile:
    case = log(case, Act(at, "system"), "task_open", f"{task.key} ({task.owner})")
    due = clock_due(case, task.clock, at) if task.clock else None
    until = due.isoformat() if due else ""
    return notify(case, task.owner, "crisis_task", ("task", task.key), ("due_at", until))


def _clock(case: CrisisFile, task: Task, at: datetime) -> Clock | None:
    """The clock of a task that can be begun; without any term nobody is hurried."""
    promised = target(case, f"ola.{task.owner}")
    within = _term(case, task)
    if within is not None:
        calendar = promised.calendar if promised else case.desk.name
        return Clock(f"task.{task.key}", ClockKind.ola, task.owner, at, within, calendar)
    return promised_clock(f"ola.{task.owner}.{task.key}", promised, at) if promised else None


def _term(case: CrisisFile, task: Task) -> Term | None:
    planned = case.playbook.tasks if case.playbook and task.from_playbook else ()
    return next((one.within for one in planned if one.key == task.key), task.within)


def _undone(case: CrisisFile, key: str) -> Task:
    task = find(case, key)
    if task.state not in UNDONE:
        raise Refused("task_ended", f"{key} is {task.state} already.")
    return task


def _ended(task: Task, state: TaskState, act: Act) -> Task:
    clock = stopped(task.clock, act.at) if task.clock else None
    return replace(task, state=state, clock=clock, ended_at=act.at, ended_by=act.by)


def _replaced(case: CrisisFile, task: Task, at: datetime) -> CrisisFile:
    """The case with that task ended: who was to be called about it is left alone."""
    if task.clock:
        case = cancel(case, at, PageReason.TASK, subject=task.clock.name)
    return unblocked(_put(case, task), at)


def _put(case: CrisisFile, task: Task) -> CrisisFile:
    tasks = tuple(task if one.key == task.key else one for one in case.tasks)
    return replace(case, tasks=tasks)


def _named(playbook: Playbook) -> str:
    return f"{playbook.name} {playbook.version}"
