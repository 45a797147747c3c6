"""The working week as its author writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

DAYS_A_WEEK = 7


class Shift(NamedTuple):
    """One stretch of work in local time; an end that is not after its start is on the next day."""

    start: time
    end: time


Week = tuple[tuple[Shift, ...], ...]
ROUND_THE_CLOCK: Week = ((Shift(time(), time()),),) * DAYS_A_WEEK


def require_week(week: Week) -> None:
    """Raise ValueError unless the week has seven days, of which one at least is worked."""
    if len(week) != DAYS_A_WEEK:
        raise ValueError(f"a week has 7 days, Monday first; this one has {len(week)}")
    if not any(week):
        raise ValueError("no day of the week has a shift: nothing would ever fall due")


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """A calendar as the policy's author writes it: names only, no date looked up yet.

    ``country`` is an ISO 3166 code whose public holidays are closed; ``extra_closed`` and
    ``extra_open`` are the author's own exceptions, which win over them.
    """

    name: str
    timezone: str
    country: str | None
    week: Week
    extra_closed: tuple[date, ...] = ()
    extra_open: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        require_week(self.week)
        both = set(self.extra_closed) & set(self.extra_open)
        if both:
            raise ValueError(f"{min(both)} is both extra closed and extra open")
