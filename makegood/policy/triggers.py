"""What policy says of detection, loaded from `triggers.yaml`, or every fault in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from makegood.policy.checks import Finding, check_sheet
from makegood.policy.crisis_folder import CRISES
from makegood.policy.crisis_sheets import CrisesSheet
from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.folder import file_of, read_folder
from makegood.policy.loader import SHIPPED
from makegood.policy.sheet import Sheet
from makegood.rules.crisis.severity import Floor, Severity, Trigger
from makegood.rules.detection.phrases import Language, Phrases
from makegood.rules.detection.terms import (
    DetectionTerms,
    Heat,
    JoiningTerms,
    Reach,
    ReachTerms,
    ScoreTerms,
    StormTerms,
)
from makegood.rules.detection.velocity import VelocityTerms
from makegood.rules.durations import Term
from makegood.rules.money import Money

TRIGGERS = "triggers.yaml"
SHORTEST = 2
"""Letters of a phrase: a shorter one would be found everywhere."""


@dataclass(frozen=True)
class PhraseRow:
    """The phrases of a language as their author writes them."""

    triggers: dict[Trigger, tuple[str, ...]]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScoreRow:
    """How the parts of a score are weighed."""

    raised: Decimal
    high: Decimal
    severe: Decimal
    unread: Decimal
    only_negative: Decimal
    repeated_contact: Decimal
    most_contacts: int
    reopened: Decimal
    at_stake: Decimal
    stakes: tuple[Money, ...]
    tiers: dict[str, Decimal]


@dataclass(frozen=True)
class VelocityRow:
    """When many mentions are a burst."""

    chance: Decimal
    authors: int
    least: int


@dataclass(frozen=True)
class JoiningRow:
    """For how long a case takes in what belongs to it."""

    author: Term
    thread: Term
    address: Term
    copy: Term
    likeness: Decimal


@dataclass(frozen=True)
class StormRow:
    """What many mentions do."""

    window: Term
    severity: Severity
    crowds: tuple[int, ...]
    cases_an_hour: int


@dataclass(frozen=True)
class TriggersSheet:
    """`triggers.yaml`: what makes a mention a case."""

    phrases: dict[Language, PhraseRow]
    score: ScoreRow
    reach: ReachTerms
    grid: dict[Heat, dict[Reach, Severity]]
    opens_from: Severity
    velocity: VelocityRow
    joining: JoiningRow
    storm: StormRow


def load_detection(folder: Path = SHIPPED) -> DetectionTerms:
    """The terms of detection in a folder of policy; PolicyError, with every fault, if any is."""
    shared = read_folder(folder)
    sheet = read_triggers(folder)
    crises = file_of(folder / CRISES, folder, CrisesSheet)
    faults = (*trigger_faults(sheet), *shared.policy.faults, *crises.faults)
    if faults or not (sheet.table and crises.table and shared.policy.table):
        raise PolicyError(faults)
    floors = tuple(Floor(trigger, severity) for trigger, severity in crises.table.floors.items())
    return _terms(sheet.table, floors, (shared.policy.table.version, shared.sha256))


def read_triggers(folder: Path) -> Sheet[TriggersSheet]:
    """The sheet; whatever is wrong is noted in it."""
    return file_of(folder / TRIGGERS, folder, TriggersSheet)


def trigger_faults(sheet: Sheet[TriggersSheet]) -> tuple[PolicyFault, ...]:
    """What is wrong with the sheet, by line."""
    return (*sheet.faults, *check_sheet(sheet, _findings))


def _findings(sheet: TriggersSheet) -> Iterator[Finding]:
    yield from _phrase_findings(sheet)
    yield from _grid_findings(sheet)
    score, reach = sheet.score, sheet.reach
    if not 0 < score.raised < score.high < score.severe < 1:
        yield "score", "raised, high and severe are shares of 1, each above the one before"
    if not 0 < reach.heard < reach.loud < reach.viral:
        yield "reach", "heard, loud and viral are people, each more than the one before"
    if not 0 < sheet.velocity.chance < 1:
        yield "velocity.chance", "a chance is between 0 and 1"
    if not 0 < sheet.joining.likeness <= 1:
        yield "joining.likeness", "a likeness is above 0 and at most 1"
    if list(sheet.storm.crowds) != sorted(set(sheet.storm.crowds)):
        yield "storm.crowds", "each crowd is larger than the one before"


def _phrase_findings(sheet: TriggersSheet) -> Iterator[Finding]:
    for language in Language:
        row = sheet.phrases.get(language)
        if row is None:
            yield "phrases", f"{language} has no phrases"
            continue
        path = f"phrases.{language}.triggers"
        missing = (trigger for trigger in Trigger if not row.triggers.get(trigger))
        yield from ((path, f"{trigger} has no phrase") for trigger in missing)
        for trigger, phrases in row.triggers.items():
            short = (phrase for phrase in phrases if len(phrase.strip("* ")) < SHORTEST)
            yield from ((f"{path}.{trigger}", f"{phrase!r} is too short") for phrase in short)


def _grid_findings(sheet: TriggersSheet) -> Iterator[Finding]:
    """More heat or more reach is never milder."""
    for heat in Heat:
        row = [_rank(sheet, heat, reach) for reach in Reach]
        if row != sorted(row, reverse=True):
            yield f"grid.{heat}", "more reach is never milder"
    for reach in Reach:
        column = [_rank(sheet, heat, reach) for heat in Heat]
        if column != sorted(column, reverse=True):
            yield "grid", f"at {reach}, more heat is never milder"


def _rank(sheet: TriggersSheet, heat: Heat, reach: Reach) -> int:
    found = sheet.grid.get(heat, {}).get(reach)
    return found.rank if found else len(Severity) + 1


def _terms(
    sheet: TriggersSheet, floors: tuple[Floor, ...], made: tuple[str, str]
) -> DetectionTerms:
    version, sha256 = made
    return DetectionTerms(
        version=version,
        sha256=sha256,
        phrases=tuple(
            Phrases(language, tuple(row.triggers.items()), row.unless)
            for language, row in sheet.phrases.items()
        ),
        floors=floors,
        grid=tuple((h, r, s) for h, row in sheet.grid.items() for r, s in row.items()),
        score=_score(sheet.score),
        reach=sheet.reach,
        velocity=VelocityTerms(
            float(sheet.velocity.chance), sheet.velocity.authors, sheet.velocity.least
        ),
        joining=_joining(sheet.joining),
        storm=StormTerms(
            _span(sheet.storm.window),
            sheet.storm.severity,
            sheet.storm.crowds,
            sheet.storm.cases_an_hour,
        ),
        opens_from=sheet.opens_from,
    )


def _score(row: ScoreRow) -> ScoreTerms:
    return ScoreTerms(
        raised=float(row.raised),
        high=float(row.high),
        severe=float(row.severe),
        unread=float(row.unread),
        only_negative=float(row.only_negative),
        repeated_contact=float(row.repeated_contact),
        most_contacts=row.most_contacts,
        reopened=float(row.reopened),
        at_stake=float(row.at_stake),
        stakes=row.stakes,
        tiers={tier: float(weight) for tier, weight in row.tiers.items()},
    )


def _joining(row: JoiningRow) -> JoiningTerms:
    spans = (_span(row.author), _span(row.thread), _span(row.address), _span(row.copy))
    return JoiningTerms(*spans, likeness=float(row.likeness))


def _span(term: Term) -> timedelta:
    """A term on a clock that never stops: a watch knows no business hours."""
    return term.count * term.unit.length
