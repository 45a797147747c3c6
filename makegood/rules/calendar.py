"""Business time: how long a promise lasts when only open hours count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from makegood.rules.durations import DAY, Term, Unit, part_of
from makegood.rules.local_time import OffsetFrom, as_utc, instant_of, local_at
from makegood.rules.week import ROUND_THE_CLOCK, CalendarTable, Shift, Week, require_week

__all__ = [
    "BeyondCalendar",
    "BusinessCalendar",
    "CalendarTable",
    "OffsetFrom",
    "Shift",
    "Term",
    "Unit",
    "Week",
    "always_open",
]


LAST_DAY = date.max - 2 * DAY
"""The last date that is counted: local time and a night shift reach a day or two beyond."""


class BeyondCalendar(ValueError):
    """The answer lies after the last date that there is: no clock can show it."""


class Span(NamedTuple):
    """An open stretch between two instants (UTC), the second not included."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """A calendar frozen with its dates and clock changes: no library update moves a deadline.

    ``week`` is Monday first. A shift belongs to the date it starts on: on a closed date no shift
    starts, while the night shift of the evening before runs on. ``opened`` dates are worked though
    their weekday is not, in the hours of the first weekday that is. Closed dates are known up to
    ``until``; after it the plain week goes on, so that a promise that a long hold has moved out
    there still has its day. Only the end of time (9999-12-31) raises BeyondCalendar.
    """

    name: str
    week: Week
    closed: tuple[date, ...]
    offsets: tuple[OffsetFrom, ...]
    until: date
    opened: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        require_week(self.week)
        if not self.offsets:
            raise ValueError("a calendar needs the offset of its clocks from UTC")
        for column in (self.closed, self.offsets, self.opened):
            if list(column) != sorted(column):
                raise ValueError(f"the dates of calendar {self.name!r} are not in order")

    def is_open(self, at: datetime) -> bool:
        """Whether work is done now; a shift includes its first instant, not its last."""
        return self.next_open(at) == as_utc(at)

    def is_worked(self, day: date) -> bool:
        """Whether a shift starts on that date."""
        return bool(self._shifts(day))

    def next_open(self, at: datetime) -> datetime:
        """The first open instant that is not before ``at``."""
        at = as_utc(at)
        if self._never_closes:
            return at
        for opens, _ in self._open_after(at):
            return max(opens, at)
        raise self._beyond()

    def add(self, at: datetime, span: timedelta) -> datetime:
        """The earliest instant by which ``span`` of open time has passed since ``at``."""
        at = as_utc(at)
        if span < timedelta(0):
            raise ValueError("open time is added, never taken away")
        if self._never_closes or not span:
            return at + span
        for opens, closes in self._open_after(at):
            begins = max(opens, at)
            if closes - begins >= span:
                return begins + span
            span -= closes - begins
        raise self._beyond()

    def open_time_between(self, earlier: datetime, later: datetime) -> timedelta:
        """The open time between two instants; none when the second is not after the first."""
        earlier, later = as_utc(earlier), as_utc(later)
        if self._never_closes or later <= earlier:
            return max(later - earlier, timedelta(0))
        last = self._local(later).date()
        passed = timedelta(0)
        for opens, closes in self._open_after(earlier, last):
            passed += max(min(closes, later) - max(opens, earlier), timedelta(0))
        return passed

    def due(self, at: datetime, term: Term) -> datetime:
        """When a promise made at ``at`` falls due.

        Business hours are open time. Business days end that many worked days later at the same
        local time of day: counting begins at the next opening, a night shift belongs to the day it
        starts on, and a time at which the last day is not worked moves into its hours. Calendar
        days keep the local time of day over clock changes; shorter units are elapsed time.
        """
        match term.unit:
            case Unit.business_hours:
                return self.add(at, term.count * term.unit.length)
            case Unit.business_days:
                return self._worked_days_later(self.next_open(at), term.count)
            case Unit.calendar_days:
                return instant_of(self.offsets, self._local(as_utc(at)) + term.count * DAY)
        return as_utc(at) + term.count * term.unit.length

    def fraction_point(
        self, start: datetime, due: datetime, fraction: Decimal | Fraction
    ) -> datetime:
        """The earliest instant by which that part of the open time to ``due`` has passed."""
        return self.add(start, part_of(self.open_time_between(start, due), fraction))

    def value_date(self, at: datetime, cut_off: time) -> date:
        """The banking day that processes what is handed in now: today, up to its cut-off."""
        local = self._local(as_utc(at))
        missed = local.time() > cut_off
        return self._worked_from(local.date() + missed * DAY)

    def submit_by(self, on: date, cut_off: time) -> datetime:
        """The last instant to hand in what must be processed by that date.

        What banks owe on a Saturday is handed in before Friday's cut-off (Vietnam: 16:00 for low
        values, Circular 37/2016).
        """
        day = on
        while not self.is_worked(day):
            day -= DAY
        return self._instant(day, cut_off)

    @property
    def _never_closes(self) -> bool:
        return self.week == ROUND_THE_CLOCK and not self.closed

    def _worked_days_later(self, start: datetime, count: int) -> datetime:
        began = self._local(start)
        if self._never_closes:
            return instant_of(self.offsets, began + count * DAY)
        first = day = self._shift_day(start)
        for _ in range(count):
            day = self._worked_from(self._next(day))
        return self._moved_into(day, instant_of(self.offsets, began + (day - first)))

    def _shift_day(self, at: datetime) -> date:
        today = self._local(at).date()
        nights = self._spans(today - DAY, today - DAY)
        return today - DAY if any(at < closes for _, closes in nights) else today

    def _moved_into(self, day: date, at: datetime) -> datetime:
        last = at
        for opens, last in self._spans(day, day):
            if at < last:
                return max(at, opens)
        return last

    def _worked_from(self, day: date) -> date:
        while not self.is_worked(day):
            day = self._next(day)
        return day

    def _shifts(self, day: date) -> tuple[Shift, ...]:
        if _holds(self.closed, day):
            return ()
        usual = self.week[day.weekday()]
        return usual or (next(filter(None, self.week)) if _holds(self.opened, day) else ())

    def _open_after(self, at: datetime, last: date = LAST_DAY) -> Iterator[Span]:
        yesterday = self._local(at).date() - DAY
        return (span for span in self._spans(yesterday, last) if span.closes > at)

    def _spans(self, day: date, last: date) -> Iterator[Span]:
        """Open spans of these dates, in order; shifts that overlap are one stretch of work."""
        covered = datetime.min.replace(tzinfo=UTC)
        while day <= min(last, LAST_DAY):
            for start, end in self._shifts(day):
                ends_on = day if end > start else day + DAY
                opens = max(self._instant(day, start), covered)
                closes = self._instant(ends_on, end)
                if opens < closes:
                    yield Span(opens, closes)
                    covered = closes
            day += DAY

    def _next(self, day: date) -> date:
        if day >= LAST_DAY:
            raise self._beyond()
        return day + DAY

    def _beyond(self) -> BeyondCalendar:
        return BeyondCalendar(f"calendar {self.name!r} ends with time itself, on {LAST_DAY}")

    def _local(self, at: datetime) -> datetime:
        return local_at(self.offsets, at)

    def _instant(self, day: date, clock: time) -> datetime:
        return instant_of(self.offsets, datetime.combine(day, clock, UTC))


def always_open() -> BusinessCalendar:
    """The calendar of those who never close, on UTC."""
    forever = OffsetFrom(datetime(1970, 1, 1, tzinfo=UTC), timedelta(0))
    return BusinessCalendar("always_open", ROUND_THE_CLOCK, (), (forever,), date.max)


def _holds(dates: tuple[date, ...], day: date) -> bool:
    place = bisect_left(dates, day)
    return place < len(dates) and dates[place] == day
