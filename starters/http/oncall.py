"""Who is on call, when, and whether somebody always is, as the API answers for it."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.gateways.rota_calendars import calendar_of
from makegood.messages.claims import Message
from makegood.rules.access import Resource
from makegood.rules.claim import Team
from makegood.rules.rota.cover import Load, balance
from makegood.rules.rota.lookup import (
    HORIZON,
    rota_for,
    shifts_between,
    who_is_on_call,
    whole_shifts,
)
from makegood.rules.rota.plan import Duty, OnCall, Override, Rota
from makegood.rules.rota.quality import Ahead, Finding, FindingKind, everything
from starters.errors import NoSuchClaim
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json, etag
from starters.http.queries import Moment, Name
from starters.http.rotas import RotaTables
from starters.web.house import House

TAG = "on call"
READ = "oncall.read"
CALENDAR = "text/calendar"
HOUR = timedelta(hours=1)
Weeks = Annotated[int, Query(ge=1, le=52, description="How far ahead.")]


class TeamOnCall(Message):
    """Whom a team has on call: first, backups, and the fallback."""

    team: Team
    called: tuple[OnCall, ...]


class WhoIsOnCall(Message):
    """Who is on call at a moment."""

    at: datetime
    teams: tuple[TeamOnCall, ...]


class Shifts(Message):
    """The shifts of a team, with what is changed in them."""

    team: Team
    timezone: str
    fallback: str
    shifts: tuple[Duty, ...]
    changes: tuple[Override, ...]


class Share(Message):
    """What a person carries in the weeks ahead, in hours; `shifts` are those of the first."""

    team: Team
    person: str
    first_hours: float
    out_of_hours: float
    backup_hours: float
    shifts: int


class RotaCheck(Message):
    """What is to be mended in the weeks ahead, and who carries how much."""

    until: datetime
    gaps: int
    findings: tuple[Finding, ...]
    balance: tuple[Share, ...]


class OnCallDoor:
    """Answers who is on call."""

    def __init__(self, house: House, rotas: RotaTables) -> None:
        self._house = house
        self._rotas = rotas

    async def who(
        self, request: Request, team: Team | None = None, at: Moment | None = None
    ) -> Response:
        """Who is called first, who backs them up, and the fallback, now or at another time."""
        await self._require(request)
        return as_json(await run_in_threadpool(self._who, team, at or self._rotas.now()), CACHING)

    def _who(self, team: Team | None, at: datetime) -> WhoIsOnCall:
        rotas = self._rotas.all()
        teams = [team] if team else [rota.team for rota in rotas]
        return WhoIsOnCall(at=at, teams=tuple(self._called(rotas, each, at) for each in teams))

    def _called(self, rotas: tuple[Rota, ...], team: Team, at: datetime) -> TeamOnCall:
        rota = rota_for(rotas, team)
        overrides = self._rotas.changes.overrides(at, at + HORIZON, rota.team)
        return TeamOnCall(team=team, called=who_is_on_call(rota, overrides, at))

    async def shifts(self, request: Request, team: Team, weeks: Weeks = 2) -> Response:
        """The shifts of a team in the weeks ahead, and what is changed in them.

        The ETag is the version of those changes, for the `If-Match` of whoever changes them.
        """
        await self._require(request)
        version = await run_in_threadpool(self._rotas.changes.version, team)
        found = await run_in_threadpool(self._shifts, team, weeks)
        return as_json(found, {"etag": etag(version), **CACHING})

    def _shifts(self, team: Team, weeks: int) -> Shifts:
        now, rota = self._rotas.now(), self._rotas.rota(team)
        end = now + timedelta(weeks=weeks)
        overrides = self._rotas.overrides(end, team)
        return Shifts(
            team=team,
            timezone=rota.table.timezone,
            fallback=rota.table.fallback,
            shifts=tuple(shifts_between(rota, overrides, now, end)),
            changes=overrides,
        )

    async def calendar(self, request: Request, team: Team, weeks: Weeks = 8) -> Response:
        """The shifts of a team as a calendar that other programs show (iCalendar, in UTC)."""
        await self._require(request)
        content = await run_in_threadpool(self._calendar, team, weeks)
        return Response(content, 200, CACHING, f"{CALENDAR}; charset=utf-8")

    def _calendar(self, team: Team, weeks: int) -> bytes:
        now, rota = self._rotas.now(), self._rotas.rota(team)
        end = now + timedelta(weeks=weeks)
        duties = whole_shifts(rota, self._rotas.overrides(end), now, end)
        return calendar_of(f"On call: {team}", [(team, duty) for duty in duties], now)

    async def calendars(
        self, request: Request, person: Name | None = None, weeks: Weeks = 8
    ) -> Response:
        """The shifts of all teams, or of a person in any team, as a calendar."""
        await self._require(request)
        content = await run_in_threadpool(self._calendars, person or "", weeks)
        return Response(content, 200, CACHING, f"{CALENDAR}; charset=utf-8")

    def _calendars(self, person: str, weeks: int) -> bytes:
        if person and self._rotas.people.find(person) is None:
            raise NoSuchClaim(f"{person} is not in the directory.")
        now, end = self._rotas.now(), self._rotas.now() + timedelta(weeks=weeks)
        overrides = self._rotas.overrides(end)
        shifts = [
            (rota.team, duty)
            for rota in self._rotas.all()
            for duty in whole_shifts(rota, overrides, now, end)
            if person in {"", duty.person}
        ]
        return calendar_of(f"On call: {person or 'all teams'}", shifts, now)

    async def check(self, request: Request, team: Team | None = None, weeks: Weeks = 8) -> Response:
        """Gaps, absences, double duties and unfair shares, of a team or of all."""
        await self._require(request)
        return as_json(await run_in_threadpool(self._check, team, weeks), CACHING)

    def _check(self, team: Team | None, weeks: int) -> RotaCheck:
        now, rotas = self._rotas.now(), self._rotas.some(team)
        ahead = Ahead(now, now + timedelta(weeks=weeks), self._rotas.people)
        overrides = self._rotas.overrides(ahead.until)
        findings = everything(rotas, overrides, ahead)
        shares = (
            _share(rota.team, load)
            for rota in rotas
            for load in balance(rota, overrides, now, ahead.until)
        )
        return RotaCheck(
            until=ahead.until,
            gaps=sum(one.kind is FindingKind.GAP for one in findings),
            findings=findings,
            balance=tuple(shares),
        )

    async def _require(self, request: Request) -> None:
        actor = await self._house.caller(request)
        self._house.require(actor, READ, Resource(kind="oncall"))


def _share(team: Team, load: Load) -> Share:
    return Share(
        team=team,
        person=load.person,
        first_hours=load.first / HOUR,
        out_of_hours=load.out_of_hours / HOUR,
        backup_hours=load.backup / HOUR,
        shifts=load.shifts,
    )


def add_on_call(routes: Routes, door: OnCallDoor) -> None:
    """Declare what is asked about rotas; what is no team's comes before what is."""
    one = "/on-call/{team}"
    routes.reads(
        Way("/on-call", READ, "who_is_on_call", "Who is called", TAG, WhoIsOnCall), door.who
    )
    checked = "Whether somebody always is on call"
    routes.reads(Way("/on-call/check", READ, "check_rotas", checked, TAG, RotaCheck), door.check)
    name, summary = "get_calendars", "The shifts of all, or of a person, as a calendar"
    every = Way("/on-call/calendar", READ, name, summary, TAG, media=(CALENDAR,))
    routes.reads(every, door.calendars)
    routes.reads(Way(one, READ, "get_shifts", "The shifts of a team", TAG, Shifts), door.shifts)
    name, summary = "get_calendar", "The shifts as a calendar"
    kept = Way(f"{one}/calendar", READ, name, summary, TAG, media=(CALENDAR,))
    routes.reads(kept, door.calendar)
