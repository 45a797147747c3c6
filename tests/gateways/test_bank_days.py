"""The bank's calendar: cut-offs, closed days, and days of a second."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from makegood.gateways.bank_simulator.bank_days import BankDays, day_numbers, value_date

REAL = BankDays()


def at_the_office(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 in Hanoi; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def test_before_four_in_the_afternoon_is_booked_the_same_day() -> None:
    assert REAL.booking_after(at_the_office(3, 15, 59)) == at_the_office(3, 16)
    assert REAL.makes_todays(at_the_office(3, 15, 59))


def test_after_the_cut_off_waits_for_the_next_day() -> None:
    assert REAL.booking_after(at_the_office(3, 16)) == at_the_office(4, 16)
    assert not REAL.makes_todays(at_the_office(3, 16))


def test_friday_evening_and_saturday_wait_for_monday() -> None:
    assert REAL.booking_after(at_the_office(6, 17)) == at_the_office(9, 16)
    assert REAL.booking_after(at_the_office(7, 9)) == at_the_office(9, 16)


def test_a_public_holiday_is_skipped() -> None:
    closed = BankDays(holidays=day_numbers([date(2026, 3, 9), date(2026, 3, 10)]))
    assert closed.booking_after(at_the_office(6, 17)) == at_the_office(11, 16)


def test_the_value_date_is_the_date_in_hanoi() -> None:
    assert value_date(datetime(2026, 3, 3, 18, 0, tzinfo=UTC)) == date(2026, 3, 4)


@pytest.mark.parametrize("seconds", [0.4, 2.0, 60.0])
def test_a_short_day_has_its_cut_off_too(seconds: float) -> None:
    days = BankDays(day=timedelta(seconds=seconds), open_days=7)
    for minute in range(50):
        moment = at_the_office(3, 9, minute)
        wait = days.booking_after(moment) - moment
        assert timedelta(0) < wait <= days.day + timedelta(milliseconds=1)


def test_a_return_counts_closed_days_too() -> None:
    assert REAL.after(at_the_office(6, 16), Decimal(3)) == at_the_office(9, 16)
