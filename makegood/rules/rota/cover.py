"""What a rota leaves open, and how it shares out the load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from makegood.rules.calendar import BusinessCalendar
from makegood.rules.rota.blocks import days_between, edges_of, spans_of
from makegood.rules.rota.lookup import Overrides, moments, posts_at, shifts_between
from makegood.rules.rota.plan import Duty, Gap, Rota
from makegood.rules.week import Shift, Week

OFFICE = (Shift(time(9), time(18)),)
STANDARD_WEEK: Week = (OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, (), ())
"""The standard shift: 9:00 to 18:00 on five days; all else is out of hours."""

NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Load:
    """What a person carries between two instants, in elapsed time.

    `first` is the time in which they are called first, `out_of_hours` the part of it that lies
    outside the standard week of their team's zone (public holidays are not looked up), `backup` the
    time in which they back others up; `shifts` counts the duties in which they are called first.
    """

    person: str
    first: timedelta
    out_of_hours: timedelta
    backup: timedelta
    shifts: int

    @property
    def out_of_hours_share(self) -> Fraction:
        """The part of their time that is out of hours; none of nothing."""
        return Fraction(self.out_of_hours // SECOND, self.first // SECOND) if self.first else ZERO


SECOND = timedelta(seconds=1)
ZERO = Fraction(0)


def gaps(rota: Rota, overrides: Overrides, since: datetime, until: datetime) -> tuple[Gap, ...]:
    """Every stretch of the promised cover between two instants with nobody but the fallback."""
    edges = set(edges_of(rota, rota.table.cover, since, until))
    edges = {edge for edge in edges if since < edge < until}
    found: list[Gap] = []
    begun: datetime | None = None
    for at in sorted({*edges, *moments(rota, overrides, since, until)}):
        bare = at < until and _is_promised(rota, at) and not posts_at(rota, overrides, at)
        if begun is None and bare:
            begun = at
        elif begun is not None and not bare:
            found.append(Gap(begun, at))
            begun = None
    return tuple(found)


def _is_promised(rota: Rota, at: datetime) -> bool:
    days = days_between(rota, at, at)
    spans = (span for day in days for span in spans_of(rota, rota.table.cover, day))
    return any(span.opens <= at < span.closes for span in spans)


def balance(rota: Rota, overrides: Overrides, since: datetime, until: datetime) -> tuple[Load, ...]:
    """What each person of the rota, and each who stands in, carries between two instants."""
    duties = shifts_between(rota, overrides, since, until)
    names = dict.fromkeys((*rota.table.people(), *(duty.person for duty in duties)))
    office = BusinessCalendar("office", STANDARD_WEEK, (), rota.offsets, date.max)
    return tuple(_load(name, [d for d in duties if d.person == name], office) for name in names)


def _load(person: str, duties: list[Duty], office: BusinessCalendar) -> Load:
    first = [duty for duty in duties if duty.place == 0]
    in_hours = sum((office.open_time_between(d.since, d.until) for d in first), NONE)
    in_all = sum((duty.length for duty in first), NONE)
    backup = sum((duty.length for duty in duties if duty.place), NONE)
    return Load(person, in_all, in_all - in_hours, backup, len(first))


def unbroken(duties: tuple[Duty, ...]) -> Iterator[Duty]:
    """The duties of those who are called first, with what follows at once for the same person."""
    held: Duty | None = None
    for duty in (each for each in duties if each.place == 0):
        if held and (held.person, held.until) == (duty.person, duty.since):
            held = Duty(held.since, duty.until, 0, held.person, held.layer, held.override)
            continue
        if held:
            yield held
        held = duty
    if held:
        yield held
