"""Pictures of pages are made once, a few at a time, and failures are not kept for long."""

import asyncio
import threading
from dataclasses import dataclass, field

import pytest

from makegood.gateways.documents import DocumentMissing
from makegood.gateways.page_images import AT_ONCE, NoPicture, PagePicture
from makegood.gateways.reading.page_made import Head, Refusal, Source
from starters.desk.page_shelf import PASSING, PageShelf

TRUE = PagePicture(Head(Source.PAGE, "image/webp", 9, 9, 1), b"RIFF")
TEXT = PagePicture(Head(Source.TEXT, "image/webp", 9, 9, 1), b"RIFF", why=Refusal.SLOW)


@dataclass
class Painter:
    """Makes what it is told to, when it is let; counts."""

    makes: PagePicture | Exception = TRUE
    let: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def picture(self, sha256: str, page: int) -> PagePicture:
        """The picture, once it may be made."""
        self.asked.append((sha256, page))
        self.let.wait(10)
        if isinstance(self.makes, Exception):
            raise self.makes
        return self.makes


@dataclass
class Crowd:
    """Makes pictures only once as many as may are at it, and counts how many that are."""

    meeting: threading.Barrier = field(default_factory=lambda: threading.Barrier(AT_ONCE))
    busy: set[int] = field(default_factory=set)
    most: int = 0

    def picture(self, sha256: str, page: int) -> PagePicture:
        """The picture, when the others have come."""
        self.busy.add(page)
        self.meeting.wait(10)
        self.most = max(self.most, len(self.busy))
        self.meeting.wait(10)
        self.busy.discard(page)
        self.meeting.wait(10)
        return TRUE


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 0.0

    def __call__(self) -> float:
        """Seconds since the start."""
        return self.now


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_many_who_ask_at_once_get_one_picture(painter: Painter) -> None:
    shelf = PageShelf(painter)
    asked = [asyncio.create_task(shelf.picture("a", 1)) for _ in range(5)]
    await asyncio.sleep(0)
    assert shelf.known("a", 1) is None
    painter.let.set()

    assert await asyncio.gather(*asked) == [TRUE] * 5
    assert painter.asked == [("a", 1)]
    assert shelf.known("a", 1) == TRUE


async def test_no_more_are_made_at_a_time_than_may_be() -> None:
    crowd = Crowd()
    shelf = PageShelf(crowd)

    await asyncio.gather(*(shelf.picture("a", page) for page in range(1, 4 * AT_ONCE + 1)))

    assert crowd.most == AT_ONCE


async def test_somebody_who_leaves_does_not_spoil_it_for_the_others(painter: Painter) -> None:
    shelf = PageShelf(painter)
    leaves = asyncio.create_task(shelf.picture("a", 1))
    stays = asyncio.create_task(shelf.picture("a", 1))
    await asyncio.sleep(0)
    leaves.cancel()
    painter.let.set()

    assert await stays == TRUE


async def test_the_oldest_makes_room(painter: Painter) -> None:
    painter.let.set()
    shelf = PageShelf(painter, most=2)
    for page in (1, 2, 1, 3):
        await shelf.picture("a", page)

    assert [page for page in (1, 2, 3) if shelf.known("a", page)] == [1, 3]


@pytest.mark.parametrize("makes", [TEXT, NoPicture("broke", Refusal.BROKE_OFF)])
async def test_what_was_not_drawn_is_tried_again_after_a_while_and_not_before(
    painter: Painter, clock: Clock, makes: PagePicture | Exception
) -> None:
    painter.makes = makes
    painter.let.set()
    shelf = PageShelf(painter, clock=clock)

    for passed in (0.0, PASSING, PASSING + 1):
        clock.now = passed
        (await asyncio.gather(shelf.picture("a", 1), return_exceptions=True))

    assert len(painter.asked) == 2


async def test_a_true_picture_stays(painter: Painter, clock: Clock) -> None:
    painter.let.set()
    shelf = PageShelf(painter, clock=clock)
    await shelf.picture("a", 1)
    clock.now = 100 * PASSING

    assert await shelf.picture("a", 1) == TRUE
    assert len(painter.asked) == 1


async def test_a_document_that_was_missing_is_asked_for_again(painter: Painter) -> None:
    painter.makes = DocumentMissing("not here yet")
    painter.let.set()
    shelf = PageShelf(painter)
    with pytest.raises(DocumentMissing):
        await shelf.picture("a", 1)
    painter.makes = TRUE

    assert await shelf.picture("a", 1) == TRUE
