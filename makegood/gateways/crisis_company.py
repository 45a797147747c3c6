"""The policy of crises as a running company uses it: terms, playbooks, calendars, people."""

from datetime import date

from makegood.gateways.calendars import snapshot
from makegood.policy.crisis_book import CrisisBook
from makegood.rules.calendar import BusinessCalendar, always_open
from makegood.rules.crisis.severity import Trigger
from makegood.rules.crisis.terms import CrisisTerms, HoldingStatement, Playbook
from makegood.rules.crisis.words import SourceType
from makegood.rules.terms import Directory


class CrisisCompany:
    """One version of the crisis tables, with today's holiday tables."""

    def __init__(self, book: CrisisBook) -> None:
        self._book = book

    @property
    def directory(self) -> Directory:
        """The people of the company, and who signs for whom."""
        return self._book.directory

    @property
    def playbooks(self) -> tuple[Playbook, ...]:
        """Every playbook in force, the one that is taken first where several fit in front."""
        return self._book.shelf.playbooks

    def terms(self) -> CrisisTerms:
        """What a case is pinned to when it starts."""
        return self._book.terms

    def playbook(self, name: str) -> Playbook | None:
        """The playbook of that name as it is in force now, with its holding statements."""
        return self._book.shelf.find(name)

    def playbook_for(self, triggers: tuple[Trigger, ...], source: SourceType) -> str:
        """The name of the playbook that a case takes unless its triage names another."""
        return self._book.playbook_for(triggers, source)

    def calendars(self, since: date, until: date) -> tuple[BusinessCalendar, ...]:
        """The calendars `desk` and `always_open`, as they are known today."""
        return (snapshot(self._book.calendar, since, until), always_open())

    def holding_statement(self, scenario: str, language: str, key: str) -> HoldingStatement | None:
        """The text approved beforehand for a scenario, in a language; None where there is none."""
        return self._book.holding_statement(scenario, language, key)
