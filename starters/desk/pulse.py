"""Tells open pages that something which they show has changed."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

Marks = dict[str, str]
"""How each topic stands: a short text that is another one when something has changed."""

Look = Callable[[frozenset[str]], Marks]

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True)
class Pace:
    """How often it is looked, and after how long a page must ask anew who it is."""

    every: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=10)


class Pulse:
    """Looks, for a whole process at once, at what its open pages show; idle where none is open."""

    def __init__(self, look: Look, pace: Pace | None = None) -> None:
        self._look = look
        self._pace = pace or Pace()
        self._watched: Counter[str] = Counter()
        self._marks: Marks = {}
        self._beat = asyncio.Condition()
        self._heart: asyncio.Task[None] | None = None

    async def changes(self, topics: Iterable[str], seen: str = "") -> AsyncGenerator[str, None]:
        """The topics' mark each time that it is another one than was seen last, for a while."""
        watched, clock = frozenset(topics), asyncio.get_running_loop()
        until = clock.time() + self._pace.longest.total_seconds()
        with self._watching(watched):
            last = seen or await self.mark(watched)
            while clock.time() < until:
                current = _joined(self._marks, watched)
                if current and current != last:
                    last = current
                    yield current
                async with self._beat:
                    await self._beat.wait()

    async def mark(self, topics: Iterable[str]) -> str:
        """How the topics stand now."""
        watched = frozenset(topics)
        return _joined(await asyncio.to_thread(self._look, watched), watched)

    @contextmanager
    def _watching(self, topics: frozenset[str]) -> Iterator[None]:
        self._watched.update(topics)
        if self._heart is None or self._heart.done():
            self._heart = asyncio.create_task(self._beats())
        try:
            yield
        finally:
            self._watched -= Counter(topics)

    async def _beats(self) -> None:
        """Look until nobody watches any more."""
        while watched := frozenset(self._watched):
            try:
                self._marks = await asyncio.to_thread(self._look, watched)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next look may do
                log.warning("pulse.missed", why=type(error).__name__)
            async with self._beat:
                self._beat.notify_all()
            await asyncio.sleep(self._pace.every.total_seconds())


def _joined(marks: Marks, topics: frozenset[str]) -> str:
    if not topics <= marks.keys():
        return ""
    return "|".join(marks[topic] for topic in sorted(topics))
