"""Rotas of which only what matters needs saying."""

from datetime import UTC, date, datetime, time, timedelta

from makegood.gateways.calendars import clock_changes
from makegood.rules.claim import Team
from makegood.rules.rota.plan import Layer, Override, Rota, RotaTable
from makegood.rules.terms import Absence, Directory, Person
from makegood.rules.week import Shift, Week

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OFFICE = (Shift(time(9), time(18)),)
NIGHT = (Shift(time(22), time(6)),)
FIVE_DAYS: Week = (*(OFFICE,) * 5, (), ())
EVERY_DAY: Week = (OFFICE,) * 7
EVERY_NIGHT: Week = (NIGHT,) * 7
BERLIN = "Europe/Berlin"
SAIGON = "Asia/Ho_Chi_Minh"
MONDAY = date(2026, 1, 5)

PEOPLE = Directory(
    (
        Person("an", (Team.LEGAL,)),
        Person("binh", (Team.LEGAL,)),
        Person("chi", (Team.LEGAL,), absences=(Absence(date(2026, 3, 9), date(2026, 3, 13)),)),
        Person("lan", (Team.OPERATIONS,)),
        Person("mai", (Team.LEGAL, Team.MANAGEMENT)),
    )
)


def a_layer(
    *people: str,
    name: str = "office",
    week: Week = FIVE_DAYS,
    turn_days: int = 7,
    since: date = MONDAY,
    until: date | None = None,
) -> Layer:
    """People who take turns of a week at office hours from the first Monday of 2026 on."""
    return Layer(name, people or ("an", "binh"), since, week, turn_days, until)


def a_rota(
    *layers: Layer,
    zone: str = SAIGON,
    cover: Week = FIVE_DAYS,
    team: Team = Team.LEGAL,
    fallback: str = "mai",
) -> Rota:
    """Legal's rota, in Saigon unless said otherwise, whose fallback is Mai."""
    table = RotaTable(team, zone, fallback, cover, layers or (a_layer(),))
    return Rota(table, clock_changes(zone, date(2010, 1, 1), date(2027, 12, 31)))


def an_override(
    person: str,
    since: datetime,
    until: datetime,
    *,
    replaces: str = "",
    change: str = "R-1",
    team: Team = Team.LEGAL,
) -> Override:
    """Somebody stands in, as Mai has said."""
    return Override(change, team, person, since, until, "mai", "a cold", replaces)


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """That time of 2026 in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def vn(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """That time of 2026 in Saigon, in UTC."""
    return utc(month, day, hour, minute) - 7 * HOUR


def names(called: tuple[object, ...]) -> list[str]:
    """Who is called, in their order."""
    return [str(getattr(each, "person", "")) for each in called]
