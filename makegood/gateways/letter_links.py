"""The way to a case that a letter shows: a link of its reader's own, or the plain address."""

from makegood.gateways.decision_links import DecisionLinks
from makegood.messages.records import Notice
from makegood.rules.claim import Team
from makegood.rules.crisis.letters import CRISIS_DECIDING
from makegood.rules.letters import CLAIM, DECIDING
from makegood.rules.terms import Directory, Person

CASE = "case"

RANKS = {"executive": 1, "lead": 2, "manager": 3, "director": 4}
"""The levels of a team by which letters address somebody."""


class LetterLinks:
    """Makes the link anew whenever a letter is written: it is never kept, nor logged.

    One person gets a link that opens the case once; a team, of which nobody knows who reads, gets
    the address that asks for a sign-in.
    """

    def __init__(self, links: DecisionLinks, directory: Directory) -> None:
        self._links = links
        self._directory = directory

    def of(self, notice: Notice) -> str:
        """The way to the case of a letter that asks for a decision; empty for every other."""
        found = _case_of(notice)
        if found is None:
            return ""
        reader = self._reader(notice.to)
        return self._links.link(*found, reader.name) if reader else self._links.page(*found)

    def _reader(self, to: str) -> Person | None:
        """The one person whom the letter is for; None for merchants, teams and strangers."""
        person = self._directory.find(to)
        if person is not None:
            return person
        named = self._of_team(to)
        return named[0] if len(named) == 1 else None

    def _of_team(self, to: str) -> list[Person]:
        team, _, rank = to.partition(".")
        if team not in set(Team) or (rank and rank not in RANKS):
            return []
        of_team = [one for one in self._directory.people if Team(team) in one.teams]
        return [one for one in of_team if not rank or one.level == RANKS[rank]]


def _case_of(notice: Notice) -> tuple[str, str] | None:
    """The kind and the number of the case that the letter asks a decision on."""
    if notice.template in DECIDING and CLAIM in notice.fields:
        return ("claim", notice.fields[CLAIM])
    if notice.template in CRISIS_DECIDING and CASE in notice.fields:
        return ("crisis", notice.fields[CASE])
    return None
