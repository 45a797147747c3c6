"""Service clocks: who must act by when, what stops the count, what is announced on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import takewhile

from makegood.rules.calendar import BusinessCalendar, Term, always_open
from makegood.rules.durations import part_of

WARNINGS = {"50%": Fraction(50, 100), "75%": Fraction(75, 100), "90%": Fraction(90, 100)}
BREACH = "breach"
NEXT_LEVEL = "next_level"
MILESTONES = (*WARNINGS, BREACH, NEXT_LEVEL)
FRACTION_DECIMALS = 4

# What is counted in calendar days, hours or seconds runs at night and on holidays too.
_WALL_CLOCK = always_open()


class ClockKind(StrEnum):
    """Towards whom the promise is made; a statutory one, made by law, never pauses."""

    sla = "sla"
    ola = "ola"
    underpinning = "underpinning"
    statutory = "statutory"


class ClockState(StrEnum):
    """Where a clock stands."""

    running = "running"
    paused = "paused"
    met = "met"
    breached = "breached"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count, why, and who asked; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise being timed; ``calendar`` is the name of the BusinessCalendar it counts in."""

    name: str
    kind: ClockKind
    party: str
    started_at: datetime
    target: Term
    calendar: str
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    fired: tuple[str, ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether a pause lasts."""
        return bool(self.pauses) and self.pauses[-1].until is None

    @property
    def latest(self) -> datetime:
        """The last moment at which something happened to it."""
        pauses = [moment for it in self.pauses for moment in (it.since, it.until) if moment]
        return max(self.started_at, *pauses, self.stopped_at or self.started_at)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment that is announced: ``50%``, ``75%``, ``90%``, ``breach`` or ``next_level``."""

    name: str
    at: datetime


def pause(clock: Clock, at: datetime, reason: str, by: str) -> Clock:
    """Stop counting, for a reason and in somebody's name; ValueError for a statutory clock."""
    _require_live(clock, at)
    if clock.kind is ClockKind.statutory:
        raise ValueError(f"clock {clock.name!r} is set by law and never pauses")
    if clock.is_paused:
        raise ValueError(f"clock {clock.name!r} is paused already: {clock.pauses[-1].reason}")
    if not (reason.strip() and by.strip()):
        raise ValueError("a pause has a reason and somebody who asked for it")
    return replace(clock, pauses=(*clock.pauses, Pause(at, None, reason, by)))


def resume(clock: Clock, at: datetime) -> Clock:
    """Count again; what was left when it was paused is left now."""
    _require_live(clock, at)
    if not clock.is_paused:
        raise ValueError(f"clock {clock.name!r} is not paused")
    return replace(clock, pauses=_pauses_ended(clock, at))


def stop(clock: Clock, at: datetime) -> Clock:
    """The promise is kept, or nobody waits for it any more; a pause that lasts ends with it."""
    _require_live(clock, at)
    return replace(clock, pauses=_pauses_ended(clock, at), stopped_at=at)


def fire(clock: Clock, name: str) -> Clock:
    """Remember that a milestone was announced; ValueError for a second time or an unknown name."""
    if name not in MILESTONES:
        raise ValueError(f"no milestone is called {name!r}; there are {', '.join(MILESTONES)}")
    if name in clock.fired:
        raise ValueError(f"{name} of clock {clock.name!r} was announced already")
    return replace(clock, fired=(*clock.fired, name))


def as_of(clock: Clock, now: datetime) -> Clock:
    """The clock as it stood at that moment: what happened to it later is not known yet."""
    known = (it for it in clock.pauses if it.since <= now)
    pauses = tuple(it if it.until and it.until <= now else replace(it, until=None) for it in known)
    stopped_at = clock.stopped_at if clock.stopped_at and clock.stopped_at <= now else None
    return replace(clock, pauses=pauses, stopped_at=stopped_at)


def due_at(clock: Clock, calendar: BusinessCalendar, now: datetime) -> datetime | None:
    """When the promise falls due, paused time given back; None while a pause keeps it open.

    A pause gives back the time that would have counted, so a holiday inside it gives nothing; one
    that begins after the promise was broken does not mend it.
    """
    measure = _measure(clock, calendar)
    due = calendar.due(clock.started_at, clock.target)
    for stretch in as_of(clock, now).pauses:
        if stretch.since >= due:
            break
        if stretch.until is None:
            return None
        due = measure.add(due, measure.open_time_between(stretch.since, stretch.until))
    return due


def milestones(
    clock: Clock, calendar: BusinessCalendar, now: datetime, next_level: Term | None = None
) -> tuple[Milestone, ...]:
    """What is announced and when, in order; ``next_level`` counts from the breach.

    While the clock is paused only what was reached before the pause has a moment.
    """
    whole = replace(clock, fired=())
    return tuple(_ahead(whole, calendar, now, next_level))


def _ahead(
    clock: Clock, calendar: BusinessCalendar, now: datetime, next_level: Term | None
) -> Iterator[Milestone]:
    """What was not announced yet, in order; each moment is worked out only when it is asked for."""
    known = as_of(clock, now)
    for name, part in WARNINGS.items():
        if name not in clock.fired and (at := _used_up(known, calendar, part)):
            yield Milestone(name, at)
    due = due_at(clock, calendar, now)
    if due and BREACH not in clock.fired:
        yield Milestone(BREACH, due)
    if due and next_level and NEXT_LEVEL not in clock.fired:
        yield Milestone(NEXT_LEVEL, calendar.due(due, next_level))


def next_milestone(
    clock: Clock, calendar: BusinessCalendar, now: datetime, next_level: Term | None = None
) -> Milestone | None:
    """The first that was not announced yet, for a timer; None when stopped or nothing is left."""
    if clock.stopped_at:
        return None
    return next(_ahead(clock, calendar, now, next_level), None)


def due_now(
    clock: Clock, calendar: BusinessCalendar, now: datetime, next_level: Term | None = None
) -> tuple[Milestone, ...]:
    """What is to be announced by now, in order and never early; nothing once stopped."""
    if clock.stopped_at:
        return ()
    return tuple(takewhile(lambda it: it.at <= now, _ahead(clock, calendar, now, next_level)))


def state(clock: Clock, calendar: BusinessCalendar, now: datetime) -> ClockState:
    """Where it stands; what is done at the very moment it is due is done in time."""
    known = as_of(clock, now)
    due = due_at(clock, calendar, now)
    if BREACH in clock.fired or (due and due < (known.stopped_at or now)):
        return ClockState.breached
    if known.stopped_at:
        return ClockState.met
    return ClockState.paused if known.is_paused else ClockState.running


def used_fraction(clock: Clock, calendar: BusinessCalendar, now: datetime) -> Decimal:
    """How much of the term has been counted, to four decimals, rounded down; above 1 when late."""
    known, measure = as_of(clock, now), _measure(clock, calendar)
    end = known.stopped_at or now
    promised = _promised(clock, calendar)
    counted = measure.open_time_between(clock.started_at, end)
    for stretch in known.pauses:
        counted -= measure.open_time_between(stretch.since, stretch.until or end)
    parts = counted * 10**FRACTION_DECIMALS // promised if promised else 10**FRACTION_DECIMALS
    return Decimal(parts).scaleb(-FRACTION_DECIMALS)


def _used_up(clock: Clock, calendar: BusinessCalendar, fraction: Fraction) -> datetime | None:
    """The earliest moment by which that part of the term is counted, if no pause keeps it open."""
    measure = _measure(clock, calendar)
    left = part_of(_promised(clock, calendar), fraction)
    since = clock.started_at
    for stretch in clock.pauses:
        counted = measure.open_time_between(since, stretch.since)
        if counted >= left:
            break
        if stretch.until is None:
            return None
        left -= counted
        since = stretch.until
    return measure.add(since, left)


def _promised(clock: Clock, calendar: BusinessCalendar) -> timedelta:
    due = calendar.due(clock.started_at, clock.target)
    return _measure(clock, calendar).open_time_between(clock.started_at, due)


def _measure(clock: Clock, calendar: BusinessCalendar) -> BusinessCalendar:
    return calendar if clock.target.unit.is_business else _WALL_CLOCK


def _pauses_ended(clock: Clock, at: datetime) -> tuple[Pause, ...]:
    return tuple(replace(it, until=it.until or at) for it in clock.pauses)


def _require_live(clock: Clock, at: datetime) -> None:
    if clock.stopped_at:
        raise ValueError(f"clock {clock.name!r} was stopped at {clock.stopped_at}")
    if at < clock.latest:
        raise ValueError(f"{at} is before {clock.latest}, when clock {clock.name!r} last changed")
