"""`oncall override`, `swap` and `withdraw`: who is on call instead."""

from typing import TYPE_CHECKING, Annotated

import typer

from makegood.rules.claim import Team
from makegood.rules.rota.plan import Override
from makegood.rules.rota.saving import Change
from starters.cli.commands import command
from starters.cli.groups import oncall
from starters.cli.rota_room import Because, Person, RotaRoom, Since, Until, instant
from starters.cli.visit import Visit
from starters.cli.words import By, TeamName
from starters.errors import BadInput

if TYPE_CHECKING:
    from makegood.rules.rota.plan import Rota
    from makegood.store.rota import Saved


@command(oncall, "override")
def override(
    visit: Visit,
    team: TeamName,
    since: Since,
    until: Until,
    by: By,
    reason: Because,
    person: Annotated[
        str, typer.Option("--person", metavar="WHO", help="Who is on call; nobody without it.")
    ] = "",
    in_place_of: Annotated[
        str, typer.Option("--in-place-of", metavar="WHO", help="Whose shifts; or on top of all.")
    ] = "",
) -> None:
    """Put somebody on call for a time; refused where it leaves a gap or the time is taken."""
    if not person and not in_place_of:
        raise BadInput("name who is on call with --person, or who is away with --in-place-of")
    room = RotaRoom(visit)
    rota = room.rota(team)
    when = (instant(since, rota), instant(until, rota))
    change = Override("", team, person, *when, by, reason, in_place_of)
    _save(visit, room, (change,))


@command(oncall, "swap")
def swap(
    visit: Visit,
    team: TeamName,
    person: Person,
    with_: Annotated[str, typer.Option("--with", metavar="WHO", help="Who takes over.")],
    since: Since,
    until: Until,
    back_since: Annotated[
        str, typer.Option("--back-from", metavar="TIME", help="From when on it is returned.")
    ],
    back_until: Annotated[
        str, typer.Option("--back-until", metavar="TIME", help="Until when it is returned.")
    ],
    by: By,
    reason: Because,
) -> None:
    """Two people take each other's shifts, as they have agreed; kept, and withdrawn, as one."""
    room = RotaRoom(visit)
    rota = room.rota(team)
    there = (instant(since, rota), instant(until, rota))
    back = (instant(back_since, rota), instant(back_until, rota))
    taken = Override("", team, with_, *there, by, reason, replaces=person)
    returned = Override("", team, person, *back, by, reason, replaces=with_)
    _save(visit, room, (taken, returned))


def _save(visit: Visit, room: RotaRoom, change: Change) -> None:
    team = change[0].team
    saved = room.changes.save(change, room.standing(team))
    visit.tell(
        {
            "id": saved.id,
            "team": team,
            "already": saved.already,
            "overrides": saved.change,
            "warnings": saved.warnings,
        },
        *(said(room.rota(team), each, saved) for each in saved.change),
        *(f"warning: {text}" for text in saved.warnings),
    )


def said(rota: "Rota", own: Override, saved: "Saved") -> str:
    """What a saved change means, in a sentence."""
    instead = f" in place of {own.replaces}" if own.replaces else ""
    when = rota.window(own.since, own.until)
    known = " (saved before)" if saved.already else ""
    return f"{own.id}{known}: {own.person or 'nobody'} is on call for {own.team}{instead} {when}."


@command(oncall, "withdraw")
def withdraw(
    visit: Visit,
    change: Annotated[str, typer.Argument(metavar="ID", help="The change, such as R-12.")],
    by: By,
    reason: Because,
) -> None:
    """Let an override or a swap count no more from now on; it stays on record."""
    from makegood.store.rota import Word

    room = RotaRoom(visit)
    team: Team = room.changes.team_of(change)
    warnings = room.changes.withdraw(change, room.standing(team), Word(by, reason))
    visit.tell(
        {"id": change, "team": team, "warnings": warnings},
        f"{change} counts no more.",
        *(f"warning: {text}" for text in warnings),
    )
