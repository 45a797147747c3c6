"""Promises of business time, checked against known dates and a minute-by-minute count."""

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from makegood.rules.calendar import (
    BeyondCalendar,
    BusinessCalendar,
    CalendarTable,
    OffsetFrom,
    Shift,
    Term,
    Unit,
    Week,
    always_open,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OFFICE = (Shift(time(8, 30), time(17, 30)),)
SATURDAY = (Shift(time(8, 30), time(12)),)
NIGHT = (Shift(time(22), time(6)),)
SIX_DAYS: Week = ((OFFICE,) * 6) + ((),)
FIVE_DAYS: Week = ((OFFICE,) * 5) + ((), ())
EVERY_NIGHT: Week = (NIGHT,) * 7
TET = tuple(date(2026, 2, day) for day in range(16, 21))
CUT_OFF = time(16)

VIETNAM = (OffsetFrom(datetime(2026, 1, 1, tzinfo=UTC), 7 * HOUR),)
NEW_YORK = (
    OffsetFrom(datetime(2026, 1, 1, tzinfo=UTC), -5 * HOUR),
    OffsetFrom(datetime(2026, 3, 8, 7, tzinfo=UTC), -4 * HOUR),
    OffsetFrom(datetime(2026, 11, 1, 6, tzinfo=UTC), -5 * HOUR),
)


def a_calendar(
    week: Week = SIX_DAYS,
    closed: tuple[date, ...] = TET,
    offsets: tuple[OffsetFrom, ...] = VIETNAM,
    opened: tuple[date, ...] = (),
) -> BusinessCalendar:
    return BusinessCalendar("team", week, closed, offsets, date(2026, 12, 31), opened)


def new_york(week: Week) -> BusinessCalendar:
    return a_calendar(week, closed=(), offsets=NEW_YORK)


def vn(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """That time in Vietnam in 2026, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - 7 * HOUR


def ny(month: int, day: int, hour: int, minute: int = 0, *, behind: int) -> datetime:
    """That time in New York in 2026, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + behind * HOUR


def test_five_business_days_over_tet_end_on_the_twelfth_calendar_day() -> None:
    assert a_calendar().due(vn(2, 13, 16), Term(5, Unit.business_days)) == vn(2, 25, 16)


def test_the_same_promise_in_hours_of_nine_a_day_ends_at_the_same_time() -> None:
    assert a_calendar().due(vn(2, 13, 16), Term(45, Unit.business_hours)) == vn(2, 25, 16)


def test_a_promise_made_at_night_counts_from_the_next_opening() -> None:
    assert a_calendar().due(vn(3, 6, 20), Term(4, Unit.business_hours)) == vn(3, 7, 12, 30)
    assert a_calendar().due(vn(3, 6, 20), Term(1, Unit.business_days)) == vn(3, 9, 8, 30)


def test_the_instant_of_closing_is_closed_already() -> None:
    assert a_calendar().is_open(vn(3, 6, 8, 30))
    assert not a_calendar().is_open(vn(3, 6, 17, 30))
    assert a_calendar().next_open(vn(3, 6, 17, 30)) == vn(3, 7, 8, 30)


def test_time_used_up_at_closing_is_due_at_closing_not_next_morning() -> None:
    assert a_calendar().add(vn(3, 7, 16, 30), HOUR) == vn(3, 7, 17, 30)


def test_a_day_due_on_a_short_saturday_is_due_when_it_closes() -> None:
    short = a_calendar((OFFICE,) * 5 + (SATURDAY, ()))
    assert short.due(vn(3, 6, 16), Term(1, Unit.business_days)) == vn(3, 7, 12)
    assert short.due(vn(3, 6, 9), Term(1, Unit.business_days)) == vn(3, 7, 9)


def test_a_day_due_in_the_lunch_break_is_due_after_it() -> None:
    lunch = (Shift(time(8), time(12)), Shift(time(13), time(17)))
    calendar = a_calendar((OFFICE,) + (lunch,) * 6)
    assert calendar.due(vn(3, 2, 12, 30), Term(1, Unit.business_days)) == vn(3, 3, 13)
    assert calendar.due(vn(3, 2, 15), Term(1, Unit.business_days)) == vn(3, 3, 15)
    assert calendar.open_time_between(vn(3, 3), vn(3, 4)) == 8 * HOUR


def test_calendar_days_hours_and_seconds_run_through_the_holidays() -> None:
    asked = vn(2, 13, 16)
    assert a_calendar().due(asked, Term(5, Unit.calendar_days)) == vn(2, 18, 16)
    assert a_calendar().due(asked, Term(5, Unit.hours)) == vn(2, 13, 21)
    assert a_calendar().due(asked, Term(5, Unit.seconds)) == asked + timedelta(seconds=5)


def test_no_time_at_all_is_due_at_once_or_when_work_begins() -> None:
    assert a_calendar().due(vn(3, 6, 20), Term(0, Unit.hours)) == vn(3, 6, 20)
    assert a_calendar().due(vn(3, 6, 20), Term(0, Unit.business_days)) == vn(3, 7, 8, 30)


def test_a_sunday_opened_by_decree_is_worked_in_the_hours_of_the_week() -> None:
    calendar = a_calendar(opened=(date(2026, 3, 8),))
    assert calendar.add(vn(3, 7, 17), HOUR) == vn(3, 8, 9)


def test_a_day_is_worked_when_a_shift_starts_on_it() -> None:
    calendar = a_calendar(opened=(date(2026, 3, 8),))
    days = [date(2026, 3, 6), date(2026, 3, 8), date(2026, 3, 15), TET[0]]
    assert [calendar.is_worked(day) for day in days] == [True, True, False, False]


def test_a_night_shift_lasts_seven_hours_when_clocks_go_forward() -> None:
    before, after = ny(3, 7, 12, behind=5), ny(3, 8, 12, behind=4)
    assert new_york(EVERY_NIGHT).open_time_between(before, after) == 7 * HOUR


def test_a_night_shift_lasts_nine_hours_when_clocks_go_back() -> None:
    before, after = ny(10, 31, 12, behind=4), ny(11, 1, 12, behind=5)
    assert new_york(EVERY_NIGHT).open_time_between(before, after) == 9 * HOUR


def test_a_night_belongs_to_the_day_its_shift_began() -> None:
    friday_night = a_calendar(((),) * 4 + (NIGHT, (), ()))
    early_saturday = vn(3, 7, 2)
    assert friday_night.is_open(early_saturday)
    assert friday_night.due(early_saturday, Term(1, Unit.business_days)) == vn(3, 14, 2)


def test_the_night_shift_of_the_eve_runs_on_into_the_holiday() -> None:
    nights = a_calendar(EVERY_NIGHT, closed=(date(2026, 3, 7),))
    assert nights.is_open(vn(3, 7, 5))
    assert nights.next_open(vn(3, 7, 6)) == vn(3, 8, 22)


def test_shifts_that_overlap_are_counted_once() -> None:
    doubled = ((Shift(time(8), time(16)), Shift(time(10), time(12)), Shift(time(14), time(22))),)
    assert a_calendar(doubled * 7).open_time_between(vn(3, 3), vn(3, 4)) == 14 * HOUR


def test_calendar_days_keep_the_time_of_day_when_clocks_change() -> None:
    asked = ny(3, 7, 9, behind=5)
    assert new_york(FIVE_DAYS).due(asked, Term(1, Unit.calendar_days)) == ny(3, 8, 9, behind=4)
    assert new_york(FIVE_DAYS).due(asked, Term(24, Unit.hours)) == ny(3, 8, 10, behind=4)


def test_business_days_keep_the_time_of_day_when_clocks_change() -> None:
    asked = ny(3, 6, 16, behind=5)
    assert new_york(FIVE_DAYS).due(asked, Term(1, Unit.business_days)) == ny(3, 9, 16, behind=4)


def test_a_time_that_clocks_skip_is_the_moment_they_jump() -> None:
    half_past_two = (Shift(time(2, 30), time(4)),)
    jump = ny(3, 8, 3, behind=4)
    assert new_york((half_past_two,) * 7).next_open(ny(3, 8, 1, behind=5)) == jump


def test_a_shift_that_clocks_skip_entirely_is_not_worked() -> None:
    skipped = new_york(((Shift(time(2), time(3)),),) * 7)
    noons = ny(3, 7, 12, behind=5), ny(3, 8, 12, behind=4)
    assert skipped.open_time_between(*noons) == timedelta(0)
    asked = ny(3, 7, 2, 20, behind=5)
    assert skipped.due(asked, Term(1, Unit.business_days)) == ny(3, 8, 3, behind=4)


def test_the_new_time_holds_from_the_very_instant_of_the_change() -> None:
    jump = ny(3, 8, 3, behind=4)
    assert new_york(FIVE_DAYS).due(jump, Term(1, Unit.calendar_days)) == jump + 24 * HOUR


def test_a_time_that_clocks_repeat_is_its_first_passing() -> None:
    opens_at_half_past_one = new_york(((Shift(time(1, 30), time(4)),),) * 7)
    assert opens_at_half_past_one.next_open(ny(11, 1, 0, behind=4)) == ny(11, 1, 1, 30, behind=4)


def test_half_the_open_time_is_not_half_the_time() -> None:
    calendar = a_calendar()
    asked, due = vn(2, 13, 16), vn(2, 25, 16)
    assert calendar.fraction_point(asked, due, Decimal("0.5")) == vn(2, 23, 11, 30)
    assert calendar.fraction_point(asked, due, Decimal(1)) == due
    assert calendar.fraction_point(due, asked, Decimal("0.5")) == due


def test_a_part_that_does_not_divide_is_never_too_short() -> None:
    asked, due = vn(3, 6, 9), vn(3, 6, 10)
    seventh = a_calendar().fraction_point(asked, due, Fraction(1, 7))
    assert timedelta(0) < 7 * (seventh - asked) - HOUR < 7 * timedelta(microseconds=1)


def test_a_payout_due_on_saturday_is_handed_in_by_friday_at_four() -> None:
    bank = a_calendar(FIVE_DAYS)
    assert bank.submit_by(date(2026, 3, 7), CUT_OFF) == vn(3, 6, 16)
    assert bank.submit_by(date(2026, 3, 6), CUT_OFF) == vn(3, 6, 16)
    assert bank.submit_by(date(2026, 2, 20), CUT_OFF) == vn(2, 13, 16)


def test_after_the_cut_off_the_bank_processes_on_its_next_day() -> None:
    bank = a_calendar(FIVE_DAYS)
    assert bank.value_date(vn(2, 13, 16), CUT_OFF) == date(2026, 2, 13)
    assert bank.value_date(vn(2, 13, 16, 1), CUT_OFF) == date(2026, 2, 23)
    assert bank.value_date(vn(2, 14, 9), CUT_OFF) == date(2026, 2, 23)


@given(st.dates(date(2026, 1, 5), date(2026, 12, 20)))
def test_what_is_handed_in_at_the_last_instant_is_in_time_and_a_moment_later_is_not(
    on: date,
) -> None:
    bank = a_calendar(FIVE_DAYS)
    last = bank.submit_by(on, CUT_OFF)
    assert bank.value_date(last, CUT_OFF) <= on
    assert bank.value_date(last + timedelta(microseconds=1), CUT_OFF) > on


def test_an_open_all_hours_calendar_counts_every_hour() -> None:
    calendar, night = always_open(), vn(3, 8, 3)
    assert calendar.is_open(night)
    assert calendar.due(night, Term(36, Unit.business_hours)) == night + 36 * HOUR
    assert calendar.due(night, Term(2, Unit.business_days)) == night + 48 * HOUR
    assert calendar.open_time_between(night, night + HOUR) == HOUR
    assert calendar.open_time_between(night, night - HOUR) == timedelta(0)


def test_after_the_last_known_date_the_plain_week_goes_on() -> None:
    calendar, last = a_calendar(), vn(12, 31, 17)
    known = replace(calendar, until=date(2034, 1, 1))
    far = last + 2_000 * 24 * HOUR
    week = (far, far + 7 * 24 * HOUR)
    assert calendar.open_time_between(last, vn(12, 31, 20)) == HOUR / 2
    for span in (HOUR, 40 * HOUR, 400 * HOUR):
        assert calendar.add(last, span) == known.add(last, span)
    for days in (1, 5, 700):
        term = Term(days, Unit.business_days)
        assert calendar.due(last, term) == known.due(last, term) >= last + days * 24 * HOUR
    assert calendar.open_time_between(*week) == known.open_time_between(*week) > 40 * HOUR
    assert calendar.next_open(far) == known.next_open(far)
    assert calendar.value_date(last, CUT_OFF) == known.value_date(last, CUT_OFF)
    assert calendar.is_worked(calendar.value_date(far, CUT_OFF))


def test_only_the_end_of_time_has_no_answer() -> None:
    calendar, end = a_calendar(), datetime(9999, 12, 28, tzinfo=UTC)
    with pytest.raises(BeyondCalendar, match="ends with time itself"):
        calendar.add(end, 400 * HOUR)
    with pytest.raises(BeyondCalendar, match="ends with time itself"):
        calendar.due(end, Term(30, Unit.business_days))
    with pytest.raises(BeyondCalendar, match="ends with time itself"):
        calendar.next_open(datetime(9999, 12, 30, 12, tzinfo=UTC))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="a moment is aware"):
        a_calendar().due(vn(3, 6).replace(tzinfo=None), Term(1, Unit.hours))


def test_open_time_is_never_taken_away() -> None:
    with pytest.raises(ValueError, match="never taken away"):
        a_calendar().add(vn(3, 6), -HOUR)


@pytest.mark.parametrize(("week", "why"), [(((),) * 7, "no day"), (SIX_DAYS[:6], "has 6")])
def test_a_week_that_would_never_end_a_promise_is_refused(week: Week, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        a_calendar(week)
    with pytest.raises(ValueError, match=why):
        CalendarTable("team", "Asia/Ho_Chi_Minh", "VN", week)


def test_a_calendar_table_needs_no_country_and_no_exceptions() -> None:
    table = CalendarTable("team", "Asia/Ho_Chi_Minh", None, SIX_DAYS)
    assert (table.extra_closed, table.extra_open) == ((), ())


def test_a_day_both_closed_and_opened_by_the_author_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-02-16 is both"):
        CalendarTable("team", "Asia/Ho_Chi_Minh", "VN", SIX_DAYS, TET, TET[:1])


def test_a_calendar_that_was_not_made_in_order_is_refused() -> None:
    with pytest.raises(ValueError, match="not in order"):
        a_calendar(closed=TET[::-1])
    with pytest.raises(ValueError, match="needs the offset"):
        a_calendar(offsets=())


def test_a_term_reads_as_in_a_contract() -> None:
    assert Term(2, Unit.business_days).text() == "2 business days"
    assert Term(1, Unit.business_hours).text() == "1 business hour"
    assert Term(90, Unit.calendar_days).text() == "90 calendar days"


@pytest.mark.parametrize("unit", Unit)
def test_a_term_is_between_nothing_and_ten_years(unit: Unit) -> None:
    ten_years = timedelta(days=3650) // unit.length
    assert Term(ten_years, unit).count == ten_years
    for count in (-1, ten_years + 1):
        with pytest.raises(ValueError, match="a term counts from 0 to"):
            Term(count, unit)


def test_a_calendar_crosses_the_wire_unchanged_and_small() -> None:
    wire = TypeAdapter(BusinessCalendar)
    sent = wire.dump_json(a_calendar())
    assert wire.validate_json(sent) == a_calendar()
    assert pickle.loads(pickle.dumps(a_calendar())) == a_calendar()
    assert len(sent) < 450


SHIFTS = st.sampled_from(
    [
        (),
        OFFICE,
        NIGHT,
        (Shift(time(0), time(0)),),
        (Shift(time(4), time(9)), Shift(time(8), time(11)), Shift(time(20), time(5))),
    ]
)
WEEKS = st.tuples(*[SHIFTS] * 7).filter(any)
MOMENTS = st.integers(0, 6 * 24 * 60).map(lambda m: datetime(2026, 3, 5, tzinfo=UTC) + m * MINUTE)
CLOSURES = st.sets(st.dates(date(2026, 3, 5), date(2026, 3, 12))).map(lambda it: tuple(sorted(it)))
CALENDARS = st.builds(a_calendar, WEEKS, CLOSURES, st.sampled_from([VIETNAM, NEW_YORK]))


def counted_minute_by_minute(calendar: BusinessCalendar, at: datetime, to: datetime) -> timedelta:
    """The oracle: for each minute, does a local clock show a time within any shift?"""
    minutes = (at + count * MINUTE for count in range((to - at) // MINUTE))
    return sum(shown_as_open(calendar, minute) for minute in minutes) * MINUTE


def shown_as_open(calendar: BusinessCalendar, at: datetime) -> bool:
    offset = [it.offset for it in calendar.offsets if it.since <= at][-1]
    local = (at + offset).replace(tzinfo=None)
    for day in (local.date() - timedelta(days=1), local.date()):
        shifts = () if day in calendar.closed else calendar.week[day.weekday()]
        for shift in shifts:
            starts = datetime.combine(day, shift.start)
            ends = datetime.combine(day, shift.end)
            ends += timedelta(days=ends <= starts)
            if starts <= local < ends:
                return True
    return False


@settings(max_examples=60, deadline=None)
@given(CALENDARS, MOMENTS, MOMENTS)
def test_open_time_is_what_counting_minute_by_minute_gives(
    calendar: BusinessCalendar, one: datetime, other: datetime
) -> None:
    at, to = min(one, other), max(one, other)
    assert calendar.open_time_between(at, to) == counted_minute_by_minute(calendar, at, to)
    assert calendar.is_open(at) == shown_as_open(calendar, at)


@settings(deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 60 * 60).map(lambda count: count * MINUTE))
def test_the_end_of_a_span_is_the_earliest_by_which_it_has_passed(
    calendar: BusinessCalendar, at: datetime, span: timedelta
) -> None:
    end = calendar.add(at, span)
    assert calendar.open_time_between(at, end) == span
    assert calendar.open_time_between(at, end - MINUTE) == span - MINUTE


@settings(deadline=None)
@given(CALENDARS, MOMENTS, MOMENTS, st.sampled_from(Unit), st.integers(0, 9))
def test_who_asks_later_is_never_served_earlier_and_more_time_never_ends_sooner(
    calendar: BusinessCalendar, one: datetime, other: datetime, unit: Unit, count: int
) -> None:
    first, second = min(one, other), max(one, other)
    due = calendar.due(first, Term(count, unit))
    assert first <= due <= calendar.due(second, Term(count, unit))
    assert due <= calendar.due(first, Term(count + 1, unit))
