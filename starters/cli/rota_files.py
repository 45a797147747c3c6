"""`oncall import` and `oncall export`: calendars that other programs write and show."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from makegood.rules.claim import Team
from makegood.rules.rota.lookup import whole_shifts
from makegood.rules.rota.plan import Duty
from starters.cli.commands import command
from starters.cli.groups import oncall
from starters.cli.rota_room import RotaRoom, Weeks
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import By, DryRun, TeamName
from starters.errors import BadInput
from starters.exits import Exit
from starters.rota_import import Importer, Result


@command(oncall, "import")
def import_(
    visit: Visit,
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="An iCalendar file.")],
    team: TeamName,
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "imported",
    dry_run: DryRun = False,
) -> None:
    """Take the events of a calendar as overrides: whoever a summary names is on call then.

    Each event is answered for: saved, saved before, left out because of its time, or refused with
    the reason. An event that is imported again takes the place of what it was.
    """
    from makegood.gateways.rota_feeds import Reader
    from makegood.store.rota import Judged, Word

    room = RotaRoom(visit)
    reader = Reader(room.rota(team), room.people, room.now)
    entries = reader.entries(_content(file))
    importer = Importer(room.changes, room.standing(team), Word(by, reason))
    taken = importer.take_in(entries, Judged(dry=dry_run))
    rows = [(one.result, one.change, one.summary, one.detail) for one in taken]
    refused = sum(one.result is Result.REFUSED for one in taken)
    visit.tell(
        {"team": team, "events": taken},
        table(("result", "change", "event", "detail"), rows),
        f"{len(taken)} events: {len(taken) - refused} in order, {refused} refused",
    )
    if refused:
        raise typer.Exit(Exit.REFUSED)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", "unreadable") from error


@command(oncall, "export")
def export(
    visit: Visit,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; without it, standard output.")
    ] = None,
    team: Annotated[Team | None, typer.Option("--team", help="Of this team.")] = None,
    person: Annotated[
        str, typer.Option("--person", metavar="WHO", help="Of this person, in any team.")
    ] = "",
    weeks: Weeks = 8,
) -> None:
    """Write the shifts of a team, of a person or of all as a calendar (iCalendar, in UTC)."""
    from makegood.gateways.rota_calendars import calendar_of

    room = RotaRoom(visit)
    if person and room.people.find(person) is None:
        raise BadInput(f"{person} is not in the directory: makegood policy show")
    shifts = list(_shifts(room, weeks, team, person))
    name = f"On call: {person or team or 'all teams'}"
    content = calendar_of(name, shifts, room.now)
    if file is None and not visit.as_json:
        sys.stdout.write(content.decode())
        return
    if file is not None:
        _write(file, content)
    told = [{"team": of, **_plain(duty)} for of, duty in shifts]
    visit.tell({"file": file, "shifts": told}, f"{len(shifts)} shifts are in {file}.")


def _plain(duty: Duty) -> dict[str, object]:
    return {name: getattr(duty, name) for name in Duty.__slots__}


def _shifts(
    room: RotaRoom, weeks: int, team: Team | None, person: str
) -> Iterator[tuple[Team, Duty]]:
    overrides = room.overrides(weeks)
    for rota in [room.rota(team)] if team else room.rotas:
        for duty in whole_shifts(rota, overrides, room.now, room.end(weeks)):
            if person in {"", duty.person}:
                yield rota.team, duty


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", "unwritable") from error
