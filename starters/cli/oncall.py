"""`oncall who`, `show` and `check`: who is on call, and whether somebody always is."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from makegood.rules.claim import Team
from makegood.rules.rota.cover import Load, balance
from makegood.rules.rota.lookup import HORIZON, rota_for, shifts_between, who_is_on_call
from makegood.rules.rota.plan import FALLBACK, Duty, OnCall, Override, Rota
from makegood.rules.rota.quality import Ahead, Finding, FindingKind, everything
from starters.cli.commands import command
from starters.cli.groups import oncall
from starters.cli.rota_room import RotaRoom, Weeks, instant
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import TeamName
from starters.exits import Exit

if TYPE_CHECKING:
    from rich.table import Table

HOUR = timedelta(hours=1)

AnyTeam = Annotated[Team | None, typer.Option("--team", help="The team; without it, all.")]


@command(oncall, "who")
def who(
    visit: Visit,
    team: AnyTeam = None,
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help="Then, on the team's clocks; or now.")
    ] = "",
) -> None:
    """Who is called first, who backs them up, and the fallback, now or at another time."""
    room = RotaRoom(visit)
    then = instant(at, rota_for(room.rotas, team or Team.MANAGEMENT)) if at else room.now
    asked = [team] if team else [rota.team for rota in room.rotas]
    found = {each: _who(room, each, then) for each in asked}
    rows = [row for each in asked for row in _called(rota_for(room.rotas, each), each, found[each])]
    columns = ("team", "called", "person", "layer", "until", "change")
    visit.tell({"at": then, "on_call": found}, table(columns, rows))


def _who(room: RotaRoom, team: Team, at: datetime) -> tuple[OnCall, ...]:
    rota = rota_for(room.rotas, team)
    overrides = room.changes.overrides(at, at + HORIZON, rota.team)
    return who_is_on_call(rota, overrides, at)


def _called(rota: Rota, team: Team, called: Iterable[OnCall]) -> Iterable[tuple[object, ...]]:
    for place, each in enumerate(called):
        until = rota.clock(each.until) if each.until else ""
        rank = FALLBACK if each.layer == FALLBACK else _rank(place)
        yield team, rank, each.person, each.layer, until, each.override


def _rank(place: int) -> str:
    return "first" if place == 0 else f"backup {place}"


@command(oncall, "show")
def show(visit: Visit, team: TeamName, weeks: Weeks = 2) -> None:
    """The shifts of a team in the weeks ahead, on its own clocks, and what is changed in them."""
    room = RotaRoom(visit)
    rota = room.rota(team)
    overrides = [each for each in room.overrides(weeks) if each.team == team]
    shifts = shifts_between(rota, overrides, room.now, room.end(weeks))
    visit.tell(
        {
            "team": team,
            "timezone": rota.table.timezone,
            "fallback": rota.table.fallback,
            "shifts": shifts,
            "changes": overrides,
        },
        _shifts(rota, shifts),
        *([_changes(rota, overrides)] if overrides else []),
        f"Times are those of {rota.table.timezone}. The fallback is {rota.table.fallback}.",
    )


def _shifts(rota: Rota, shifts: Iterable[Duty]) -> "Table":
    rows = [
        (*_window(rota, d), _rank(d.place), d.person, d.layer, d.override)
        for d in shifts
    ]  # fmt: skip
    return table(("from", "until", "called", "person", "layer", "change"), rows)


def _changes(rota: Rota, overrides: Iterable[Override]) -> "Table":
    rows = [
        (o.id, *_window(rota, o), o.person or "nobody", o.replaces, o.by, o.why)
        for o in overrides
    ]  # fmt: skip
    columns = ("change", "from", "until", "person", "in place of", "by", "why")
    return table(columns, rows)


def _window(rota: Rota, span: Duty | Override) -> tuple[str, str]:
    return rota.clock(span.since), rota.clock(span.until)


@command(oncall, "check")
def check_(visit: Visit, team: AnyTeam = None, weeks: Weeks = 8) -> None:
    """Find gaps, absences, double duties and unfair shares; ends with 5 where there is a gap."""
    room = RotaRoom(visit)
    rotas = [room.rota(team)] if team else list(room.rotas)
    overrides = room.overrides(weeks)
    ahead = Ahead(room.now, room.end(weeks), room.people)
    findings = everything(rotas, overrides, ahead)
    loads = {each.team: balance(each, overrides, ahead.since, ahead.until) for each in rotas}
    gaps = sum(found.kind is FindingKind.GAP for found in findings)
    visit.tell(
        {"until": ahead.until, "gaps": gaps, "findings": findings, "balance": _balance(loads)},
        *([_found(findings)] if findings else []),
        table(("team", "person", "first", "out of hours", "backup", "shifts"), _loads(loads)),
        f"{weeks} weeks: {gaps} gaps, {len(findings) - gaps} other findings",
    )
    if gaps:
        raise typer.Exit(Exit.REFUSED)


def _found(findings: Sequence[Finding]) -> "Table":
    rows = [(found.team, found.kind, found.message) for found in findings]
    return table(("team", "finding", "what"), rows)


def _loads(loads: dict[Team, tuple[Load, ...]]) -> Iterable[tuple[object, ...]]:
    for team, shares in loads.items():
        for load in shares:
            out = f"{load.out_of_hours // HOUR} h ({round(100 * load.out_of_hours_share)} %)"
            first, backup = f"{load.first // HOUR} h", f"{load.backup // HOUR} h"
            yield team, load.person, first, out, backup, load.shifts


def _balance(loads: dict[Team, tuple[Load, ...]]) -> list[dict[str, object]]:
    """The shares for programs, in hours."""
    return [
        {
            "team": team,
            "person": load.person,
            "first_hours": load.first / HOUR,
            "out_of_hours": load.out_of_hours / HOUR,
            "backup_hours": load.backup / HOUR,
            "shifts": load.shifts,
        }
        for team, shares in loads.items()
        for load in shares
    ]
