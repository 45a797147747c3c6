"""The rotas of the teams, loaded from the policy's folder, or every fault in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from makegood.policy.checks import Finding, check_sheet, repeated
from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.folder import Folder, file_of, read_folder
from makegood.policy.sheet import Sheet
from makegood.policy.zones import zone_names
from makegood.rules.claim import Team
from makegood.rules.local_time import OffsetFrom
from makegood.rules.rota.cover import gaps
from makegood.rules.rota.plan import Layer, Rota, RotaTable
from makegood.rules.terms import Directory

ONCALL = "oncall.yaml"
WEEK = timedelta(weeks=1)
ON_THE_WALL = (OffsetFrom(datetime(1970, 1, 1, tzinfo=UTC), timedelta(0)),)
"""Clocks that never change: the hours of a table are compared as they are written."""


@dataclass(frozen=True)
class RotasSheet:
    """`oncall.yaml`: a rota for each team that is called."""

    rotas: tuple[RotaTable, ...]


@dataclass(frozen=True)
class OnCallTables:
    """Who takes turns, and who there is."""

    rotas: tuple[RotaTable, ...]
    directory: Directory


def load_rotas(folder: Path) -> tuple[RotaTable, ...]:
    """The rotas of the policy in a folder; PolicyError, with every fault, if any is."""
    return load_on_call(folder).rotas


def load_on_call(folder: Path) -> OnCallTables:
    """The rotas with the people of the policy; PolicyError, with every fault, if any is."""
    sheet, shared = read_rotas(folder), read_folder(folder)
    faults = (*shared.people.faults, *rota_faults(sheet, shared))
    if faults or sheet.table is None or shared.people.table is None:
        raise PolicyError(faults)
    return OnCallTables(sheet.table.rotas, shared.people.table)


def read_rotas(folder: Path) -> Sheet[RotasSheet]:
    """The sheet of rotas; whatever is wrong is noted in it."""
    return file_of(folder / ONCALL, folder, RotasSheet)


def rota_faults(sheet: Sheet[RotasSheet], shared: Folder) -> Iterator[PolicyFault]:
    """What could not be read, and what does not hold together, by file and line."""
    yield from sheet.faults
    yield from check_sheet(sheet, lambda table: _rotas(table, shared.people.table))


def _rotas(sheet: RotasSheet, people: Directory | None) -> Iterator[Finding]:
    teams = [rota.team for rota in sheet.rotas]
    yield from repeated(teams, "rotas[{}].team")
    if Team.MANAGEMENT not in teams:
        yield "rotas", "management has no rota, and answers for every team that has none"
    for place, rota in enumerate(sheet.rotas):
        path = f"rotas[{place}]"
        yield from _rota(rota, path)
        if people:
            yield from _people(rota, people, path)


def _rota(rota: RotaTable, path: str) -> Iterator[Finding]:
    if rota.timezone not in zone_names():
        yield f"{path}.timezone", f"no time zone is called {rota.timezone}"
    if not rota.layers:
        yield f"{path}.layers", "nobody takes turns: a rota has one layer at least"
        return
    begun = max(layer.since for layer in rota.layers)
    since = datetime.combine(begun, time(), UTC) + WEEK
    for gap in gaps(Rota(rota, ON_THE_WALL), (), since, since + WEEK):
        stretch = f"{gap.since:%A %H:%M} until {gap.until:%A %H:%M}"
        yield f"{path}.cover", f"nobody but the fallback is on call from {stretch}"


def _people(rota: RotaTable, people: Directory, path: str) -> Iterator[Finding]:
    if people.find(rota.fallback) is None:
        yield f"{path}.fallback", f"{rota.fallback} is not in the directory"
    for place, layer in enumerate(rota.layers):
        yield from _members(rota.team, layer, people, f"{path}.layers[{place}].people")


def _members(team: Team, layer: Layer, people: Directory, path: str) -> Iterator[Finding]:
    for place, name in enumerate(layer.people):
        person = people.find(name)
        if person is None:
            yield f"{path}[{place}]", f"{name} is not in the directory"
        elif team not in person.teams:
            yield f"{path}[{place}]", f"{name} is not of {team}"
