"""The same crisis tables at another pace: hours and days last seconds, for a demonstration."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from makegood.policy.crisis_book import CrisisBook
from makegood.policy.pace import always_open
from makegood.policy.walk import changed
from makegood.rules.calendar import Term, Unit
from makegood.rules.crisis.terms import CrisisTerms, Playbook, PlaybookShelf

HOURS = {
    Unit.business_hours: 1,
    Unit.hours: 1,
    Unit.minutes: 60,
    Unit.seconds: 3_600,
}
"""How many of a unit make an hour; whatever else is counted is counted in days."""

A_MINUTE = Term(60, Unit.seconds)


@dataclass(frozen=True)
class Pace:
    """How long an hour and a day of policy last.

    Ladders, promises and tasks are counted in minutes and hours, reviews and their actions in days:
    one pace for both would make the ones too quick to be seen or the others too slow to be awaited.
    """

    hour: timedelta
    day: timedelta

    def text(self) -> str:
        """The pace as a version of policy carries it."""
        return f"{self.hour.total_seconds():g}s.{self.day.total_seconds():g}s"


def paced_crises(book: CrisisBook, pace: Pace) -> CrisisBook:
    """The book with every term in seconds, at least one, and no hour closed.

    When a playbook is to be rehearsed is a matter of real days, and stays. The paced book has a
    version and a hash of its own, so that nobody takes one for the other.
    """
    mark = f"{book.terms.version}+paced.{pace.text()}"
    digest = sha256(f"{book.terms.sha256}:{mark}".encode()).hexdigest()
    terms = _patient(changed(book.terms, Term, lambda term: _quick(term, pace)))
    return replace(
        book,
        terms=replace(terms, version=mark, sha256=digest),
        shelf=PlaybookShelf(tuple(_playbook(each, pace) for each in book.shelf.playbooks)),
        calendar=always_open(book.calendar),
    )


def _patient(terms: CrisisTerms) -> CrisisTerms:
    """The terms under which no page is stale within a minute: providers keep real time."""
    longer = (max(each.stale_after, A_MINUTE, key=_seconds) for each in terms.by_severity)
    patient = zip(terms.by_severity, longer, strict=True)
    return replace(terms, by_severity=tuple(replace(e, stale_after=term) for e, term in patient))


def _seconds(term: Term) -> int:
    return term.count


def _playbook(playbook: Playbook, pace: Pace) -> Playbook:
    quick = changed(playbook, Term, lambda term: _quick(term, pace))
    return replace(quick, rehearse_every=playbook.rehearse_every)


def _quick(term: Term, pace: Pace) -> Term:
    """The term in whole seconds, at least one: a part of a second is rounded up."""
    a_unit = pace.hour / HOURS[term.unit] if term.unit in HOURS else pace.day
    return Term(max(1, -(-term.count * a_unit // timedelta(seconds=1))), Unit.seconds)
