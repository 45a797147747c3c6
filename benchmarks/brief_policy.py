"""A policy under which every kind of wait lasts a few seconds, and everything else for ever."""

from dataclasses import replace

from benchmarks.waits import SECONDS
from makegood.policy.crisis_book import CrisisBook
from makegood.policy.walk import changed
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.terms import (
    Cadence,
    CrisisTerms,
    Playbook,
    PlaybookShelf,
    SeverityTerms,
)
from makegood.rules.crisis.words import Audience
from makegood.rules.durations import Term, Unit
from makegood.rules.terms import SlaTarget

BRIEF = Term(SECONDS, Unit.seconds)
REMINDED = (10, 90)
ACTION = Term(10 * SECONDS, Unit.seconds)
"""An action is reminded at those per cent of its time, the first time after the span."""

NEVER = Term(9, Unit.hours)
"""A term that ends after every measurement."""
PLAYBOOK = "viral-post"


def brief(book: CrisisBook) -> CrisisBook:
    """The policy under which each kind of wait lasts the span, and everything else for ever."""
    terms = changed(book.terms, Term, lambda _: NEVER)
    return replace(book, terms=_brief_terms(terms), shelf=PlaybookShelf((_brief_book(book),)))


def _brief_terms(terms: CrisisTerms) -> CrisisTerms:
    kept = (each for each in terms.cadences if each.severity is not Severity.SEV1)
    promised = Cadence(Severity.SEV1, Audience.MANAGEMENT, BRIEF, NEVER)
    return replace(
        terms,
        unsure_severity=Severity.SEV4,
        triage_within=BRIEF,
        csat_after=BRIEF,
        csat_reminders=0,
        action_due=ACTION,
        action_reminders_percent=REMINDED,
        by_severity=tuple(map(_brief_severity, terms.by_severity)),
        cadences=(*kept, promised),
    )


def _brief_severity(terms: SeverityTerms) -> SeverityTerms:
    """SEV1 is reviewed soon, SEV2 climbs soon, SEV3 is soon silent, SEV4 has brief tasks."""
    ladder, first = terms.ladder, terms.ladder.rungs[0]
    match terms.severity:
        case Severity.SEV1:
            return replace(terms, review_within=BRIEF)
        case Severity.SEV2:
            rungs = (replace(first, wait=BRIEF), *ladder.rungs[1:])
            return replace(terms, ladder=replace(ladder, rungs=rungs))
        case Severity.SEV3:
            return replace(terms, ladder=replace(ladder, silence=BRIEF))
        case _:
            return replace(terms, targets=tuple(map(_brief_task, terms.targets)))


def _brief_task(target: SlaTarget) -> SlaTarget:
    return replace(target, target=BRIEF) if target.name == "ola.legal" else target


def _brief_book(book: CrisisBook) -> Playbook:
    """The playbook with a single task, whose first approver is soon silent."""
    playbook = book.shelf.find(PLAYBOOK)
    assert playbook is not None
    playbook = changed(playbook, Term, lambda _: NEVER)
    first, *others = playbook.approvers
    approvers = (replace(first, within=BRIEF), *others)
    return replace(playbook, tasks=playbook.tasks[:1], approvers=approvers)
