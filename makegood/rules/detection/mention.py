"""A mention or ticket as the watch takes it, and what a model says of its text."""

from dataclasses import dataclass
from datetime import datetime

from makegood.rules.money import Money


@dataclass(frozen=True)
class History:
    """What the company knows of who wrote: earlier contacts, a reopened ticket, money, the tier."""

    contacts: int = 0
    reopened: bool = False
    at_stake: Money | None = None
    tier: str = ""


@dataclass(frozen=True)
class Mention:
    """One post, message or ticket; `mention_id` is its source's own, and counts once.

    `language` is empty where the source does not say. `followers` and `impressions` are people as
    far as they are known; `influencer` marks a journalist or somebody whom many follow.
    """

    mention_id: str
    at: datetime
    author: str
    text: str
    language: str = ""
    thread: str = ""
    address: str = ""
    followers: int = 0
    impressions: int = 0
    influencer: bool = False
    history: History = History()


@dataclass(frozen=True)
class TextPart:
    """What a part of the text adds to the log-odds: a word, a sort of cue, the manner."""

    name: str
    contribution: float


@dataclass(frozen=True)
class TextScore:
    """What a model says: `at_least[k]` is P(degree k + 1 or more), calibrated.

    With four degrees (none, then 1 to 4) degree 3 is severe; with one, the text is negative or not.
    """

    language: str
    model: str
    at_least: tuple[float, ...]
    parts: tuple[TextPart, ...] = ()
