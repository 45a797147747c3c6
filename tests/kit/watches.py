"""Watches without Temporal: mentions, the records of one, and cases that only listen."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from temporalio.testing import ActivityEnvironment

from activities.watch_ports import Detector
from activities.watching import WatchDesk
from makegood.messages.crises import CrisisRequest
from makegood.messages.crisis_commands import AddMention
from makegood.messages.watches import MentionLine, WatchDone, WatchOrder
from makegood.rules.detection.mention import Mention, TextScore
from makegood.store.watch_book import WatchBook
from makegood.store.watch_verdicts import VerdictBook
from tests.rules.detection.mentions import NOON, TERMS

ACME = "acme"
ORDER = WatchOrder(name=ACME)
LATER = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
SEVERE, HIGH, CALM = 0.95, 0.6, 0.02
LOUD = 40_000


@dataclass
class Reader:
    """A model that finds a text as severe as the word it begins with; it counts what it reads."""

    version: str = "test-1"
    severe: str = "liars"
    read: list[str] = field(default_factory=list)
    at_once: int = 1_000

    def score_many(self, messages: Iterable[tuple[str, str]]) -> list[TextScore | None]:
        """Severe where the word is in it, calm elsewhere."""
        texts = [text for text, _ in messages]
        self.read += texts
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> TextScore:
        chance = SEVERE if self.severe in text else CALM
        return TextScore("en", self.version, (chance, chance, chance, chance / 2))


@dataclass
class FixedDetectors:
    """The same detectors for every watch."""

    detectors: tuple[Detector, ...] = (Detector(Reader(), TERMS),)

    def of(self, watch: str) -> tuple[Detector, ...]:
        """Those."""
        assert watch
        return self.detectors


@dataclass
class Listening:
    """Cases that remember what they were told; the same word again is heard once, as by a case."""

    opened: dict[str, CrisisRequest] = field(default_factory=dict)
    heard: dict[str, list[AddMention]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    async def open(self, request: CrisisRequest) -> None:
        """Open a case once; the same case with other words would be another."""
        assert self.opened.setdefault(request.case_id, request) == request

    async def mention(self, case_id: str, seen: AddMention) -> bool:
        """Hear of a mention, once."""
        if case_id in self.gone:
            return False
        told = self.heard.setdefault(case_id, [])
        if seen not in told:
            told.append(seen)
        return True


def a_desk(engine: Engine, cases: Listening, detectors: FixedDetectors | None = None) -> WatchDesk:
    """A desk that remembers nothing yet, as after a restart."""
    shelf = detectors or FixedDetectors()
    return WatchDesk(WatchBook(engine), shelf, cases, VerdictBook(engine), lambda: LATER)


def step(desk: WatchDesk) -> WatchDone:
    """A step of a watch, as its process takes it."""
    done = ActivityEnvironment().run(desk.decide_mentions, ORDER)
    if done.untold:
        asyncio.run(ActivityEnvironment().run(desk.tell_cases, ORDER))
    return done


def angry(number: int, **told: object) -> Mention:
    """An accusation by somebody of their own that many may hear of: a case by itself."""
    text = f"{'abcdefghijklmnopqrstuvwxyz'[number % 26] * 9} liars all of you {number}"
    at = NOON + timedelta(seconds=number)
    base = Mention(f"m{number}", at, f"author{number}", text, "en", followers=LOUD)
    return replace(base, **told)  # type: ignore[arg-type]


def mild(number: int, **told: object) -> Mention:
    """A question that concerns nobody."""
    return angry(number, **{"text": f"when does the sale start, number {number}?", **told})


def line_of(mention: Mention) -> MentionLine:
    """A mention as it comes to a door."""
    facts = {name: value for name, value in vars(mention).items() if name != "history"}
    return MentionLine.model_validate(facts)


def by_parts(mentions: Sequence[Mention], size: int) -> Iterator[Sequence[Mention]]:
    """The mentions in parts of a size."""
    for start in range(0, len(mentions), size):
        yield mentions[start : start + size]
