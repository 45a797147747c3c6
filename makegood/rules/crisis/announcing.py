"""Milestones of a crisis case's clocks, each told once to whoever must act next."""

from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.clocks import (
    BREACH,
    MILESTONES,
    NEXT_LEVEL,
    Clock,
    Milestone,
    due_now,
    fire,
    next_milestone,
)
from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.clocking import CASE_CLOCKS, Moment, changed, live, patience
from makegood.rules.crisis.file import CrisisFile, call, notify
from makegood.rules.crisis.words import Role

MANAGEMENT = "rota:management:1"
"""Whom a promise that stays broken is told to at last: who is on call for management."""

LATE = frozenset({BREACH, NEXT_LEVEL})
"""Milestones from which on a promise is broken."""


def announce(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case with every milestone that is due announced, each once.

    Where several of one clock are due together only the newest is told: after a stop of the
    machines nobody gets four mails about one promise.
    """
    for clock in live(case):
        due = due_now(clock, case.calendar(clock.calendar), now, patience(case))
        for milestone in due:
            case = _announced(case, clock, milestone, now)
        if due:
            case = _told(case, clock, due[-1])
    return case


def next_announcement(case: CrisisFile, now: datetime) -> Moment | None:
    """The next milestone of any clock that counts."""
    found = [
        (milestone.at, f"{clock.name} clock at {milestone.name}")
        for clock in live(case)
        if (milestone := _next(case, clock, now))
    ]
    return min(found, default=None)


def _next(case: CrisisFile, clock: Clock, now: datetime) -> Milestone | None:
    return next_milestone(clock, case.calendar(clock.calendar), now, patience(case))


def _announced(case: CrisisFile, clock: Clock, milestone: Milestone, now: datetime) -> CrisisFile:
    name = milestone.name
    case = changed(case, lambda c: fire(c, name) if c.name == clock.name else c)
    what = "clock_breached" if name == BREACH else "clock_warned"
    why = f"{clock.name}: {name} of {clock.target.text()}"
    return log(case, Act(now, "clock", why), what, milestone.at.isoformat())


def _told(case: CrisisFile, clock: Clock, milestone: Milestone) -> CrisisFile:
    """A letter for each milestone; from the breach on a page too, unless a ladder pages anyway."""
    to = _to(case, clock, milestone.name)
    fields = (
        ("clock", clock.name),
        ("milestone", milestone.name),
        ("due_at", milestone.at.isoformat()),
    )
    if milestone.name not in LATE:
        return notify(case, to, "crisis_reminder", *fields)
    case = notify(case, to, "crisis_breach", *fields)
    return case if clock.name == "acknowledge" else _paged(case, clock, milestone.name)


def _to(case: CrisisFile, clock: Clock, milestone: str) -> str:
    """The lead, or the team whose task it is; on breach its lead, then its manager."""
    if milestone in LATE:
        return f"{clock.party}.{'lead' if milestone == BREACH else 'manager'}"
    leads = case.holder(Role.LEAD) if clock.name in CASE_CLOCKS else ""
    return leads or clock.party


def _paged(case: CrisisFile, clock: Clock, milestone: str) -> CrisisFile:
    of_case = clock.name in CASE_CLOCKS
    leads = of_case and case.holder(Role.LEAD)
    first = "role:lead" if leads else f"rota:{clock.party}:1"
    highest = milestone == NEXT_LEVEL
    wanted = Call(
        PageReason.PROMISE if of_case else PageReason.TASK,
        (MANAGEMENT if highest else first,),
        subject=clock.name,
        run=case.event_count,
        step=MILESTONES.index(milestone),
        never_quiet=highest,
    )
    return call(case, wanted)
