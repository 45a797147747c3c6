"""What ticketing and the social listener tell us by webhook."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from makegood.messages.claims import Identifier, Message, Text
from makegood.messages.crises import CrisisFiling, CustomerRef, Language, Url
from makegood.messages.watches import MentionLine
from makegood.rules.crisis.severity import Severity, Trigger

LONGEST_HEADLINE, LONGEST_STORY = 200, 4_000
MOST_MENTIONS = 100

TicketId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
WatchName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class TicketSays(StrEnum):
    """What has happened to a ticket that concerns us."""

    ESCALATED = "escalated"
    LINKED = "linked"
    REOPENED = "reopened"


class TicketNews(Message):
    """A ticket that became serious, has to do with a case, or was opened again.

    Without a `case_id` it is about the case that the ticket itself has opened.
    """

    event: TicketSays
    ticket_id: TicketId
    case_id: Identifier | None = None
    subject: Annotated[str, Field(max_length=1_000)] = ""
    description: Annotated[str, Field(max_length=40_000)] = ""
    language: Language = "en"
    url: Url = ""
    customer: CustomerRef | None = None
    severity: Severity | None = None
    triggers: Annotated[tuple[Trigger, ...], Field(max_length=20)] = ()
    reason: Text = ""

    @property
    def case(self) -> str:
        """The case that it is about."""
        return self.case_id or f"T-{self.ticket_id}"

    def filing(self) -> CrisisFiling:
        """The alarm that it is; long words are cut, the ticket has the rest."""
        headline = self.subject.strip()[:LONGEST_HEADLINE] or f"Ticket {self.ticket_id}"
        said = {
            "case_id": self.case,
            "source": {"type": "ticket", "reference": self.ticket_id, "url": self.url},
            "headline": headline,
            "description": self.description[:LONGEST_STORY],
            "language": self.language,
            "customer": self.customer.model_dump() if self.customer else None,
            "severity": self.severity,
            "triggers": self.triggers,
        }
        return CrisisFiling.model_validate(said)


class MentionNews(Message):
    """Mentions of a brand or channel, for the watch of that name; each counts once by its id."""

    watch: WatchName
    mentions: Annotated[tuple[MentionLine, ...], Field(min_length=1, max_length=MOST_MENTIONS)]
