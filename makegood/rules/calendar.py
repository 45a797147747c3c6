"""Business time: how long a promise lasts when only open hours count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Unit(StrEnum):
    """What a promise is counted in."""

    business_hours = "business_hours"
    business_days = "business_days"
    calendar_days = "calendar_days"
    hours = "hours"
    seconds = "seconds"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as a contract words it."""

    count: int
    unit: Unit

    def text(self) -> str:
        """The term as people read it: ``2 business days``."""
        ...


class Shift(NamedTuple):
    """One stretch of work in local time; an end not after its start is on the next day."""

    start: time
    end: time


class OffsetFrom(NamedTuple):
    """From this instant (UTC) local clocks are this far ahead of UTC."""

    since: datetime
    offset: timedelta


Week = tuple[tuple[Shift, ...], ...]


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """A calendar as the policy's author writes it: names only, no dates looked up yet."""

    name: str
    timezone: str
    country: str | None
    week: Week
    extra_closed: tuple[date, ...] = ()
    extra_open: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """A calendar frozen with its dates and clock changes, so that a case never changes its deadlines by itself."""

    name: str
    week: Week
    closed: tuple[date, ...]
    offsets: tuple[OffsetFrom, ...]
    until: date
    opened: tuple[date, ...] = ()

    def is_open(self, at: datetime) -> bool: ...

    def next_open(self, at: datetime) -> datetime: ...

    def add(self, at: datetime, span: timedelta) -> datetime: ...

    def open_time_between(self, earlier: datetime, later: datetime) -> timedelta: ...

    def due(self, at: datetime, term: Term) -> datetime: ...

    def fraction_point(self, start: datetime, due: datetime, fraction: Decimal | Fraction) -> datetime: ...

    def value_date(self, at: datetime, cut_off: time) -> date: ...

    def submit_by(self, on: date, cut_off: time) -> datetime: ...


def always_open() -> BusinessCalendar: ...
