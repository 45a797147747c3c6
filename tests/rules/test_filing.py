"""Windows for filing: by kind, by the event they count from, in calendar and business days."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from makegood.rules.calendar import BusinessCalendar, OffsetFrom, Shift, Term, Unit, always_open
from makegood.rules.filing import FilingVerdict, Timeliness, day_after, judge_filing
from makegood.rules.terms import FilingWindow, StartEvent
from tests.rules.claims import DAYS, a_claim, a_parcel

WORKDAY = (Shift(time(8, 30), time(17, 30)),)
SIX_DAYS = BusinessCalendar(
    name="desk",
    week=(WORKDAY,) * 6 + ((),),
    closed=(date(2026, 11, 24),),
    offsets=(OffsetFrom(datetime(2020, 1, 1, tzinfo=UTC), timedelta(hours=7)),),
    until=date(2026, 12, 31),
    opened=(date(2026, 11, 29),),
)
"""Monday to Saturday; Vietnam Cultural Day is closed, one Sunday is worked in its place."""
FROM_DELIVERY = FilingWindow(StartEvent.DELIVERED, Term(30, DAYS), clause="Postal Law, art. 38")


def verdict_on(filed: date, window: FilingWindow, delivered: date | None) -> FilingVerdict:
    """How a claim filed on a day stands, for a parcel delivered on another."""
    claim = replace(a_claim(replace(a_parcel(), delivered_on=delivered)), received_on=filed)
    return judge_filing(claim, window, SIX_DAYS)


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        (date(2026, 10, 1), Timeliness.TIMELY),
        (date(2026, 10, 31), Timeliness.TIMELY),
        (date(2026, 11, 1), Timeliness.TOO_LATE),
        (date(2026, 9, 30), Timeliness.TOO_EARLY),
    ],
)
def test_a_window_includes_its_first_and_its_last_day(filed: date, expected: Timeliness) -> None:
    verdict = verdict_on(filed, FROM_DELIVERY, delivered=date(2026, 10, 1))
    assert verdict.verdict is expected
    assert (verdict.opens_on, verdict.closes_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert verdict.clause == "Postal Law, art. 38"


def test_a_kind_without_a_window_is_always_timely() -> None:
    assert judge_filing(a_claim(), None, SIX_DAYS).verdict is Timeliness.TIMELY


def test_a_claim_for_a_lost_parcel_waits_for_its_minimum_age() -> None:
    window = FilingWindow(StartEvent.LAST_SCAN, Term(30, DAYS), no_earlier=Term(7, DAYS))
    parcel = replace(a_parcel(), last_scan_on=date(2026, 11, 10))
    verdict = judge_filing(a_claim(parcel), window, SIX_DAYS)
    assert verdict.verdict is Timeliness.TOO_EARLY
    assert verdict.opens_on == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("event", "closes"),
    [
        (StartEvent.SHIPPED, date(2026, 12, 2)),
        (StartEvent.PROMISED, date(2026, 12, 5)),
        (StartEvent.INCIDENT, date(2026, 12, 6)),
    ],
)
def test_each_window_counts_from_its_own_event(event: StartEvent, closes: date) -> None:
    verdict = judge_filing(a_claim(), FilingWindow(event, Term(30, DAYS)), SIX_DAYS)
    assert verdict.closes_on == closes


def test_without_its_own_date_the_day_of_the_incident_shows_a_claim_timely() -> None:
    assert (
        verdict_on(date(2026, 11, 20), FROM_DELIVERY, delivered=None).verdict is Timeliness.TIMELY
    )


def test_without_its_own_date_a_claim_is_never_called_late() -> None:
    verdict = verdict_on(date(2027, 6, 1), FROM_DELIVERY, delivered=None)
    assert verdict.verdict is Timeliness.UNKNOWN
    assert verdict.closes_on is None
    assert verdict.clause == "Postal Law, art. 38"


def test_of_many_parcels_the_worst_decides_and_each_keeps_its_own() -> None:
    late = replace(a_parcel("GHN2"), delivered_on=date(2026, 9, 1))
    claim = a_claim(replace(a_parcel(), delivered_on=date(2026, 11, 1)), late)
    verdict = judge_filing(claim, FROM_DELIVERY, SIX_DAYS)
    assert verdict.verdict is Timeliness.TOO_LATE
    assert verdict.of_line(0).verdict is Timeliness.TIMELY
    assert verdict.of_line(1).closes_on == date(2026, 10, 1)


def test_a_verdict_on_the_whole_claim_holds_for_every_line() -> None:
    verdict = FilingVerdict(Timeliness.TIMELY)
    assert verdict.of_line(7) is verdict


def test_business_days_skip_sundays_and_holidays_and_count_sundays_worked_instead() -> None:
    term = Term(7, Unit("business_days"))
    # Fri 20 Nov + Sat 21, Mon 23, (Tue 24 closed), Wed 25, Thu 26, Fri 27, Sat 28, Sun 29 worked
    assert day_after(date(2026, 11, 20), term, SIX_DAYS) == date(2026, 11, 29)


def test_a_window_beyond_the_calendar_is_unknown_not_late() -> None:
    window = FilingWindow(StartEvent.SHIPPED, Term(60, Unit("business_days")))
    assert judge_filing(a_claim(), window, SIX_DAYS).verdict is Timeliness.UNKNOWN


def test_hours_and_seconds_are_taken_as_whole_days_in_the_merchants_favour() -> None:
    day = date(2026, 11, 20)
    assert day_after(day, Term(25, Unit("hours")), always_open()) == date(2026, 11, 22)
    assert day_after(day, Term(1, Unit("seconds")), always_open()) == date(2026, 11, 21)


@pytest.mark.parametrize("day", [date.min, date.max, date(9999, 12, 20)])
def test_a_day_at_the_edge_of_time_is_judged_by_a_person_or_as_filed_too_late(day: date) -> None:
    for unit in (Unit.calendar_days, Unit.business_days):
        window = FilingWindow(StartEvent.DELIVERED, Term(30, unit), Term(1, unit))
        verdict = verdict_on(date(2026, 10, 1), window, day)
        late = day == date.min
        assert verdict.verdict is (Timeliness.TOO_LATE if late else Timeliness.UNKNOWN)
