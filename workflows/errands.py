"""Work that a case has begun and does not wait for: each thing once, under its key."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


class Errands:
    """What is under way for a case: a slow channel holds up neither clocks nor other channels."""

    def __init__(self, over: Callable[[], None]) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}
        self._called_off: set[str] = set()
        self._over = over

    def begin(self, key: str, errand: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """See that it is under way; what is under that key already is left alone."""
        if key not in self._running:
            self._running[key] = asyncio.create_task(self._run(key, errand()))

    async def _run(self, key: str, errand: Coroutine[Any, Any, None]) -> None:
        try:
            await errand
        finally:
            self._running.pop(key, None)
            self._called_off.discard(key)
            self._over()

    def give_up(self, wanted: Iterable[str]) -> None:
        """Call off what is under way and not wanted any more; it may turn out to be done."""
        unwanted = self._running.keys() - set(wanted) - self._called_off
        for key in sorted(unwanted):
            self._called_off.add(key)
            self._running[key].cancel()

    @property
    def are_over(self) -> bool:
        """Whether nothing is under way."""
        return not self._running
