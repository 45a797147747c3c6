"""The clocks of a case: one ledger, in which a change of promise loses no counted time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from makegood.rules import clocks
from makegood.rules.case_words import Act
from makegood.rules.clocks import Clock, ClockKind, ClockState
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.hearing import heard, require_reason
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.tasking import Task
from makegood.rules.durations import Term
from makegood.rules.refusals import Refused
from makegood.rules.terms import SlaTarget

CASE_CLOCKS = ("acknowledge", "first_response", "containment", "resolution")
"""The clocks of a case itself; those of its tasks are `task.<key>` and `ola.<team>.<key>`."""

Moment = tuple[datetime, str]
"""A moment at which something is due, and what."""

Change = Callable[[Clock], Clock]


def target(case: CrisisFile, name: str, severity: Severity | None = None) -> SlaTarget | None:
    """What policy promises under that name; of the case's own severity unless one is given."""
    terms = case.terms.of(severity or case.severity)
    return next((one for one in terms.targets if one.name == name), None)


def start(case: CrisisFile, name: str, at: datetime) -> CrisisFile:
    """The case with that clock running, unless policy has no such target, or it runs already.

    A clock that was stopped is kept among the past ones: a reopened case has a clock of its own.
    """
    promised = target(case, name)
    before = tuple(clock for clock in case.clocks if clock.name == name)
    if promised is None or any(running(clock) for clock in before):
        return case
    others = tuple(clock for clock in case.clocks if clock.name != name)
    begun = promised_clock(name, promised, at)
    return replace(case, clocks=(*others, begun), past_clocks=(*case.past_clocks, *before))


def promised_clock(name: str, promised: SlaTarget, at: datetime) -> Clock:
    """A clock under that name which counts what policy promised."""
    kind = ClockKind(promised.kind)
    return Clock(name, kind, promised.party, at, promised.target, promised.calendar)


def finish(case: CrisisFile, at: datetime, *names: str) -> CrisisFile:
    """The case with those clocks stopped; one that is stopped already stays as it was."""
    return changed(case, lambda clock: stopped(clock, at) if clock.name in names else clock)


