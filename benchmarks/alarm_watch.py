"""Somebody who sees what crisis cases send out, and when."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, text

from benchmarks.waits import Wait

GLANCE = 0.1

SEEN = """
SELECT key, 'page' AS kind, reason AS what FROM page WHERE state = 'sent'
UNION ALL SELECT key, 'letter', template FROM notice WHERE claim_id LIKE 'crisis:%'
UNION ALL SELECT case_id || ':' || sha256, 'publication', key FROM publication
WHERE published_at IS NOT NULL
"""


@dataclass(frozen=True)
class Seen:
    """Something that went out: of which case, of which sort, and when it was seen first."""

    case_id: str
    label: str
    at: float


@dataclass(frozen=True)
class Begun:
    """A wait that has begun at some moment between these two."""

    case_id: str
    wait: Wait
    after: float
    before: float


class Watch:
    """Looks into the database again and again: each row is noted when it is seen first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: dict[str, Seen] = {}

    async def go_on(self) -> None:
        """Look, for ever."""
        while True:
            self.look()
            await asyncio.sleep(GLANCE)

    def look(self) -> None:
        """Note what is there and was not before."""
        now = time.time()
        with self._engine.connect() as connection:
            for row in connection.execute(text(SEEN)):
                case_id, about = row.key.split(":")[:2]
                number = f" {row.key.split(':')[2]}" if about == "ladder" else ""
                label = f"{row.kind} {row.what}{number}"
                self._seen.setdefault(f"{row.kind} {row.key}", Seen(case_id, label, now))

    def of(self, case_id: str) -> list[Seen]:
        """What a case has sent out so far, in the order in which it was seen."""
        return sorted((s for s in self._seen.values() if s.case_id == case_id), key=lambda s: s.at)

    def counted(self, case_id: str) -> Counter[str]:
        """How often a case has sent out what."""
        return Counter(seen.label for seen in self.of(case_id))

    def due_of(self, begun: Begun) -> float | None:
        """When the end of the wait was seen; None while it was not."""
        label, number = begun.wait.due
        moments = [seen.at for seen in self.of(begun.case_id) if seen.label == label]
        return moments[number - 1] if len(moments) >= number else None

    def is_over(self, begun: Begun) -> bool:
        """Whether everything that must go out has."""
        return not Counter(begun.wait.must) - self.counted(begun.case_id)


def missing(waits: Sequence[Begun], watch: Watch) -> Mapping[str, Counter[str]]:
    """What must have gone out and has not, by case."""
    lost = {b.case_id: Counter(b.wait.must) - watch.counted(b.case_id) for b in waits}
    return {case_id: labels for case_id, labels in lost.items() if labels}


def too_much(waits: Sequence[Begun], watch: Watch) -> Mapping[str, Counter[str]]:
    """What has gone out and was not to, by case; or more often than it was to."""
    allowed = {b.case_id: Counter(b.wait.must) + Counter(b.wait.may) for b in waits}
    more = {b.case_id: watch.counted(b.case_id) - allowed[b.case_id] for b in waits}
    return {case_id: labels for case_id, labels in more.items() if labels}
