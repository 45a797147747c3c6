"""The clocks of a case: started, stopped, paused together, announced when a milestone is due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from makegood.rules.calendar import Term, Unit
from makegood.rules.casefile import Act, CaseFile, log, notify
from makegood.rules.clocks import (
    Clock,
    ClockKind,
    ClockState,
    Milestone,
    due_now,
    fire,
    next_milestone,
    pause,
    resume,
    state,
    stop,
)

NEXT_LEVEL = Term(1, Unit.business_days)
"""How long after a breach the next level of the hierarchy is told."""

MERCHANT_CLOCKS = ("decision", "payout", "appeal")
"""Clocks of our promise to the merchant, which stand still while the merchant owes an answer."""

Moment = tuple[datetime, str]
"""A moment at which something is due, and what."""


def start(case: CaseFile, name: str, at: datetime, party: str = "") -> CaseFile:
    """The case with the clock of policy target `name` running, unless policy has no such target."""
    target = next((target for target in case.terms.targets if target.name == name), None)
    if target is None:
        return case
    clock = Clock(
        name, ClockKind(target.kind), party or target.party, at, target.target, target.calendar
    )
    return replace(case, clocks=(*without(case, name), clock))


def without(case: CaseFile, name: str) -> tuple[Clock, ...]:
    """All clocks of the case but those of that name."""
    return tuple(clock for clock in case.clocks if clock.name != name)


def team_clock(case: CaseFile, team: str, at: datetime) -> tuple[Clock, ...]:
    """The OLA clock of a team that is asked now; none where policy sets no target for it."""
    name = f"ola.{team}"
    found = (target for target in case.terms.targets if target.name == name)
    return tuple(
        Clock(name, ClockKind.ola, team, at, target.target, target.calendar) for target in found
    )


def finish(case: CaseFile, name: str, at: datetime) -> CaseFile:
    """The case with that clock stopped; one that is stopped already stays as it was."""
    return _each(case, lambda c: stop(c, at) if c.name == name and running(c) else c)


def finish_all(case: CaseFile, at: datetime) -> CaseFile:
    """The case with every clock stopped."""
    return _each(case, lambda clock: stop(clock, at) if running(clock) else clock)


def running(clock: Clock) -> bool:
    """Whether a clock still counts, or stands still only for a while."""
    return clock.stopped_at is None


def paused(clock: Clock) -> bool:
    """Whether a clock stands still."""
    return bool(clock.pauses) and clock.pauses[-1].until is None


def pause_promises(case: CaseFile, at: datetime, reason: str, by: str) -> CaseFile:
    """The case while the merchant owes us something: promises to the merchant stand still."""
    return _each(case, lambda c: pause(c, at, reason, by) if _may_pause(c) else c)


def resume_promises(case: CaseFile, at: datetime) -> CaseFile:
    """The case when the merchant has answered: the paused business time is added back."""
    return _each(case, lambda c: resume(c, at) if running(c) and paused(c) else c)


def _may_pause(clock: Clock) -> bool:
    return clock.name in MERCHANT_CLOCKS and running(clock) and not paused(clock)


def _each(case: CaseFile, change: Callable[[Clock], Clock]) -> CaseFile:
    return replace(case, clocks=tuple(change(clock) for clock in case.clocks))


def all_clocks(case: CaseFile) -> tuple[Clock, ...]:
    """The clocks of the case and those of the teams that are asked now."""
    return (*case.clocks, *(case.round.asked if case.round else ()))


def next_announcement(case: CaseFile, now: datetime) -> Moment | None:
    """The next milestone of any clock that counts."""
    found = [
        (milestone.at, f"{clock.name} clock at {milestone.name}")
        for clock in all_clocks(case)
        if running(clock)
        and (milestone := next_milestone(clock, case.calendar(clock.calendar), now, NEXT_LEVEL))
    ]
    return min(found, default=None)


def announce(case: CaseFile, now: datetime) -> CaseFile:
    """The case with every milestone that is due announced, each once."""
    for clock in all_clocks(case):
        for milestone in _due(case, clock, now):
            case = _announced(case, clock, milestone, now)
    return case


def _due(case: CaseFile, clock: Clock, now: datetime) -> tuple[Milestone, ...]:
    if not running(clock):
        return ()
    return due_now(clock, case.calendar(clock.calendar), now, NEXT_LEVEL)


def _announced(case: CaseFile, clock: Clock, milestone: Milestone, now: datetime) -> CaseFile:
    case = _fired(case, clock, milestone.name)
    what = "clock_breached" if milestone.name == "breach" else "clock_warned"
    why = f"{clock.name}: {milestone.name} of {clock.target.text()}"
    case = log(case, Act(now, "clock", why), what, milestone.at.isoformat())
    to, template = _told(clock, milestone.name)
    return notify(case, to, template, ("clock", clock.name), ("milestone", milestone.name))


def _told(clock: Clock, milestone: str) -> tuple[str, str]:
    """Who hears of a milestone: the team, on breach its lead, a business day later its manager."""
    levels = {"breach": ("lead", "escalation"), "next_level": ("manager", "escalation")}
    level, template = levels.get(milestone, ("", "reminder"))
    party = clock.party if clock.party != "merchant" else "service_desk"
    return (f"{party}.{level}" if level else party), template


def _fired(case: CaseFile, clock: Clock, name: str) -> CaseFile:
    case = _each(case, lambda c: fire(c, name) if _same(c, clock) else c)
    if case.round is None:
        return case
    asked = tuple(fire(c, name) if _same(c, clock) else c for c in case.round.asked)
    return replace(case, round=replace(case.round, asked=asked))


def _same(clock: Clock, other: Clock) -> bool:
    return (clock.name, clock.started_at) == (other.name, other.started_at)


def clock_state(case: CaseFile, clock: Clock, now: datetime) -> ClockState:
    """Where a clock of the case stands now."""
    return state(clock, case.calendar(clock.calendar), now)
