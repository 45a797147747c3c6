"""What policy says of crises, as the company uses it."""

from dataclasses import dataclass

from makegood.rules.calendar import CalendarTable
from makegood.rules.crisis.severity import Trigger
from makegood.rules.crisis.terms import CrisisTerms, HoldingStatement, PlaybookShelf
from makegood.rules.crisis.words import SourceType
from makegood.rules.terms import Directory

DESK = "desk"
"""The name under which a case knows the calendar of its business hours."""


@dataclass(frozen=True)
class CrisisBook:
    """Terms, playbooks in their order of precedence, the desk's calendar, and the people.

    Version and hash are those of the whole policy; they stand in `terms`.
    """

    terms: CrisisTerms
    shelf: PlaybookShelf
    calendar: CalendarTable
    directory: Directory
    languages: tuple[str, ...]

    def playbook_for(self, triggers: tuple[Trigger, ...], source: SourceType) -> str:
        """The name of the first playbook for one of the triggers, else for the source; or none.

        Which is first is policy's order. Triggers win over the source: a post that shows a leak is
        handled as a leak.
        """
        for_trigger = (p.name for p in self.shelf.playbooks if set(p.triggers) & set(triggers))
        for_source = (p.name for p in self.shelf.playbooks if source in p.sources)
        return next(for_trigger, "") or next(for_source, "")

    def holding_statement(self, scenario: str, language: str, key: str) -> HoldingStatement | None:
        """The text approved beforehand for a scenario, in a language; None where there is none."""
        playbook = self.shelf.find(scenario)
        texts = playbook.statements if playbook else ()
        found = (text for text in texts if (text.language, text.key) == (language, key))
        return next(found, None)
