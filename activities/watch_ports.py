"""What the steps of a watch need of the world, as stores and gateways have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from makegood.messages.crises import CrisisRequest
from makegood.messages.crisis_commands import AddMention
from makegood.messages.watches import WatchDone
from makegood.rules.detection.decisions import Decision, Seen
from makegood.rules.detection.mention import TextScore
from makegood.rules.detection.recalling import Recall, Round, Waiting
from makegood.rules.detection.taking import Decided
from makegood.rules.detection.terms import DetectionTerms


class TextReader(Protocol):
    """A model that says how severe texts are."""

    @property
    def version(self) -> str: ...

    @property
    def at_once(self) -> int:
        """Texts that it reads well within the time of one step, whatever stands in them."""

    def score_many(self, messages: Iterable[tuple[str, str]]) -> list[TextScore | None]: ...


@dataclass(frozen=True)
class Detector:
    """A model with its policy, at work on a watch.

    The empty `key` is that of the detector that rules; one in shadow decides from `since` on.
    """

    reader: TextReader
    terms: DetectionTerms
    key: str = ""
    since: int = 0


class Detectors(Protocol):
    """The detectors of each watch: the one that rules first, then one in shadow, if any."""

    def of(self, watch: str) -> tuple[Detector, ...]: ...


class WatchRecords(Protocol):
    """The application database, as a watch writes to it; every call may be repeated."""

    def position(self, watch: str) -> int: ...

    def waiting(self, watch: str, most: int) -> tuple[Waiting, ...]: ...

    def recalled(self, which: Recall) -> tuple[tuple[Seen, Decision], ...]: ...

    def newest(self, watch: str) -> datetime | None: ...

    def first(self, watch: str) -> datetime | None: ...

    def counts(self, watch: str, hours: Sequence[datetime]) -> tuple[int, ...]: ...

    def over(self, watch: str, openers: Iterable[str]) -> frozenset[str]: ...

    def write(self, written: Round) -> int: ...

    def untold(self, watch: str) -> tuple[Decided, ...]: ...

    def told(self, numbers: Sequence[int], case_id: str) -> None: ...

    def successor(self, case_id: str) -> str: ...

    def left(self, watch: str) -> WatchDone: ...


class MissedCases(Protocol):
    """Finds the crises that came by another route while the watch let their mentions be."""

    def find_missed(self, watch: str, at: datetime) -> int: ...


class CaseLine(Protocol):
    """The way to crisis cases; the same request is one case, the same mention is heard once."""

    async def open(self, request: CrisisRequest) -> None: ...

    async def mention(self, case_id: str, seen: AddMention) -> bool:
        """Whether there is such a case to hear it."""
        ...
