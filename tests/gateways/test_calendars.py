"""Promises of calendar snapshots: what dates people really had off, when clocks really changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from makegood.gateways.calendars import snapshot
from makegood.rules.calendar import (
    BusinessCalendar,
    CalendarTable,
    OffsetFrom,
    Shift,
    Term,
    Unit,
    Week,
)

HOUR = timedelta(hours=1)
OFFICE = (Shift(time(8, 30), time(17, 30)),)
SIX_DAYS: Week = ((OFFICE,) * 6) + ((),)
FIVE_DAYS: Week = ((OFFICE,) * 5) + ((), ())
NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)
HO_CHI_MINH = ZoneInfo("Asia/Ho_Chi_Minh")


def a_table(
    week: Week = SIX_DAYS,
    country: str | None = "VN",
    timezone: str = "Asia/Ho_Chi_Minh",
    closed: tuple[date, ...] = (),
    opened: tuple[date, ...] = (),
) -> CalendarTable:
    return CalendarTable("team", timezone, country, week, closed, opened)


def taken(table: CalendarTable, year: int = 2026) -> BusinessCalendar:
    return snapshot(table, date(year, 1, 1), date(year, 12, 31))


def test_five_business_days_over_tet_end_on_the_twelfth_calendar_day() -> None:
    asked = datetime(2026, 2, 13, 16, tzinfo=HO_CHI_MINH)
    due = taken(a_table()).due(asked, Term(5, Unit.business_days))
    assert due == datetime(2026, 2, 25, 16, tzinfo=HO_CHI_MINH)


def test_a_team_of_six_days_works_on_saturdays_whatever_the_countrys_weekend() -> None:
    ordinary_saturday = datetime(2026, 3, 7, 9, tzinfo=HO_CHI_MINH)
    assert taken(a_table(SIX_DAYS)).is_open(ordinary_saturday)
    assert not taken(a_table(FIVE_DAYS)).is_open(ordinary_saturday)


def test_a_day_moved_by_decree_is_off_and_the_saturday_given_for_it_is_worked() -> None:
    office = taken(a_table(FIVE_DAYS))
    assert date(2026, 8, 31) in office.closed
    assert office.is_open(datetime(2026, 8, 22, 9, tzinfo=HO_CHI_MINH))


def test_a_day_in_lieu_is_off_only_for_those_who_rested_on_the_holiday() -> None:
    saturday_holiday, monday_in_lieu = date(2027, 5, 1), date(2027, 5, 3)
    six, five = taken(a_table(SIX_DAYS), 2027), taken(a_table(FIVE_DAYS), 2027)
    assert saturday_holiday in six.closed
    assert monday_in_lieu not in six.closed
    assert monday_in_lieu in five.closed


def test_a_day_in_lieu_is_known_by_its_english_name_in_every_locale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "vi")
    assert date(2027, 5, 3) not in taken(a_table(SIX_DAYS), 2027).closed


def test_a_thai_day_in_lieu_follows_the_same_rule() -> None:
    chakri_on_a_saturday, monday = date(2024, 4, 6), date(2024, 4, 8)
    six = taken(a_table(SIX_DAYS, "TH", "Asia/Bangkok"), 2024)
    five = taken(a_table(FIVE_DAYS, "TH", "Asia/Bangkok"), 2024)
    assert chakri_on_a_saturday in six.closed
    assert monday not in six.closed
    assert monday in five.closed


def test_an_extra_day_of_tet_that_replaces_no_other_is_off_for_every_team() -> None:
    for week in (SIX_DAYS, FIVE_DAYS):
        assert date(2025, 1, 27) in taken(a_table(week), 2025).closed


def test_a_holiday_on_sunday_is_off_on_monday_for_every_team() -> None:
    for week in (SIX_DAYS, FIVE_DAYS):
        assert date(2026, 4, 27) in taken(a_table(week)).closed


def test_the_authors_exceptions_win_over_the_holidays() -> None:
    stocktaking, tet_shift, sunday = date(2026, 6, 30), date(2026, 2, 20), date(2026, 3, 8)
    calendar = taken(a_table(closed=(stocktaking,), opened=(tet_shift, sunday)))
    assert not calendar.is_open(datetime(2026, 6, 30, 9, tzinfo=HO_CHI_MINH))
    assert calendar.is_open(datetime(2026, 2, 20, 9, tzinfo=HO_CHI_MINH))
    assert calendar.is_open(datetime(2026, 3, 8, 9, tzinfo=HO_CHI_MINH))


def test_a_saturday_swapped_in_stays_closed_when_the_author_says_so() -> None:
    assert taken(a_table(FIVE_DAYS, closed=(date(2026, 8, 22),))).opened == ()


def test_a_team_without_a_country_has_no_public_holidays() -> None:
    assert taken(a_table(country=None)).closed == ()


@pytest.mark.parametrize("country", ["VN", "SG", "MY", "TH", "ID", "PH"])
def test_every_country_we_trade_in_rests_on_its_first_of_may(country: str) -> None:
    assert date(2026, 5, 1) in taken(a_table(country=country)).closed


@pytest.mark.parametrize(
    ("timezone", "country"),
    [
        ("America/New_York", "US"),
        ("Europe/Berlin", "DE"),
        ("Australia/Lord_Howe", "AU"),
        ("Africa/Casablanca", "MA"),
        ("Asia/Ho_Chi_Minh", "VN"),
    ],
)
def test_local_clocks_agree_with_the_zone_at_every_quarter_of_an_hour(
    timezone: str, country: str
) -> None:
    zone = ZoneInfo(timezone)
    offsets = taken(a_table(country=country, timezone=timezone)).offsets
    for quarter in range(365 * 24 * 4):
        at = datetime(2026, 1, 1, tzinfo=UTC) + quarter * HOUR / 4
        shown = next(it.offset for it in reversed(offsets) if it.since <= at)
        assert shown == at.astimezone(zone).utcoffset()


def test_new_york_changes_its_clocks_twice_a_year_at_two_in_the_morning() -> None:
    offsets = taken(a_table(country="US", timezone="America/New_York")).offsets
    assert offsets[1:] == (
        OffsetFrom(datetime(2026, 3, 8, 7, tzinfo=UTC), -4 * HOUR),
        OffsetFrom(datetime(2026, 11, 1, 6, tzinfo=UTC), -5 * HOUR),
    )


def test_the_night_shift_of_a_clock_change_has_the_hours_that_were_worked() -> None:
    nights: Week = ((Shift(time(22), time(6)),),) * 7
    calendar = taken(a_table(nights, country=None, timezone="America/New_York"))
    new_york = ZoneInfo("America/New_York")
    worked = [
        calendar.open_time_between(
            datetime(2026, month, day, 12, tzinfo=new_york),
            datetime(2026, month, day, 12, tzinfo=new_york) + 24 * HOUR,
        )
        for month, day in ((3, 6), (3, 7), (10, 31))
    ]
    assert worked == [8 * HOUR, 7 * HOUR, 9 * HOUR]


def test_two_years_of_vietnam_travel_in_less_than_seven_hundred_bytes() -> None:
    wire = TypeAdapter(BusinessCalendar)
    calendar = snapshot(a_table(), date(2026, 1, 1), date(2027, 12, 31))
    sent = wire.dump_json(calendar)
    assert len(sent) < 700
    assert wire.validate_json(sent) == calendar


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (a_table(country="ATLANTIS"), "no public holidays are known for country 'ATLANTIS'"),
        (a_table(timezone="Asia/Saigon2"), "no time zone is called 'Asia/Saigon2'"),
        (a_table(timezone="../etc/passwd"), "no time zone is called"),
    ],
)
def test_a_place_nobody_knows_is_refused_by_name(table: CalendarTable, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        snapshot(table, NEW_YEAR, YEAR_END)


def test_a_snapshot_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        snapshot(a_table(), YEAR_END, NEW_YEAR)
