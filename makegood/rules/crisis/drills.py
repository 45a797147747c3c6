"""Rehearsals: scripted injects that happen on time, and the card that a drill is scored on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.clocks import Clock, ClockState, state
from makegood.rules.crisis.drilling import Inject
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.review_figures import figures
from makegood.rules.crisis.speaking import shown
from makegood.rules.crisis.tasking import TaskState
from makegood.rules.crisis.words import Role

Moment = tuple[datetime, str]


@dataclass(frozen=True)
class Scorecard:
    """How a rehearsal went; None where a step was never taken.

    `playbook` and `rehearsed_at` say which playbook it rehearsed, and when. Times count from the
    opening; `in_time` names the clocks that were kept, `late` those that were not.
    """

    case_id: str
    playbook: str
    rehearsed_at: datetime
    acknowledge: timedelta | None
    statement: timedelta | None
    roles_filled: tuple[Role, ...]
    roles_missing: tuple[Role, ...]
    tasks_done: int
    tasks_skipped: tuple[str, ...]
    tasks_left: tuple[str, ...]
    promises_kept: int
    promises_missed: int
    in_time: tuple[str, ...]
    late: tuple[str, ...]
    injects_fired: int
    injects_left: int


def scorecard(case: CrisisFile) -> Scorecard:
    """The card of a rehearsal as it stands now; a real case can be scored likewise."""
    counted = figures(case)
    held = tuple(role for role in Role if case.holder(role))
    return Scorecard(
        case_id=case.case_id,
        playbook=case.playbook.name if case.playbook else "",
        rehearsed_at=case.opened_at,
        acknowledge=counted.acknowledge,
        statement=_first_statement(case),
        roles_filled=held,
        roles_missing=tuple(role for role in Role if role not in held),
        tasks_done=counted.tasks_done,
        tasks_skipped=_keys(case, TaskState.SKIPPED),
        tasks_left=_keys(case, TaskState.OPEN, TaskState.BLOCKED),
        promises_kept=counted.promises_kept,
        promises_missed=counted.promises_missed,
        in_time=_clocks(case, broken=False),
        late=_clocks(case, broken=True),
        injects_fired=sum(1 for one in case.alert.injects if one.fired_at),
        injects_left=sum(1 for one in case.alert.injects if not one.fired_at),
    )


def next_inject(case: CrisisFile) -> Moment | None:
    """When the script of a rehearsal lets the next thing happen; None in anything else."""
    if not (case.drill and case.is_active):
        return None
    waiting = (one for one in case.alert.injects if one.fired_at is None)
    return min(((_at(case, one), f"inject: {one.what}") for one in waiting), default=None)


def inject_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The rehearsal in which everything scripted until now has happened, each thing once."""
    if not (case.drill and case.is_active):
        return case
    for number, one in enumerate(case.alert.injects):
        if one.fired_at is None and _at(case, one) <= now:
            case = _fired(case, number, now)
    return case


def _at(case: CrisisFile, inject: Inject) -> datetime:
    return case.opened_at + timedelta(seconds=inject.after_seconds)


def _fired(case: CrisisFile, number: int, now: datetime) -> CrisisFile:
    """Whoever plays a part hears of it; before anybody does, whoever reported the case."""
    inject = case.alert.injects[number]
    case = log(case, Act(now, "script", inject.text), "inject", inject.what)
    fired = replace(inject, fired_at=now)
    injects = (*case.alert.injects[:number], fired, *case.alert.injects[number + 1 :])
    case = replace(case, alert=replace(case.alert, injects=injects))
    players = tuple(one.person for one in case.roles) or (case.alert.reported_by,)
    fields = (("what", inject.what), ("text", shown(case, inject.text)))
    for person in dict.fromkeys(filter(None, players)):
        case = notify(case, person, "drill_inject", *fields)
    return case


def _first_statement(case: CrisisFile) -> timedelta | None:
    out = (one.published_at for one in case.statements if one.published_at)
    first = min(out, default=None)
    return first - case.opened_at if first else None


def _keys(case: CrisisFile, *states: TaskState) -> tuple[str, ...]:
    return tuple(task.key for task in case.tasks if task.state in states)


def _clocks(case: CrisisFile, *, broken: bool) -> tuple[str, ...]:
    ended = (clock for clock in case.clocks if clock.stopped_at)
    return tuple(clock.name for clock in ended if _is_broken(case, clock) is broken)


def _is_broken(case: CrisisFile, clock: Clock) -> bool:
    calendar = case.calendar(clock.calendar)
    return state(clock, calendar, clock.latest) is ClockState.breached
