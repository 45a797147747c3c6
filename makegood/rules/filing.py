"""Whether a claim is filed in its window: each kind counts from its own event."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from makegood.rules.calendar import BusinessCalendar, Term, Unit
from makegood.rules.claim import Claim, Parcel
from makegood.rules.terms import FilingWindow, StartEvent

DAY = timedelta(days=1)
_SECONDS = {
    Unit.calendar_days: 86_400,
    Unit.business_hours: 3_600,
    Unit.hours: 3_600,
    Unit.minutes: 60,
    Unit.seconds: 1,
}


class Timeliness(StrEnum):
    """How a filing date stands to its window; unknown goes to a person, and denies nothing."""

    TIMELY = "timely"
    UNKNOWN = "unknown"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


_WORSE = tuple(Timeliness)


@dataclass(frozen=True)
class FilingVerdict:
    """When the window opens and closes, both days included, and where the filing date falls.

    `lines` holds one verdict for each parcel of the claim, in its order, where they were judged.
    """

    verdict: Timeliness
    opens_on: date | None = None
    closes_on: date | None = None
    clause: str = ""
    lines: tuple["FilingVerdict", ...] = ()

    def of_line(self, place: int) -> "FilingVerdict":
        """The verdict on one parcel: its own, or else that of the whole claim."""
        return self.lines[place] if self.lines else self


def judge_filing(
    claim: Claim, window: FilingWindow | None, calendar: BusinessCalendar
) -> FilingVerdict:
    """The worst verdict over the parcels, with one for each; without a window all is timely."""
    if window is None:
        return FilingVerdict(Timeliness.TIMELY)
    lines = tuple(_judge(claim, parcel, window, calendar) for parcel in claim.parcels)
    worst = max(lines, key=lambda line: _WORSE.index(line.verdict))
    return replace(worst, lines=lines)


def _judge(
    claim: Claim, parcel: Parcel, window: FilingWindow, calendar: BusinessCalendar
) -> FilingVerdict:
    """By the parcel's own date; without it, the day of the incident can only show it timely."""
    started = _started(claim, parcel, window.starts)
    verdict = _within(claim, started or claim.incident_on, window, calendar)
    if started or verdict.verdict is Timeliness.TIMELY:
        return verdict
    return FilingVerdict(Timeliness.UNKNOWN, clause=window.clause)


def _within(
    claim: Claim, started: date, window: FilingWindow, calendar: BusinessCalendar
) -> FilingVerdict:
    opens = day_after(started, window.no_earlier, calendar) if window.no_earlier else started
    closes = day_after(started, window.within, calendar)
    return FilingVerdict(_place(claim.received_on, opens, closes), opens, closes, window.clause)


def _place(filed: date, opens: date | None, closes: date | None) -> Timeliness:
    if opens is None or closes is None:
        return Timeliness.UNKNOWN
    if filed < opens:
        return Timeliness.TOO_EARLY
    return Timeliness.TIMELY if filed <= closes else Timeliness.TOO_LATE


def _started(claim: Claim, parcel: Parcel, event: StartEvent) -> date | None:
    return {
        StartEvent.DELIVERED: parcel.delivered_on,
        StartEvent.LAST_SCAN: parcel.last_scan_on,
        StartEvent.PROMISED: parcel.promised_on,
        StartEvent.SHIPPED: parcel.shipped_on,
        StartEvent.INCIDENT: claim.incident_on,
    }[event]


def day_after(start: date, term: Term, calendar: BusinessCalendar) -> date | None:
    """The last day of a term that starts on a day; that day itself does not count.

    Hours and seconds are taken as whole days, in the merchant's favour. None where the calendar,
    or time itself, does not reach as far.
    """
    if term.unit is Unit.business_days:
        return _worked_day_after(start, term.count, calendar)
    days = -(-term.count * _SECONDS[term.unit] // _SECONDS[Unit.calendar_days])
    return start + timedelta(days=days) if (date.max - start).days >= days else None


def _worked_day_after(start: date, count: int, calendar: BusinessCalendar) -> date | None:
    day = start
    while count and day < calendar.until:
        day += DAY
        count -= _is_worked(day, calendar)
    return None if count else day


def _is_worked(day: date, calendar: BusinessCalendar) -> bool:
    planned = bool(calendar.week[day.weekday()]) and day not in calendar.closed
    return planned or day in calendar.opened
