"""The rotas as their page shows them: a week of a team, day by day, and what was changed in it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Engine

from makegood.gateways.rota_clocks import dated
from makegood.policy.rota import load_on_call
from makegood.rules.claim import Team
from makegood.rules.rota.lookup import HORIZON, shifts_between, who_is_on_call
from makegood.rules.rota.plan import Duty, OnCall, Override, Rota
from makegood.rules.rota.quality import Ahead, Finding, check
from makegood.rules.rota.saving import Standing
from makegood.rules.terms import Directory
from makegood.store.rota import RotaChanges
from starters.errors import NoSuchClaim

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
AHEAD = timedelta(weeks=8)


@dataclass(frozen=True)
class Slot:
    """A stretch of one day in which somebody is called, on the team's clocks."""

    since: time
    until: time
    duty: Duty

    @property
    def whole_day(self) -> bool:
        """Whether it covers the day."""
        return self.since == self.until == time(0)


@dataclass(frozen=True)
class RotaDay:
    """A day of the calendar, with who is called when, the first first."""

    day: date
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class RotaWeek:
    """A week of one team's rota, as people look at it."""

    rota: Rota
    monday: date
    days: tuple[RotaDay, ...]
    changes: tuple[Override, ...]
    findings: tuple[Finding, ...]

    @property
    def team(self) -> Team:
        """Whose week it is."""
        return self.rota.team

    def window(self, change: Override) -> str:
        """When a change holds, on the team's clocks."""
        return self.rota.window(change.since, change.until)


@dataclass(frozen=True)
class Called:
    """Who is called of a team now, the first first."""

    team: Team
    people: tuple[OnCall, ...]


class Rotas:
    """The rotas of policy with what was changed in them."""

    def __init__(self, engine: Engine, policy: Path) -> None:
        self._changes = RotaChanges(engine)
        self._tables = load_on_call(policy / "tables" if (policy / "tables").is_dir() else policy)

    @property
    def people(self) -> Directory:
        """The people of the company."""
        return self._tables.directory

    @property
    def changes(self) -> RotaChanges:
        """What was changed, and where changes are saved."""
        return self._changes

    def all(self, now: datetime) -> tuple[Rota, ...]:
        """The rota of each team that has one."""
        return dated(self._tables.rotas, now.date())

    def rota(self, team: Team, now: datetime) -> Rota:
        """The team's own; NoSuchClaim where it has none."""
        found = next((rota for rota in self.all(now) if rota.team == team), None)
        if found is None:
            raise NoSuchClaim(f"{team} has no rota.", "no_rota")
        return found

    def standing(self, team: Team, now: datetime) -> Standing:
        """What a change of the team's rota is judged by."""
        return Standing(self.rota(team, now), (), self.people, now.replace(microsecond=0))

    def called(self, now: datetime) -> tuple[Called, ...]:
        """Who is called of every team now."""
        changes = self._changes.overrides(now, now + HORIZON)
        return tuple(
            Called(rota.team, who_is_on_call(rota, changes, now)) for rota in self.all(now)
        )

    def week(self, team: Team, monday: date, now: datetime) -> RotaWeek:
        """The week of a team that begins on that Monday."""
        rota = self.rota(team, now)
        since = rota.instant(datetime.combine(monday, time(0)))
        until = rota.instant(datetime.combine(monday + WEEK, time(0)))
        changes = self._changes.overrides(since, until, team)
        duties = shifts_between(rota, changes, since, until)
        days = tuple(_day(rota, monday + place * DAY, duties) for place in range(7))
        ahead = Ahead(now, now + AHEAD, self.people)
        coming = self._changes.overrides(now, now + AHEAD, team)
        return RotaWeek(rota, monday, days, changes, tuple(check((rota,), coming, ahead)))


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - day.weekday() * DAY


def _day(rota: Rota, day: date, duties: tuple[Duty, ...]) -> RotaDay:
    starts, ends = datetime.combine(day, time(0)), datetime.combine(day + DAY, time(0))
    slots = []
    for duty in duties:
        since, until = _bare(rota.local(duty.since)), _bare(rota.local(duty.until))
        if since < ends and until > starts:
            slots.append(Slot(max(since, starts).time(), min(until, ends).time(), duty))
    return RotaDay(day, tuple(sorted(slots, key=lambda one: (one.since, one.duty.place))))


def _bare(local: datetime) -> datetime:
    return local.replace(tzinfo=None)
