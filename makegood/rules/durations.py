"""Lengths of time as contracts word them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
LONGEST_TERM = 3_650 * DAY  # ten years, more than any case lives


class Unit(StrEnum):
    """What a promise is counted in."""

    business_hours = "business_hours"
    business_days = "business_days"
    calendar_days = "calendar_days"
    hours = "hours"
    minutes = "minutes"
    seconds = "seconds"

    @property
    def is_business(self) -> bool:
        """Whether only open time counts."""
        return self in (Unit.business_hours, Unit.business_days)

    @property
    def length(self) -> timedelta:
        """One of it on a clock that never stops."""
        return _LENGTHS[self]


_LENGTHS = {
    Unit.business_hours: timedelta(hours=1),
    Unit.business_days: DAY,
    Unit.calendar_days: DAY,
    Unit.hours: timedelta(hours=1),
    Unit.minutes: timedelta(minutes=1),
    Unit.seconds: timedelta(seconds=1),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as a contract words it."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        most = LONGEST_TERM // self.unit.length
        if not 0 <= self.count <= most:
            raise ValueError(f"a term counts from 0 to {most:,} {self.unit}, not {self.count:,}")

    def text(self) -> str:
        """The term as people read it: ``2 business days``."""
        words = self.unit.replace("_", " ")
        return f"{self.count} {words[:-1] if self.count == 1 else words}"


def part_of(span: timedelta, fraction: Decimal | Fraction) -> timedelta:
    """That part of a span, to the microsecond and never too short."""
    return ceil(span // MICROSECOND * Fraction(fraction)) * MICROSECOND
