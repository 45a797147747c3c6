"""Milestones of the clocks of a case, each told once to whoever must act next."""

from datetime import datetime

from makegood.rules.casefile import Act, CaseFile, log, notify
from makegood.rules.clocks import (
    BREACH,
    NEXT_LEVEL,
    Clock,
    Milestone,
    due_now,
    fire,
    next_milestone,
)
from makegood.rules.durations import Term, Unit
from makegood.rules.life.timing import Moment, all_clocks, changed_clocks, running

AFTER_BREACH = Term(1, Unit.business_days)
"""How long after a breach the next level of the hierarchy is told."""

LEVELS = {BREACH: "lead", NEXT_LEVEL: "manager"}
"""Who of a party hears of a milestone; of all others, the party itself."""

ANSWERS_FOR = {"merchant": "service_desk", "bank": "finance", "carrier": "operations"}
"""The team of ours that keeps a promise to the merchant, or looks after a supplier's."""


def announce(case: CaseFile, now: datetime) -> CaseFile:
    """The case with every milestone that is due announced, each once."""
    for clock in all_clocks(case):
        for milestone in due_now(clock, case.calendar(clock.calendar), now, AFTER_BREACH):
            case = _announced(case, clock, milestone, now)
    return case


def next_announcement(case: CaseFile, now: datetime) -> Moment | None:
    """The next milestone of any clock that counts."""
    found = [
        (milestone.at, f"{clock.name} clock at {milestone.name}")
        for clock in all_clocks(case)
        if running(clock)
        and (milestone := next_milestone(clock, case.calendar(clock.calendar), now, AFTER_BREACH))
    ]
    return min(found, default=None)


def _announced(case: CaseFile, clock: Clock, milestone: Milestone, now: datetime) -> CaseFile:
    name = milestone.name
    case = changed_clocks(case, lambda c: fire(c, name) if _same(c, clock) else c)
    what = "clock_breached" if name == BREACH else "clock_warned"
    why = f"{clock.name}: {name} of {clock.target.text()}"
    case = log(case, Act(now, "clock", why), what, milestone.at.isoformat())
    template = "escalation" if name in LEVELS else "reminder"
    return notify(case, _told(clock, name), template, ("clock", clock.name), ("milestone", name))


def _told(clock: Clock, milestone: str) -> str:
    """Who hears of a milestone: the team, on breach its lead, a business day later its manager."""
    team = ANSWERS_FOR.get(clock.party, clock.party)
    return f"{team}.{LEVELS[milestone]}" if milestone in LEVELS else team


def _same(clock: Clock, other: Clock) -> bool:
    return (clock.name, clock.started_at) == (other.name, other.started_at)
