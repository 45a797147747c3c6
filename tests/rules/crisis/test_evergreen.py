"""Owners of playbooks are reminded to look through them and to rehearse them, and not more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from makegood.rules.case_words import Letter
from makegood.rules.crisis.evergreen import Readiness, readiness, reminders
from makegood.rules.crisis.letters import OF_PLAYBOOKS
from makegood.rules.crisis.terms import Playbook
from makegood.rules.durations import Term, Unit

REVIEW = date(2027, 5, 15)
DRILL = date(2026, 11, 2)
OWNER = "pr.hanh"
HALF_A_YEAR = Term(182, Unit.calendar_days)
POST = Playbook("viral-post", "1", "Viral post", OWNER, REVIEW, (), (), rehearse_every=HALF_A_YEAR)


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def ready(playbook: Playbook = POST, rehearsed: date | None = DRILL) -> Readiness:
    """How far that playbook can be relied on."""
    (found,) = readiness((playbook,), {playbook.name: rehearsed} if rehearsed else {})
    return found


def letters(on: date, playbook: Playbook = POST) -> tuple[Letter, ...]:
    """Who is reminded on that day."""
    return reminders((ready(playbook),), on)


def test_a_playbook_is_rehearsed_so_long_after_its_last_drill_as_it_says() -> None:
    assert ready().rehearse_by == DRILL + days(182)


def test_a_playbook_that_was_never_rehearsed_is_to_be_by_its_date_of_review() -> None:
    assert ready(rehearsed=None).rehearse_by == REVIEW


@pytest.mark.parametrize(
    ("on", "is_ready"),
    [(DRILL + days(182), True), (DRILL + days(183), False), (REVIEW + days(1), False)],
)
def test_a_playbook_is_relied_on_until_one_of_its_dates_has_passed(
    on: date, is_ready: bool
) -> None:
    assert ready().is_ready(on) is is_ready


def test_a_playbook_without_rehearsals_is_relied_on_until_its_review() -> None:
    found = ready(replace(POST, rehearse_every=None))

    assert found.rehearse_by is None
    assert found.is_ready(REVIEW)
    assert not found.is_ready(REVIEW + days(1))


def test_its_owner_is_reminded_of_the_review_thrice_before_it_and_weekly_after() -> None:
    quiet = replace(POST, rehearse_every=None)

    around = (REVIEW + days(count) for count in range(-40, 22))
    reminded = [(on - REVIEW).days for on in around if letters(on, quiet)]

    assert reminded == [-30, -7, 0, 7, 14, 21]


def test_a_reminder_names_the_playbook_and_comes_once_a_day_under_its_key() -> None:
    (letter,) = letters(DRILL + days(182 - 7))

    assert (letter.to, letter.template) == (OWNER, "playbook_rehearsal")
    assert dict(letter.fields) == {"playbook": "viral-post", "version": "1", "by": "2027-05-03"}
    assert letter.key == "playbook:viral-post:playbook_rehearsal:2027-05-03:7"
    assert {name for name, _ in letter.fields} == OF_PLAYBOOKS[letter.template]


def test_both_dates_on_one_day_are_two_letters() -> None:
    both = reminders((ready(rehearsed=None),), REVIEW)

    assert [letter.template for letter in both] == ["playbook_review", "playbook_rehearsal"]