def finish_all(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case with every clock stopped, those of its tasks too."""
    return changed(case, lambda clock: stopped(clock, at))


def stopped(clock: Clock, at: datetime) -> Clock:
    """The clock, no longer counting; one that is stopped already stays as it was."""
    return clocks.stop(clock, max(at, clock.latest)) if running(clock) else clock


def running(clock: Clock) -> bool:
    """Whether a clock still counts, or stands still only for a while."""
    return clock.stopped_at is None


def live(case: CrisisFile) -> tuple[Clock, ...]:
    """The clocks that have not ended: of the case, then of its tasks."""
    return tuple(clock for clock in all_clocks(case) if running(clock))


def all_clocks(case: CrisisFile) -> tuple[Clock, ...]:
    """Every clock of the case and of its tasks but the past ones; each name is there once."""
    return (*case.clocks, *(task.clock for task in case.tasks if task.clock))


def changed(case: CrisisFile, change: Change) -> CrisisFile:
    """The case with every clock put through `change`."""
    return replace(
        case,
        clocks=tuple(change(clock) for clock in case.clocks),
        tasks=tuple(_task_changed(task, change) for task in case.tasks),
    )


def _task_changed(task: Task, change: Change) -> Task:
    return replace(task, clock=change(task.clock)) if task.clock else task


def pause_clocks(case: CrisisFile, act: Act, *names: str) -> CrisisFile:
    """The case whose clocks of those names, or all, stand still for a reason.

    Refuses `reason_missing`, and `nothing_to_pause` where none of them counts.
    """
    require_reason(act, "stop a clock")
    asked = _chosen(case, names, paused=False)
    if not asked:
        raise Refused("nothing_to_pause", "No such clock is counting.")
    case = heard(case, act, "clocks_paused", ", ".join(asked))
    return changed(
        case,
        lambda c: clocks.pause(c, max(act.at, c.latest), act.why, act.by) if c.name in asked else c,
    )


def resume_clocks(case: CrisisFile, act: Act, *names: str) -> CrisisFile:
    """The case whose paused clocks of those names, or all, count on; refuses `nothing_paused`."""
    asked = _chosen(case, names, paused=True)
    if not asked:
        raise Refused("nothing_paused", "No such clock stands still.")
    case = heard(case, act, "clocks_resumed", ", ".join(asked))
    return changed(
        case, lambda c: clocks.resume(c, max(act.at, c.latest)) if c.name in asked else c
    )


def _chosen(case: CrisisFile, names: tuple[str, ...], *, paused: bool) -> tuple[str, ...]:
    return tuple(
        clock.name
        for clock in live(case)
        if clock.is_paused is paused
        and clock.kind is not ClockKind.statutory
        and (not names or clock.name in names)
    )


def rearm(case: CrisisFile, severity: Severity, at: datetime) -> CrisisFile:
    """The case whose live clocks keep the promises of that severity.

    What was counted and paused stays counted and paused; the promises that are replaced join the
    past ones, and a clock that the new severity does not know ends.
    """
    for clock in live(case):
        promised = target(case, _target_name(clock), severity)
        if clock.name in CASE_CLOCKS and promised is None:
            case = _replaced(case, clock, None, at)
        elif promised is not None:
            case = _replaced(case, clock, _repromised(clock, promised), at)
    for name in CASE_CLOCKS:
        case = _begun_since_opening(case, name, severity)
    return case


def _target_name(clock: Clock) -> str:
    """`ola.legal.keep` counts what policy promises as `ola.legal`; `task.keep` has its own term."""
    return ".".join(clock.name.split(".")[:2])


def _repromised(clock: Clock, promised: SlaTarget) -> Clock:
    return replace(clock, target=promised.target, calendar=promised.calendar)


def _begun_since_opening(case: CrisisFile, name: str, severity: Severity) -> CrisisFile:
    """A clock that only the new severity knows counts from the opening of the case."""
    promised = target(case, name, severity)
    known = any(clock.name == name for clock in (*case.clocks, *case.past_clocks))
    if promised is None or known:
        return case
    return replace(case, clocks=(*case.clocks, promised_clock(name, promised, case.opened_at)))


def counted_since(case: CrisisFile, since: datetime, at: datetime) -> CrisisFile:
    """The case that also answers for a wait that began earlier, in a case that it takes in."""
    for clock in case.clocks:
        if running(clock) and clock.name != "acknowledge" and since < clock.started_at:
            case = _replaced(case, clock, replace(clock, started_at=since), at)
    return case


def retimed(case: CrisisFile, clock: Clock, within: Term, at: datetime) -> Clock:
    """A task's clock with another term; what was counted stays counted."""
    return _told_before(case, clock, replace(clock, target=within), at)


def _replaced(case: CrisisFile, old: Clock, new: Clock | None, at: datetime) -> CrisisFile:
    if new == old:
        return case
    past = (*case.past_clocks, stopped(old, at))
    if new is None:
        left = tuple(clock for clock in case.clocks if clock.name != old.name)
        return replace(case, clocks=left, past_clocks=past)
    renewed = _told_before(case, old, new, at)
    case = changed(case, lambda clock: renewed if clock.name == old.name else clock)
    return replace(case, past_clocks=past)


def _told_before(case: CrisisFile, old: Clock, new: Clock, at: datetime) -> Clock:
    """The new promise as told of so far: of what it has passed already, only the newest is news.

    And that only if the old promise had not come as far: one change sends no storm of reminders.
    """
    fresh = replace(new, fired=())
    due = clocks.due_now(fresh, case.calendar(new.calendar), at, patience(case))
    passed = tuple(milestone.name for milestone in due)
    silent = passed if passed and passed[-1] in old.fired else passed[:-1]
    return replace(fresh, fired=silent)


def patience(case: CrisisFile) -> Term:
    """How long after a breach management is told: as long as the ladder's last rung waits."""
    return case.current.ladder.rungs[-1].wait


def clock_state(case: CrisisFile, clock: Clock, now: datetime) -> ClockState:
    """Where a clock of the case stands now."""
    return clocks.state(clock, case.calendar(clock.calendar), now)


def clock_due(case: CrisisFile, clock: Clock, now: datetime) -> datetime | None:
    """When a clock of the case runs out; None while it stands still."""
    return clocks.due_at(clock, case.calendar(clock.calendar), now)
