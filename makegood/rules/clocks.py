"""Service clocks: who must act by when, what stops the count, what is announced on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from makegood.rules.calendar import BusinessCalendar, Term


class ClockKind(StrEnum):
    """Towards whom the promise is made."""

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
    """A stretch that does not count, with its reason and who asked for it; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise being timed; ``calendar`` names the BusinessCalendar that its functions are given."""

    name: str
    kind: ClockKind
    party: str
    started_at: datetime
    target: Term
    calendar: str
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    fired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A moment that is announced: ``50%``, ``75%``, ``90%``, ``breach`` or ``next_level``."""

    name: str
    at: datetime


def due_at(clock: Clock, calendar: BusinessCalendar, now: datetime) -> datetime | None: ...


def pause(clock: Clock, at: datetime, reason: str, by: str) -> Clock: ...


def resume(clock: Clock, at: datetime) -> Clock: ...


def stop(clock: Clock, at: datetime) -> Clock: ...


def fire(clock: Clock, name: str) -> Clock: ...


def retarget(clock: Clock, target: Term) -> Clock: ...


def milestones(clock: Clock, calendar: BusinessCalendar, now: datetime, next_level: Term) -> tuple[Milestone, ...]: ...


def next_milestone(clock: Clock, calendar: BusinessCalendar, now: datetime, next_level: Term) -> Milestone | None: ...


def due_now(clock: Clock, calendar: BusinessCalendar, now: datetime, next_level: Term) -> tuple[Milestone, ...]: ...


def state(clock: Clock, calendar: BusinessCalendar, now: datetime) -> ClockState: ...


def used_fraction(clock: Clock, calendar: BusinessCalendar, now: datetime) -> Decimal: ...
