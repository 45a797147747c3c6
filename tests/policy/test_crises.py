"""The crisis tables that ship: who is called, what is said, which playbook is taken."""

from dataclasses import replace

import pytest

from makegood.policy.crises import load_crises
from makegood.policy.crisis_book import CrisisBook
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.terms import PlaybookShelf
from makegood.rules.crisis.words import Audience, Role, SourceType
from makegood.rules.durations import Term, Unit


@pytest.fixture(scope="module")
def book() -> CrisisBook:
    """The crisis tables that ship."""
    return load_crises()


def test_a_case_of_the_worst_severity_is_acknowledged_in_five_minutes(book: CrisisBook) -> None:
    worst = book.terms.of(Severity.SEV1)

    acknowledge = next(target for target in worst.targets if target.name == "acknowledge")

    assert acknowledge.target == Term(5, Unit.minutes)
    assert worst.ladder.rungs[0].wait == Term(5, Unit.minutes)
    assert worst.review_within == Term(3, Unit.calendar_days)


def test_management_hears_every_half_hour_and_the_public_is_decided_on_in_twenty_minutes(
    book: CrisisBook,
) -> None:
    management = book.terms.cadence(Severity.SEV1, Audience.MANAGEMENT)
    public = book.terms.cadence(Severity.SEV1, Audience.PUBLIC)

    assert management is not None
    assert public is not None
    assert (management.first, management.every) == (Term(30, Unit.minutes),) * 2
    assert public.first == Term(20, Unit.minutes)


@pytest.mark.parametrize(
    ("triggers", "source", "name"),
    [
        ((), SourceType.SOCIAL_POST, "viral-post"),
        ((), SourceType.LEGAL_LETTER, "legal-letter"),
        ((), SourceType.CLAIM, "vip-complaint"),
        ((), SourceType.MANAGEMENT_ALERT, "service-outage"),
        ((Trigger.DATA_LEAK,), SourceType.SOCIAL_POST, "data-leak"),
        ((Trigger.PRESS, Trigger.SAFETY), SourceType.TICKET, "product-safety"),
        ((Trigger.MINORS, Trigger.STAFF_MISCONDUCT), SourceType.PRESS, "staff-misconduct"),
    ],
)
def test_what_a_case_shows_wins_over_where_it_came_from(
    book: CrisisBook, triggers: tuple[Trigger, ...], source: SourceType, name: str
) -> None:
    assert book.playbook_for(triggers, source) == name


def test_a_shelf_without_a_playbook_for_it_names_none(book: CrisisBook) -> None:

    assert replace(book, shelf=PlaybookShelf()).playbook_for((), SourceType.TICKET) == ""


@pytest.mark.parametrize("language", ["en", "vi", "id"])
def test_every_scenario_has_a_public_text_and_a_reply_in_every_language(
    book: CrisisBook, language: str
) -> None:
    for playbook in book.shelf.playbooks:
        public = book.holding_statement(playbook.name, language, "public")
        reply = book.holding_statement(playbook.name, language, "reply")
        assert public is not None
        assert reply is not None
        assert public.text != reply.text


def test_there_is_no_text_for_a_scenario_or_language_that_nobody_approved(
    book: CrisisBook,
) -> None:
    assert book.holding_statement("viral-post", "th", "public") is None
    assert book.holding_statement("flood", "en", "public") is None


def test_every_playbook_has_ten_to_fourteen_tasks_and_steps_that_nobody_may_skip(
    book: CrisisBook,
) -> None:
    for playbook in book.shelf.playbooks:
        assert 10 <= len(playbook.tasks) <= 14
        assert any(not task.skippable_by for task in playbook.tasks)


def test_an_hour_of_every_role_has_its_price(book: CrisisBook) -> None:
    rates = dict(book.terms.rates_per_hour)

    assert set(rates) == set(Role)
    assert rates[Role.LEAD] == "24.00 USD"
