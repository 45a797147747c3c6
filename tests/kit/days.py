"""Days on which a story can begin, whatever day the tests are run on."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from makegood.gateways.calendars import snapshot
from makegood.rules.calendar import BusinessCalendar
from tests.builders import MERCHANT, policy

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
TEN = time(10)
QUIET_WEEKS = 5


@cache
def calendar(role: str = "desk") -> BusinessCalendar:
    """The merchant's calendar in that role, with the public holidays of the next years."""
    tables = policy().calendars_for(MERCHANT)
    today = datetime.now(UTC).date()
    table = next(table for table in tables if table.name == role)
    return snapshot(table, today - 30 * DAY, today + 600 * DAY)


def local(day: date, at: time = TEN) -> datetime:
    """That time of the day in Vietnam."""
    return datetime.combine(day, at, VIETNAM).astimezone(UTC)


def today() -> date:
    """The day in Vietnam on which the tests run."""
    return datetime.now(VIETNAM).date()


@cache
def quiet_monday() -> date:
    """The next Monday with no public holiday in the weeks after it."""
    monday = today() + timedelta(days=8 - today().isoweekday())
    closed = set(calendar("bank").closed)
    while any(monday + n * DAY in closed for n in range(QUIET_WEEKS * 7)):
        monday += WEEK
    return monday


@cache
def eve_of_tet() -> date:
    """The last working day of the desk before its next long holiday."""
    closed, first = set(calendar("desk").closed), today() + 3 * DAY
    start = next(
        day
        for day in (first + n * DAY for n in range(500))
        if all(day + n * DAY in closed or (day + n * DAY).isoweekday() == 7 for n in range(4))
    )
    return start - DAY if (start - DAY).isoweekday() != 7 else start - 2 * DAY
