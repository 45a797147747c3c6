"""What must hold within and between the shared tables of a policy."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import TypeVar

from makegood.policy.faults import PolicyFault
from makegood.policy.folder import Folder
from makegood.policy.sheet import Sheet
from makegood.policy.sheets import AuthoritySheet, CalendarsSheet, ExclusionsSheet, TargetsSheet
from makegood.policy.walk import cells
from makegood.policy.zones import zone_names
from makegood.rules.clocks import ClockKind
from makegood.rules.reasons import FIRST_OF_CONTRACT
from makegood.rules.terms import (
    AuthorityBand,
    AuthorityMatrix,
    Directory,
    Mandate,
    Person,
    SlaTarget,
)

ROLES = ("desk", "bank", "carrier")
PROMISES = ("acknowledge", "decision", "payout", "statutory")
HANDS = 2
"""How many people must be able to give each signature, so that an absence stops no claim."""

Finding = tuple[str, str]
"""The path to a cell, and what is wrong there."""
Table = TypeVar("Table")


def check_shared(folder: Folder) -> Iterator[PolicyFault]:
    """Every fault in the shared tables, as far as they could be read."""
    yield from check_sheet(folder.people, _people)
    yield from check_sheet(folder.calendars, _calendars)
    yield from check_sheet(folder.exclusions, _exclusions)
    yield from check_sheet(folder.targets, _targets)
    yield from check_sheet(folder.authority, lambda sheet: _authority(sheet, folder.people.table))


def check_sheet(
    sheet: Sheet[Table], check: Callable[[Table], Iterable[Finding]]
) -> Iterator[PolicyFault]:
    """The findings of a check as faults of the sheet; none where it could not be read."""
    if sheet.table is not None:
        yield from (sheet.fault(path, message) for path, message in check(sheet.table))


def repeated(names: Iterable[str], path: str) -> Iterator[Finding]:
    """A finding for each row whose name came before; `path` has a place for its number."""
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield path.format(place), f"{name} comes twice"
        seen.add(name)


def _people(directory: Directory) -> Iterator[Finding]:
    yield from repeated((person.name for person in directory.people), "people[{}].name")
    for place, person in enumerate(directory.people):
        yield from _person(directory, person, f"people[{place}]")


def _person(directory: Directory, person: Person, path: str) -> Iterator[Finding]:
    if not person.teams or person.level < 1:
        yield path, "a person is of at least one team, on level 1 or above"
    for place, absence in enumerate(person.absences):
        yield from _span(absence.since, absence.until, f"{path}.absences[{place}]")
    for place, delegation in enumerate(person.delegations):
        yield from _span(delegation.since, delegation.until, f"{path}.delegations[{place}]")
        to = f"{path}.delegations[{place}].to"
        if directory.find(delegation.to) is None:
            yield to, f"{delegation.to} is not in the directory"
        if person.name in _reached(directory, delegation.to):
            yield to, f"delegations go round in a circle back to {person.name}"


def _span(since: date, until: date, path: str) -> Iterator[Finding]:
    if until < since:
        yield path, f"ends on {until}, before it begins on {since}"


def _reached(directory: Directory, start: str) -> set[str]:
    """Everybody a signature could be handed on to from here, whatever the dates."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        person = directory.find(name)
        if name not in reached and person:
            waiting += [delegation.to for delegation in person.delegations]
        reached.add(name)
    return reached


def _calendars(sheet: CalendarsSheet) -> Iterator[Finding]:
    yield from repeated((table.name for table in sheet.calendars), "calendars[{}].name")
    for place, table in enumerate(sheet.calendars):
        if table.timezone not in zone_names():
            yield f"calendars[{place}].timezone", f"no time zone is called {table.timezone}"


def _exclusions(sheet: ExclusionsSheet) -> Iterator[Finding]:
    yield from repeated((str(row.number) for row in sheet.exclusions), "exclusions[{}].number")
    for place, row in enumerate(sheet.exclusions):
        path = f"exclusions[{place}]"
        if row.number < FIRST_OF_CONTRACT:
            yield f"{path}.number", f"numbers below {FIRST_OF_CONTRACT} belong to the rules"
        if not row.goods and not row.finding:
            yield path, "applies to nothing: give goods, a finding, or both"


def _targets(sheet: TargetsSheet) -> Iterator[Finding]:
    for name, targets in sheet.sets.items():
        path = f"sets.{name}"
        yield from repeated((target.name for target in targets), path + "[{}].name")
        missing = [each for each in PROMISES if each not in {target.name for target in targets}]
        if missing:
            yield path, f"no target for {', '.join(missing)}"
        for place, target in enumerate(targets):
            yield from _target(target, f"{path}[{place}]")


def _target(target: SlaTarget, path: str) -> Iterator[Finding]:
    if target.kind not in set(ClockKind):
        yield f"{path}.kind", f"expected one of {', '.join(ClockKind)}, not {target.kind}"
    if target.calendar not in ROLES:
        yield f"{path}.calendar", f"expected one of {', '.join(ROLES)}, not {target.calendar}"
    if target.target.count < 1:
        yield f"{path}.target", "a promise of no time at all is broken at once"


def _authority(sheet: AuthoritySheet, people: Directory | None) -> Iterator[Finding]:
    for name, matrix in sheet.matrices.items():
        path = f"matrices.{name}"
        yield from _bands(matrix.bands, f"{path}.bands")
        yield from _signatures(matrix, path)
        for at, mandate in cells(matrix, Mandate, path):
            yield from _mandate(mandate, matrix, people, at)


def _bands(bands: tuple[AuthorityBand, ...], path: str) -> Iterator[Finding]:
    if not bands or bands[-1].up_to is not None:
        yield path, "the last band is without limit (up_to: null), so that every amount has one"
    limits = [band.up_to for band in bands[:-1]]
    known = [limit for limit in limits if limit is not None]
    if len(known) < len(limits):
        yield path, "only the last band is without limit"
    if len({limit.currency for limit in known}) > 1:
        yield path, "the bands of a matrix are in one currency"
    elif any(later <= earlier for earlier, later in pairwise(known)):
        yield path, "the limits ascend from band to band"


def _signatures(matrix: AuthorityMatrix, path: str) -> Iterator[Finding]:
    for place, band in enumerate(matrix.bands):
        if not band.sign_offs:
            yield f"{path}.bands[{place}].sign_offs", "nobody signs"
    for name in ("goodwill", "denial", "doubt", "legal_risk", "owed", "release", "dual_release"):
        if not getattr(matrix, name):
            yield f"{path}.{name}", "nobody signs"


def _mandate(
    mandate: Mandate, matrix: AuthorityMatrix, people: Directory | None, path: str
) -> Iterator[Finding]:
    what = f"{mandate.team} level {mandate.level}"
    if not 1 <= mandate.level <= len(matrix.levels):
        yield path, f"{what}: the ladder has levels 1 to {len(matrix.levels)}"
    elif people and len(able := hands(mandate, people)) < HANDS:
        yield path, f"{what}: {HANDS} people must be able to sign, found {_names(able)}"


def hands(mandate: Mandate, people: Directory) -> list[str]:
    """Who could give that signature, absences aside."""
    return [
        person.name
        for person in people.people
        if mandate.team in person.teams and person.level >= mandate.level
    ]


def _names(names: list[str]) -> str:
    return ", ".join(names) or "nobody"
