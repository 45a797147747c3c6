"""What must hold within `crises.yaml`, and between it and the tables that it names."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from itertools import product
from typing import TypeVar

from makegood.policy.checks import Finding, repeated
from makegood.policy.contract_checks import known, reminders
from makegood.policy.crisis_folder import CrisisFolder
from makegood.policy.crisis_sheets import CrisesSheet
from makegood.policy.ladder_checks import ladder_findings
from makegood.policy.severity_checks import severity_findings
from makegood.policy.walk import cells
from makegood.rules.clocks import ClockKind
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.terms import Cadence
from makegood.rules.crisis.words import Audience, Role
from makegood.rules.durations import Term

Word = TypeVar("Word", bound=StrEnum)
TOLD = {
    Severity.SEV1: (Audience.PUBLIC, Audience.MANAGEMENT),
    Severity.SEV2: (Audience.PUBLIC, Audience.MANAGEMENT),
}
"""Who hears of a crisis of these severities, whatever else policy says."""


def crisis_findings(sheet: CrisesSheet, folder: CrisisFolder) -> Iterator[Finding]:
    """Every finding in the sheet, as far as the tables that it leans on could be read."""
    people = folder.shared.people.table
    yield from _matrix(sheet)
    yield from _floors(sheet)
    for name, row in sheet.ladders.items():
        yield from ladder_findings(row, people, f"ladders.{name}")
    yield from severity_findings(sheet, folder.books())
    yield from _cadences(sheet)
    yield from _terms(sheet)
    yield from _rates(sheet)
    yield from repeated(sheet.members, "members[{}]")
    names = {person.name for person in people.people} if people else None
    for place, name in enumerate(sheet.members):
        yield from known(name, names, f"members[{place}]")
    yield from _references(sheet, folder)


def length(term: Term) -> timedelta:
    """How long a term is, roughly: a business day as a day of the clock."""
    return term.count * term.unit.length


def _matrix(sheet: CrisesSheet) -> Iterator[Finding]:
    found = {(i, u): severity for i, row in sheet.matrix.items() for u, severity in row.items()}
    for impact, urgency in product(Impact, Urgency):
        here = found.get((impact, urgency))
        path = f"matrix.{impact}.{urgency}"
        if here is None:
            yield path, f"no severity for {impact} impact, {urgency} urgency"
        if _milder(here, found.get((impact, _next(urgency, Urgency)))):
            yield path, f"milder than {_next(urgency, Urgency)} urgency"
        if _milder(here, found.get((_next(impact, Impact), urgency))):
            yield path, f"milder than {_next(impact, Impact)} impact"


def _next(one: Word, words: type[Word]) -> Word:
    """The next lesser of the words, which stand in order; the last of them is its own."""
    order = list(words)
    return order[min(order.index(one) + 1, len(order) - 1)]


def _milder(one: Severity | None, other: Severity | None) -> bool:
    return one is not None and other is not None and one.rank > other.rank


def _floors(sheet: CrisesSheet) -> Iterator[Finding]:
    for trigger in Trigger:
        if trigger not in sheet.floors:
            yield "floors", f"{trigger} sets no floor"


def _cadences(sheet: CrisesSheet) -> Iterator[Finding]:
    pairs = [(each.severity, each.audience) for each in sheet.cadences]
    yield from repeated((f"{one} for {other}" for one, other in pairs), "cadences[{}]")
    for severity, audiences in TOLD.items():
        for audience in audiences:
            if (severity, audience) not in pairs:
                yield "cadences", f"{severity} promises nothing to {audience}"
    for place, cadence in enumerate(sheet.cadences):
        yield from _cadence(cadence, sheet, f"cadences[{place}]")


def _cadence(cadence: Cadence, sheet: CrisesSheet, path: str) -> Iterator[Finding]:
    if cadence.severity not in sheet.severities:
        yield f"{path}.severity", f"{cadence.severity} is not among severities"
    if length(sheet.promise_warning) >= min(length(cadence.first), length(cadence.every)):
        yield path, "is not longer than promise_warning: it would warn before it is promised"
    for other in sheet.cadences:
        milder = _milder(other.severity, cadence.severity) and other.audience is cadence.audience
        if milder and length(other.every) < length(cadence.every):
            yield f"{path}.every", f"{other.severity} tells {cadence.audience} more often"


def _terms(sheet: CrisesSheet) -> Iterator[Finding]:
    for path, term in cells(sheet, Term):
        if term.count < 1:
            yield path, "a term of no time at all has passed before it begins"
    yield from reminders(sheet.actions.reminders_percent, "actions.reminders_percent")
    if sheet.csat.reminders < 0:
        yield "csat.reminders", "not fewer than none"


def _rates(sheet: CrisesSheet) -> Iterator[Finding]:
    for role in Role:
        if role not in sheet.rates_per_hour:
            yield "rates_per_hour", f"an hour of the {role} has no price"
    if len({rate.currency for rate in sheet.rates_per_hour.values()}) > 1:
        yield "rates_per_hour", "the rates are in one currency"


def _references(sheet: CrisesSheet, folder: CrisisFolder) -> Iterator[Finding]:
    calendars, targets = folder.shared.calendars.table, folder.shared.targets.table
    names = {table.name for table in calendars.calendars} if calendars else None
    yield from known(sheet.calendar, names, "calendar")
    clocks = [t for row in targets.sets.values() for t in row] if targets else []
    pausing = {clock.name for clock in clocks if clock.kind != ClockKind.statutory}
    for place, name in enumerate(sheet.held_claim_clocks):
        path = f"held_claim_clocks[{place}]"
        yield from known(name, pausing if targets else None, path)
    yield from repeated(sheet.languages, "languages[{}]")
    yield from repeated(sheet.playbooks, "playbooks[{}]")
