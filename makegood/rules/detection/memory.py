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
MOST_SHARING = 16
"""Texts that are remembered by one hash: a phrase that everybody uses tells nothing."""
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
        self._kept: OrderedDict[int, Entry] = OrderedDict()
        self._exact: dict[Sketch, int] = {}
        self._by_hash: dict[int, deque[int]] = {}
        self._next = 0

    def learn(self, entry: Entry) -> None:
        """Keep a text; the oldest is let go of when there are too many."""
        if len(self._kept) == MOST_TEXTS:
            self._unlearn(*self._kept.popitem(last=False))
        number, self._next = self._next, self._next + 1
        self._kept[number] = entry
        self._exact[entry[2]] = number
        for hashed in entry[2]:
            self._by_hash.setdefault(hashed, deque(maxlen=MOST_SHARING)).append(number)

    def closest(self, sketch: Sketch, since: datetime) -> tuple[str, float]:
        """The case of the text most alike, and how alike it is; `("", 0)` where there is none."""
        same = self._exact.get(sketch)
        if same is not None and self._kept[same][0] >= since:
            return self._kept[same][1], 1.0
        shared = Counter(number for hashed in sketch for number in self._by_hash.get(hashed, ()))
        near = (self._kept[number] for number, _ in shared.most_common(CLOSEST))
        found = [(case, likeness(sketch, own)) for at, case, own in near if at >= since]
        return max(found, key=lambda one: one[1], default=("", 0.0))

    def _unlearn(self, number: int, entry: Entry) -> None:
        if self._exact[entry[2]] == number:
            del self._exact[entry[2]]
        for hashed in entry[2]:
            sharing = self._by_hash[hashed]
            if number in sharing:
                sharing.remove(number)
            if not sharing:
                del self._by_hash[hashed]
