"""`oncall import` and `oncall export`: calendars that other programs write and show."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from makegood.rules.claim import Team
from makegood.rules.refusals import Refused
from makegood.rules.rota.lookup import whole_shifts
from makegood.rules.rota.plan import Duty, Override
from starters.cli.commands import command
from starters.cli.groups import oncall
from starters.cli.rota_room import RotaRoom, Weeks
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.words import By, TeamName
from starters.errors import BadInput
from starters.exits import Exit

if TYPE_CHECKING:
    from makegood.gateways.rota_feeds import Entry

SAVED, ALREADY, LEFT_OUT, REFUSED = "saved", "already saved", "left out", "refused"


@dataclass(frozen=True)
class Taken:
    """What became of one event of a file."""

    event: str
    summary: str
    result: str
    detail: str
    change: str = ""


@command(oncall, "import")
def import_(
    visit: Visit,
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="An iCalendar file.")],
    team: TeamName,
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "imported",
) -> None:
    """Take the events of a calendar as overrides: whoever a summary names is on call then.

    Each event is answered for: saved, saved before, left out because of its time, or refused with
    the reason. An event that is imported again takes the place of what it was.
    """
    from makegood.gateways.rota_feeds import Reader

    room = RotaRoom(visit)
    reader = Reader(room.rota(team), room.people, room.now)
    entries = reader.entries(_content(file))
    taken = [_taken(room, team, entry, (by, reason)) for entry in entries]
    rows = [(one.result, one.change, one.summary, one.detail) for one in taken]
    refused = sum(one.result == REFUSED for one in taken)
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


def _taken(room: RotaRoom, team: Team, entry: "Entry", word: tuple[str, str]) -> Taken:
    if entry.refused or entry.since is None or entry.until is None:
        result = LEFT_OUT if entry.outside else REFUSED
        return Taken(entry.source, entry.summary, result, entry.refused)
    change = Override("", team, entry.person, entry.since, entry.until, *word)
    try:
        saved = room.changes.save((change,), room.standing(team), entry.source)
    except Refused as refused:
        return Taken(entry.source, entry.summary, REFUSED, refused.message)
    when = room.rota(team).window(entry.since, entry.until)
    detail = " ".join((f"{entry.person} {when}.", *saved.warnings))
    result = ALREADY if saved.already else SAVED
    return Taken(entry.source, entry.summary, result, detail, saved.id)


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
