"""A worker dies at every point of paging and publishing: each page and each text comes once."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.alarm_hosting import PUBLISHED, TRAY, Tray
from benchmarks.alarm_house import House, a_house
from benchmarks.waits import STATEMENT, WAITS
from makegood.store.pages import PageBook
from makegood.store.publications import PublicationBook
from tests.faults.crisis_traps import OF_PAGES, CrisisPoint, traps_in
from tests.gateways.bank_at_work import until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

PROGRAM = "tests.faults.crisis_worker_main"
SAID, CALLED = "P0", "P1"
"""Workers die over the publication of the one case and the page of the other, side by side."""

LONGEST = 120
PAGE, OUT = "page ladder 1.0.0", f"publication {STATEMENT}"
[PUBLISHING] = (wait for wait in WAITS if wait.kind == "publication in flight")


async def said_and_called(house: House) -> None:
    """A statement is to be published, and meanwhile somebody is called about another case."""
    traps = traps_in(house.settings.var)
    traps.leave_only(*set(CrisisPoint) - set(OF_PAGES))
    await house.opened(SAID, PUBLISHING)
    await house.said(SAID, PUBLISHING, 0, len(PUBLISHING.steps))
    traps.set_again(*OF_PAGES)
    await house.opened(CALLED, PUBLISHING)


def texts(var: Path) -> list[str]:
    """Everything that the public can read."""
    return [path.read_text("utf-8") for path in (var / PUBLISHED).glob("*.txt")]


async def test_a_worker_that_dies_at_any_point_pages_and_publishes_once(tmp_path: Path) -> None:
    async with a_house(tmp_path, (PROGRAM, "trapped")) as house, asyncio.timeout(LONGEST):
        await said_and_called(house)
        await until(lambda: house.watch.counted(CALLED)[PAGE] > 0, LONGEST)
        await until(lambda: house.watch.counted(SAID)[OUT] > 0, LONGEST)

        sprung = traps_in(tmp_path).sprung()
        assert set(sprung) == set(CrisisPoint)
        handed_in = Tray(tmp_path / TRAY).handed_in()
        twice = {key for key, times in handed_in.items() if times > 1}
        assert twice == {sprung[CrisisPoint.AFTER_PAGE]}, "only where nobody could know"
        book = PageBook(house.engine)
        pages = (*book.of_case(SAID), *book.of_case(CALLED))
        assert {page.state for page in pages} == {"sent"}
        assert sorted(page.key for page in pages) == sorted(handed_in)
        assert [house.watch.counted(case_id)[PAGE] for case_id in (SAID, CALLED)] == [1, 1]
        [out] = PublicationBook(house.engine).of_case(SAID)
        assert out.published_at is not None
        assert len(texts(tmp_path)) == 1
        assert [await house.failed_tasks(case_id) for case_id in (SAID, CALLED)] == [[], []]


def said_to(var: Path, case_id: str) -> list[str]:
    """The pages of a case, as their provider has them."""
    return [key for key in Tray(var / TRAY).handed_in() if key.startswith(f"{case_id}:")]


async def test_a_naive_pager_and_publisher_say_it_twice_at_the_same_points(tmp_path: Path) -> None:
    async with a_house(tmp_path, (PROGRAM, "naive")) as house, asyncio.timeout(LONGEST):
        await said_and_called(house)
        await until(lambda: len(said_to(tmp_path, CALLED)) > 1, LONGEST)
        await until(lambda: len(texts(tmp_path)) > 1, LONGEST)

        sprung = traps_in(tmp_path).sprung()
        assert sprung[CrisisPoint.AFTER_PAGE].startswith(CALLED)
        assert sprung[CrisisPoint.AFTER_PUBLICATION] == SAID
        assert len(set(texts(tmp_path))) == 1
