"""The channels by which a story's people are paged: as broken, and as strict, as it says."""

from dataclasses import dataclass, field
from datetime import datetime

from makegood.messages.paging import PageText
from makegood.messages.problems import Retryable
from makegood.policy.contacts import ContactBook
from makegood.rules.crisis.throttle import Preferences
from makegood.rules.crisis.words import Channel


@dataclass
class ScriptedLine:
    """Satisfies `PageRail`: delivers at once, but for channels that the story has broken."""

    delivered: list[PageText] = field(default_factory=list)
    broken: set[Channel] = field(default_factory=set)

    def deliver(self, text: PageText) -> str:
        """Hand a text in, unless its channel is broken."""
        if text.channel in self.broken:
            raise Retryable(f"{text.channel} is down")
        self.delivered.append(text)
        return "delivered"

    def knows_keys(self, text: PageText) -> bool:
        """It takes the same page as often as it is handed in."""
        return False

    def to(self, person: str) -> list[PageText]:
        """What somebody got to read."""
        return [text for text in self.delivered if text.person == person]


@dataclass
class StoryContacts:
    """Satisfies `Contacts`: limits and quiet hours hold for whom a story names, for nobody else.

    Stories share people and days; what one sends must not make another wait.
    """

    book: ContactBook
    limited: set[str] = field(default_factory=set)

    def channels(self, person: str) -> tuple[Channel, ...]:
        """The channels of the book."""
        return self.book.channels(person)

    def preferences(self, person: str, channel: Channel, at: datetime) -> Preferences:
        """What the book says, for those who are limited."""
        held = self.book.preferences(person, channel, at)
        return held if person in self.limited else Preferences()
