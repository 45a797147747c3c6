"""What a watch remembers, each part of it bounded."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from makegood.rules.crisis.severity import Severity
from makegood.rules.detection.likeness import Sketch, likeness

MOST_MENTIONS = 20_000
"""Mentions counted of one window: more than so many are a burst in any case."""
MOST_TEXTS = 2_000
"""Texts that a new one is compared with."""
CLOSEST = 8
"""Texts, by hashes in common, of which the likeness is worked out."""

Value = TypeVar("Value")
Entry = tuple[datetime, str, Sketch]


@dataclass
class OpenCase:
    """A case as the watch knows it; `raised` counts the crowds that have raised it."""

    case: str
    severity: Severity
    authors: set[str] = field(default_factory=set)
    raised: int = 0


class Shelf(Generic[Value]):
    """Values by key; beyond `most`, the one that was longest not put down is forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Value] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def get(self, key: str) -> Value | None:
        """The value of a key, None where there is none."""
        return self._kept.get(key)

    def put(self, key: str, value: Value) -> None:
        """Remember a value under a key."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forget a key."""
        self._kept.pop(key, None)


class Pace:
    """Mentions of the window just past, and how many people they are from."""

    def __init__(self) -> None:
        self._recent: deque[tuple[datetime, str]] = deque()
        self._authors: Counter[str] = Counter()

    @property
    def mentions(self) -> int:
        """How many there are."""
        return len(self._recent)

    @property
    def authors(self) -> int:
        """By how many people."""
        return len(self._authors)

    def count(self, at: datetime, author: str) -> None:
        """Count one."""
        self._recent.append((at, author))
        self._authors[author] += 1
        if len(self._recent) > MOST_MENTIONS:
            self._drop()

    def forget(self, until: datetime) -> None:
        """Let go of those up to a moment."""
        while self._recent and self._recent[0][0] <= until:
            self._drop()

    def _drop(self) -> None:
        _, author = self._recent.popleft()
        self._authors[author] -= 1
        if not self._authors[author]:
            del self._authors[author]


class Texts:
    """Sketches of texts by their hashes, so that a copy is found without comparing all."""

    def __init__(self) -> None:
        self._kept: deque[Entry] = deque()
        self._by_hash: dict[int, list[Entry]] = {}

    def learn(self, entry: Entry) -> None:
        """Keep a text; the oldest is let go of when there are too many."""
        if len(self._kept) == MOST_TEXTS:
            self._unlearn(self._kept.popleft())
        self._kept.append(entry)
        for hashed in entry[2]:
            self._by_hash.setdefault(hashed, []).append(entry)

    def closest(self, sketch: Sketch, since: datetime) -> tuple[str, float]:
        """The case of the text most alike, and how alike it is; `("", 0)` where there is none."""
        shared = Counter(
            entry
            for hashed in sketch
            for entry in self._by_hash.get(hashed, ())
            if entry[0] >= since
        )
        found = [(entry[1], likeness(sketch, entry[2])) for entry, _ in shared.most_common(CLOSEST)]
        return max(found, key=lambda one: one[1], default=("", 0.0))

    def _unlearn(self, entry: Entry) -> None:
        for hashed in entry[2]:
            self._by_hash[hashed].remove(entry)
            if not self._by_hash[hashed]:
                del self._by_hash[hashed]
