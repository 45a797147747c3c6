"""What a case hands to the pager, and what people send back."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from makegood.messages.claims import Identifier, Message
from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import PageRequest
from makegood.rules.crisis.words import Channel


class CallQuery(Message):
    """Whom to look up at a moment: `rota:team:layer` and `person:name`, no roles of the case."""

    contacts: tuple[str, ...]
    at: datetime


class PageOrder(Message):
    """One page to one person by one channel; sent once, however often it is ordered."""

    request: PageRequest


class PageEntry(Message):
    """A page as the page book has it; `number` is what people quote in a reply.

    `until` is when a bundled or deferred page goes out. `in_doubt` where it was handed in before
    and nobody knows whether it went: a worker died, or the provider did not answer.
    """

    number: int
    key: str
    case_id: str
    person: str
    channel: Channel
    reason: PageReason
    severity: Severity
    state: PageState
    state_at: datetime
    made_at: datetime
    text: str
    detail: str = ""
    until: datetime | None = None
    restricted: bool = False
    drill: bool = False
    acknowledged_at: datetime | None = None
    in_doubt: bool = False


class Digest(Message):
    """Pages that go to a person in one message, the oldest first."""

    person: str
    channel: Channel
    drill: bool
    pages: tuple[PageEntry, ...]

    @property
    def in_doubt(self) -> bool:
        """Whether it may have gone out before."""
        return any(page.in_doubt for page in self.pages)


class PageText(Message):
    """What a person gets to read; `link` acknowledges, and is kept nowhere."""

    key: str
    person: str
    channel: Channel
    title: str
    body: str
    drill: bool
    link: str = ""


class PageReply(Message):
    """An answer to a page, as the gateway of a channel hands it on; `sender` is who it is from."""

    reply_id: Identifier
    sender: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    text: Annotated[str, StringConstraints(max_length=400)]
