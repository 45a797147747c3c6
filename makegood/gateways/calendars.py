"""Dated snapshots of business calendars, from public holidays and clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import HolidayBase, country_holidays

from makegood.rules.calendar import BusinessCalendar, CalendarTable, OffsetFrom

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
IN_LIEU = (" (observed)", " (in lieu)")
ENGLISH = "en_US"


def snapshot(table: CalendarTable, since: date, until: date) -> BusinessCalendar:
    """The calendar with every date and clock change between two dates, both included.

    The answer changes with the versions of ``holidays`` and ``tzdata``: take it once for a case and
    keep it. ValueError for a country or a zone that they do not know.
    """
    if until < since:
        raise ValueError(f"a snapshot ends after it begins, not from {since} until {until}")
    off, swapped_in = _public_days(table, since, until)
    off = (off | set(table.extra_closed)) - set(table.extra_open)
    extra = (swapped_in | set(table.extra_open)) - off
    return BusinessCalendar(
        name=table.name,
        week=table.week,
        closed=tuple(day for day in _days(since, until) if day in off and _usual(table, day)),
        offsets=_offsets(_zone(table.timezone), since, until),
        until=until,
        opened=tuple(day for day in _days(since, until) if day in extra and not _usual(table, day)),
    )


def clock_changes(timezone: str, since: date, until: date) -> tuple[OffsetFrom, ...]:
    """Every change of the clocks of an IANA zone between two dates; ValueError for no such zone."""
    return _offsets(_zone(timezone), since, until)


def _public_days(table: CalendarTable, since: date, until: date) -> tuple[set[date], set[date]]:
    """The public holidays of the table's country, and the days worked instead of others by decree.

    The library's ``is_working_day`` is never asked: it knows the country's weekend, not this
    team's week (Vietnam's is Saturday and Sunday there, while teams work on Saturdays).
    """
    if table.country is None:
        return set(), set()
    years = range(since.year - 1, until.year + 2)
    try:
        known = _holidays(table.country, years, observed=True)
        strict = _holidays(table.country, years, observed=False)
    except NotImplementedError:
        raise ValueError(f"no public holidays are known for country {table.country!r}") from None
    stand_ins = {day for day in known if day not in strict and not _stands(table, known, day)}
    return set(known) - stand_ins, set(known.weekend_workdays)


def _holidays(country: str, years: range, *, observed: bool) -> HolidayBase:
    # In English, or the names would follow the locale of whoever started this process.
    return country_holidays(country, years=years, expand=False, observed=observed, language=ENGLISH)


def _stands(table: CalendarTable, known: HolidayBase, day: date) -> bool:
    """Whether a day in lieu is off: only when the holiday fell on a day this team rests anyway.

    Vietnam's Labour Code 2019, article 111.3: a holiday on a weekly rest day moves to the next
    working day. A team that works on Saturdays has had its Saturday off.
    """
    names = {
        name.removesuffix(suffix)
        for name in known.get_list(day)
        for suffix in IN_LIEU
        if name.endswith(suffix)
    }
    near = [day + shift * DAY for shift in range(-7, 8) if shift]
    origins = [it for it in near if names & set(known.get_list(it))]
    return not origins or any(not _usual(table, origin) for origin in origins)


def _usual(table: CalendarTable, day: date) -> bool:
    return bool(table.week[day.weekday()])


def _days(since: date, until: date) -> Iterator[date]:
    return (since + count * DAY for count in range((until - since).days + 1))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"no time zone is called {name!r} (IANA: Asia/Ho_Chi_Minh)") from None


def _offsets(zone: ZoneInfo, since: date, until: date) -> tuple[OffsetFrom, ...]:
    """Every change of the zone's clocks, found to the second; one day more at each end."""
    noon = [datetime.combine(day, time(12), UTC) for day in _days(since - DAY, until + DAY)]
    changes = [OffsetFrom(noon[0], _offset(zone, noon[0]))]
    for earlier, later in pairwise(noon):
        if _offset(zone, earlier) != _offset(zone, later):
            changed = _first_with_new_offset(zone, earlier, later)
            changes.append(OffsetFrom(changed, _offset(zone, later)))
    return tuple(changes)


def _first_with_new_offset(zone: ZoneInfo, old: datetime, new: datetime) -> datetime:
    while new - old > SECOND:
        middle = old + (new - old) // (2 * SECOND) * SECOND
        if _offset(zone, middle) == _offset(zone, old):
            old = middle
        else:
            new = middle
    return new


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
