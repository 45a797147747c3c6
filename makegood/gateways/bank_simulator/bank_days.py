"""The bank's own calendar, whose days may be as short as a second."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

REAL_DAY = timedelta(days=1)
OFFICE = timezone(timedelta(hours=7))
FIRST_MONDAY = date(1970, 1, 5)
LOW_VALUE_CUT_OFF = Decimal(16) / Decimal(24)
"""Low-value interbank transfers stop at 16:00 (Circular 37/2016 of the State Bank of Vietnam)."""

_EPOCH = datetime.combine(FIRST_MONDAY, datetime.min.time(), OFFICE).astimezone(UTC)


@dataclass(frozen=True)
class BankDays:
    """Bank days of length `day`, counted from a Monday; the first `open_days` of seven are open.

    With a day of 24 hours they are the real days at the bank's office, cut-off at 16:00.
    `holidays` are day numbers (see `day_numbers`).
    """

    day: timedelta = REAL_DAY
    cut_off: Decimal = LOW_VALUE_CUT_OFF
    open_days: int = 5
    holidays: frozenset[int] = frozenset()

    def number(self, moment: datetime) -> int:
        """Which bank day a moment falls into."""
        return math.floor((moment - _EPOCH) / self.day)

    def is_open(self, number: int) -> bool:
        """Whether the bank books on that day."""
        return number % 7 < self.open_days and number not in self.holidays

    def cut_off_of(self, number: int) -> datetime:
        """The moment at which that day's transfers are booked."""
        return _EPOCH + (number + float(self.cut_off)) * self.day

    def booking_after(self, moment: datetime) -> datetime:
        """The first cut-off of an open day that is later than the moment."""
        number = self.number(moment)
        while not (self.is_open(number) and self.cut_off_of(number) > moment):
            number += 1
        return self.cut_off_of(number)

    def makes_todays(self, moment: datetime) -> bool:
        """Whether a payment handed in now is booked today."""
        return self.number(self.booking_after(moment)) == self.number(moment)

    def after(self, moment: datetime, days: Decimal) -> datetime:
        """The moment, later by so many bank days, open or not."""
        return moment + float(days) * self.day


def day_numbers(dates: Iterable[date]) -> frozenset[int]:
    """Calendar dates as day numbers, for a bank whose days are real."""
    return frozenset((day - FIRST_MONDAY).days for day in dates)


def value_date(moment: datetime) -> date:
    """The date at the bank's office."""
    return moment.astimezone(OFFICE).date()
