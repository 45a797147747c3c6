"""What is said to a watch and what it says: mentions, batches, orders, how it stands."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from makegood.messages.claims import UNKNOWN_FIELDS_REFUSED, Message
from makegood.rules.detection.mention import History, Mention
from makegood.rules.money import Money

LONGEST_TEXT = 20_000
MOST_PEOPLE = 10_000_000_000


def _kept(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text without zero bytes")
    return text


Kept = AfterValidator(_kept)
"""A text that every database can keep."""

WatchName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""The name of a brand or channel; it is in ids, so that it names no person."""

MentionId = Annotated[
    str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True), Kept
]
Short = Annotated[str, StringConstraints(max_length=200), Kept]
Address = Annotated[str, StringConstraints(max_length=2000), Kept]
Count = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]


class HistoryLine(Message):
    """What the company knows of who wrote."""

    model_config = UNKNOWN_FIELDS_REFUSED

    contacts: Count = 0
    reopened: bool = False
    at_stake: Money | None = None
    tier: Annotated[str, StringConstraints(max_length=40), Kept] = ""


class MentionLine(Message):
    """One mention or ticket as the doors take it; a field that nobody knows is refused by name.

    `mention_id` is its source's own: however often it is sent, it counts once.
    """

    model_config = UNKNOWN_FIELDS_REFUSED

    mention_id: MentionId
    at: AwareDatetime
    author: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), Kept]
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = ""
    thread: Short = ""
    address: Address = ""
    followers: Count = 0
    impressions: Count = 0
    influencer: bool = False
    history: HistoryLine = HistoryLine()

    def mention(self) -> Mention:
        """The mention as the rules see it."""
        known = self.history
        history = History(known.contacts, known.reopened, known.at_stake, known.tier)
        return Mention(**{**dict(self), "history": history})


class Fed(Message):
    """Word that a batch of mentions waits in the database, by its reference."""

    batch: Annotated[str, StringConstraints(max_length=80)] = ""
    mentions: Annotated[int, Field(ge=0)] = 0


class WatchTally(Message):
    """How many mentions were decided, and how."""

    opened: int = 0
    joined: int = 0
    raised: int = 0
    ignored: int = 0

    @property
    def decided(self) -> int:
        """All of them."""
        return self.opened + self.joined + self.raised + self.ignored

    def plus(self, other: "WatchTally") -> "WatchTally":
        """Both together."""
        mine, theirs = self.model_dump(), other.model_dump()
        return WatchTally(**{name: mine[name] + theirs[name] for name in mine})


class WatchOrder(Message):
    """A watch whose waiting mentions are to be decided."""

    name: WatchName


class WatchDone(Message):
    """What a step of a watch came to, and what is still to be done.

    `untold` are decisions that their cases have not heard of; `waiting` mentions that nothing was
    decided on, the oldest of which came at `waiting_since`.
    """

    at: datetime | None = None
    tally: WatchTally = WatchTally()
    untold: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    last_mention_at: datetime | None = None
    open_cases: int = 0
    missed: int = 0
    model: str = ""
    policy: str = ""
    shadow: str = ""


class WatchStanding(Message):
    """How a watch stands: everything it ever decided, and what its last step came to."""

    name: WatchName
    tally: WatchTally = WatchTally()
    last: WatchDone = WatchDone()
    decided_at: datetime | None = None
    missed: int = 0
    trouble: str = ""
    """Why its last step could not be done; empty where it could."""


class WatchStart(Message):
    """What starts a `RiskWatch`: the name of a brand or channel.

    `carried` is how it stood when its run before ended.
    """

    name: WatchName
    carried: WatchStanding | None = None


class WatchStatus(WatchStanding):
    """How a watch stands, and how far it is behind: the age of the oldest mention that waits."""

    lag_seconds: float = 0
