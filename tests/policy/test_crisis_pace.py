"""For a demonstration the hours and days of a crisis last seconds, and nothing else changes."""

from datetime import timedelta

import pytest

from makegood.policy.crises import load_crises
from makegood.policy.crisis_book import CrisisBook
from makegood.policy.crisis_pace import Pace, paced_crises
from makegood.policy.walk import cells
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import Audience
from makegood.rules.durations import Term, Unit

QUICK = Pace(hour=timedelta(seconds=12), day=timedelta(seconds=4))


@pytest.fixture(scope="module")
def quick() -> CrisisBook:
    """The book that ships, its hours lasting twelve seconds and its days four."""
    return paced_crises(load_crises(), QUICK)


def test_minutes_go_by_the_hour_and_days_by_the_day(quick: CrisisBook) -> None:
    worst = quick.terms.of(Severity.SEV1)
    management = quick.terms.cadence(Severity.SEV1, Audience.MANAGEMENT)

    assert worst.ladder.rungs[0].wait == Term(1, Unit.seconds)
    assert worst.ladder.silence == Term(6, Unit.seconds)
    assert management is not None
    assert management.every == Term(6, Unit.seconds)
    assert worst.review_within == Term(12, Unit.seconds)
    assert quick.terms.action_due == Term(28, Unit.seconds)


def test_no_term_is_shorter_than_a_second_nor_counted_in_anything_else(quick: CrisisBook) -> None:
    terms = [term for _, term in cells(quick.terms, Term)]
    tasks = [task.within for playbook in quick.shelf.playbooks for task in playbook.tasks]

    assert {term.unit for term in (*terms, *tasks)} == {Unit.seconds}
    assert min(term.count for term in (*terms, *tasks)) == 1


def test_no_page_is_stale_within_a_minute(quick: CrisisBook) -> None:
    slower = paced_crises(load_crises(), Pace(timedelta(minutes=10), timedelta(minutes=10)))
    kept = [quick.terms.of(Severity.SEV1).stale_after, slower.terms.of(Severity.SEV1).stale_after]
    assert [term.count for term in kept] == [60, 100]


def test_rehearsals_stay_a_matter_of_real_days(quick: CrisisBook) -> None:
    rehearsals = {playbook.rehearse_every for playbook in quick.shelf.playbooks}

    assert rehearsals == {Term(182, Unit.calendar_days), Term(365, Unit.calendar_days)}


def test_a_paced_book_says_so_and_keeps_what_is_said_and_who_signs(quick: CrisisBook) -> None:
    slow = load_crises()

    assert quick.terms.version == f"{slow.terms.version}+paced.12s.4s"
    assert quick.terms.sha256 != slow.terms.sha256
    assert quick.terms.matrix == slow.terms.matrix
    assert [book.statements for book in quick.shelf.playbooks] == [
        book.statements for book in slow.shelf.playbooks
    ]
    assert quick.calendar.country is None
