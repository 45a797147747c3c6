"""The company knows its crisis tables, and its calendars as they are known today."""

from datetime import UTC, date, datetime

import pytest

from makegood.gateways.crisis_company import CrisisCompany
from makegood.policy.crises import load_crises
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.words import SourceType

NEW_YEAR = datetime(2027, 1, 1, 4, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, 4, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def company() -> CrisisCompany:
    """The company under the policy that ships."""
    return CrisisCompany(load_crises())


def test_the_desk_works_five_days_and_rests_on_public_holidays(company: CrisisCompany) -> None:
    desk, clock = company.calendars(date(2026, 11, 1), date(2027, 2, 28))

    assert (desk.name, clock.name) == ("desk", "always_open")
    assert desk.is_open(MONDAY)
    assert not desk.is_open(SUNDAY)
    assert not desk.is_open(NEW_YEAR)
    assert clock.is_open(NEW_YEAR)


def test_every_calendar_that_a_clock_counts_by_is_there(company: CrisisCompany) -> None:
    known = {each.name for each in company.calendars(date(2026, 11, 1), date(2027, 2, 28))}

    asked = {t.calendar for each in Severity for t in company.terms().of(each).targets}

    assert asked <= known


def test_a_case_takes_the_playbook_that_policy_chooses(company: CrisisCompany) -> None:
    name = company.playbook_for((Trigger.STAFF_MISCONDUCT,), SourceType.TICKET)
    playbook = company.playbook(name)

    assert playbook is not None
    assert playbook.title == "Misconduct of staff or couriers"
    assert playbook in company.playbooks
    assert company.playbook("flood") is None


def test_approvers_and_members_are_people_of_the_company(company: CrisisCompany) -> None:
    assert all(company.directory.find(name) for name in company.terms().members)
    text = company.holding_statement("service-outage", "id", "public")
    assert text is not None
    assert all(company.directory.find(name) for name in text.approved_by)
