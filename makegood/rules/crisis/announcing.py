"""Milestones of a crisis case's clocks, each told once to whoever must act next."""

from collections.abc import Hashable
from datetime import datetime
from typing import TypeVar

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
from makegood.rules.crisis.bundling import call_together
from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.clocking import CASE_CLOCKS, Moment, changed, live, patience
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.words import Role

MANAGEMENT = "rota:management:1"
"""Whom a promise that stays broken is told to at last: who is on call for management."""

Passed = tuple[Clock, Milestone]
"""A clock, and the newest milestone that it has passed."""

Key = TypeVar("Key", bound=Hashable)

LATE = frozenset({BREACH, NEXT_LEVEL})
"""Milestones from which on a promise is broken."""


def announce(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case with every milestone that is due announced, each once.

    Where several of one clock are due together only the newest is told: after a stop of the
    machines nobody gets four mails about one promise. What is due to one addressee together is one
    letter and one page, so that 500 tasks overdue are not 500 mails.
    """
    reached = {clock.name: _due(case, clock, now) for clock in live(case)}
    passed = [(clock, reached[clock.name][-1]) for clock in live(case) if reached[clock.name]]
    case = changed(case, lambda clock: _fired(clock, reached.get(clock.name, ())))
    for clock, _ in passed:
        for milestone in reached[clock.name]:
            case = _noted(case, clock, milestone, now)
    return _all_paged(_all_told(case, passed), passed)


def _due(case: CrisisFile, clock: Clock, now: datetime) -> tuple[Milestone, ...]:
    return due_now(clock, case.calendar(clock.calendar), now, patience(case))


def _fired(clock: Clock, reached: tuple[Milestone, ...]) -> Clock:
    for milestone in reached:
        clock = fire(clock, milestone.name)
    return clock


def _all_told(case: CrisisFile, passed: list[Passed]) -> CrisisFile:
    keys = [(_to(case, clock, milestone), milestone.name) for clock, milestone in passed]
    for (to, _), together in _by(keys, passed):
        case = _told(case, to, together)
    return case


def _all_paged(case: CrisisFile, passed: list[Passed]) -> CrisisFile:
    """From the breach on a page too, unless a ladder pages anyway."""
    late = [one for one in passed if one[1].name in LATE and one[0].name != "acknowledge"]
    keys = [_paging(case, clock, milestone) for clock, milestone in late]
    for number, (key, together) in enumerate(_by(keys, late)):
        case = _paged(case, key, together, number)
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


def _noted(case: CrisisFile, clock: Clock, milestone: Milestone, now: datetime) -> CrisisFile:
    what = "clock_breached" if milestone.name == BREACH else "clock_warned"
    why = f"{clock.name}: {milestone.name} of {clock.target.text()}"
    return log(case, Act(now, "clock", why), what, milestone.at.isoformat())


def _told(case: CrisisFile, to: str, passed: list[Passed]) -> CrisisFile:
    """One letter for what is due to an addressee: a line a clock, and when the first was due."""
    milestone = passed[0][1].name
    fields = (
        ("clock", "\n".join(clock.name for clock, _ in passed)),
        ("milestone", milestone),
        ("due_at", min(one.at for _, one in passed).isoformat()),
    )
    return notify(case, to, "crisis_breach" if milestone in LATE else "crisis_reminder", *fields)


def _to(case: CrisisFile, clock: Clock, milestone: Milestone) -> str:
    """The lead, or the team whose task it is; on breach its lead, then its manager."""
    if milestone.name in LATE:
        return f"{clock.party}.{'lead' if milestone.name == BREACH else 'manager'}"
    leads = case.holder(Role.LEAD) if clock.name in CASE_CLOCKS else ""
    return leads or clock.party


def _paging(case: CrisisFile, clock: Clock, milestone: Milestone) -> tuple[PageReason, str, str]:
    """Why who is paged at which milestone, once it is late."""
    of_case = clock.name in CASE_CLOCKS
    leads = of_case and case.holder(Role.LEAD)
    first = "role:lead" if leads else f"rota:{clock.party}:1"
    reason = PageReason.PROMISE if of_case else PageReason.TASK
    return reason, MANAGEMENT if milestone.name == NEXT_LEVEL else first, milestone.name


def _paged(
    case: CrisisFile, key: tuple[PageReason, str, str], passed: list[Passed], number: int
) -> CrisisFile:
    reason, contact, milestone = key
    more = f" and {len(passed) - 1} more" if len(passed) > 1 else ""
    wanted = Call(
        reason,
        (contact,),
        subject=f"{passed[0][0].name}{more}",
        run=case.event_count,
        round=number,
        step=MILESTONES.index(milestone),
        never_quiet=milestone == NEXT_LEVEL,
    )
    return call_together(case, wanted)


def _by(keys: list[Key], passed: list[Passed]) -> list[tuple[Key, list[Passed]]]:
    """What has one key together, in the order of their first."""
    groups: dict[Key, list[Passed]] = {}
    for key, one in zip(keys, passed, strict=True):
        groups.setdefault(key, []).append(one)
    return list(groups.items())
