"""The pictures of pages of late: each is made once, however many ask for it at a time."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from makegood.gateways.page_images import AT_ONCE, NoPicture, PagePicture

MOST = 32
"""Pictures that are kept; each is at most a megabyte, and mostly a twentieth of that."""

PASSING = 60.0
"""Seconds that a page which was not drawn is left alone: the machine may only have been busy."""

Key = tuple[str, int]


class Pictures(Protocol):
    """Whoever makes pictures of pages."""

    def picture(self, sha256: str, page: int) -> PagePicture: ...


@dataclass(frozen=True)
class Shelved:
    """A picture that is there or under way, and since when."""

    made: Future[PagePicture]
    since: float


class PageShelf:
    """Keeps the latest pictures, in memory; for the loop's own thread alone.

    At most `AT_ONCE` are made at a time, on threads of their own: pages that wait for their
    turn keep no other request waiting.
    """

    def __init__(
        self, images: Pictures, most: int = MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._images = images
        self._most = most
        self._clock = clock
        self._hands = ThreadPoolExecutor(AT_ONCE, "page-pictures")
        self._kept: OrderedDict[Key, Shelved] = OrderedDict()

    def known(self, sha256: str, page: int) -> PagePicture | None:
        """The picture, where it is there already."""
        shelved = self._kept.get((sha256, page))
        if shelved is None or not shelved.made.done() or shelved.made.exception():
            return None
        return shelved.made.result()

    async def picture(self, sha256: str, page: int) -> PagePicture:
        """The picture, made now where it is not there; NoPicture, DocumentMissing."""
        key = (sha256, page)
        shelved = self._kept.get(key)
        if shelved is None or self._is_over(shelved):
            made = self._hands.submit(self._images.picture, sha256, page)
            shelved = self._kept[key] = Shelved(made, self._clock())
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return await asyncio.shield(asyncio.wrap_future(shelved.made))

    def _is_over(self, shelved: Shelved) -> bool:
        """Whether it is to be made anew: what is not the page itself is kept for a moment only."""
        made = shelved.made
        if not made.done():
            return False
        fault = made.exception()
        if fault is None and made.result().is_true:
            return False
        passed = self._clock() - shelved.since > PASSING
        return passed or not (fault is None or isinstance(fault, NoPicture))
