"""A worker dies at every point of paging and publishing: each page and each text comes once."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.alarm_hosting import PUBLISHED, TRAY, Tray
from benchmarks.alarm_house import House, a_house
from benchmarks.alarm_watch import GLANCE
from benchmarks.waits import STATEMENT, WAITS
from makegood.messages.crisis_status import PageStatus
from makegood.store.pages import PageBook
from makegood.store.publications import PublicationBook
from tests.faults.crisis_traps import KEYLESS, OF_PAGES, CrisisPoint, traps_in
from tests.gateways.bank_at_work import until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

PROGRAM = "tests.faults.crisis_worker_main"
SAID, CALLED, UNSURE = "P0", "P1", f"P2-{KEYLESS}"
"""Workers die over a publication, a page, and a page to a provider without keys, side by side."""

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


async def handed_in_and_not_noted(house: House) -> None:
    """A worker hands a page to a provider without keys, and dies before it has noted that."""
    traps = traps_in(house.settings.var)
    traps.leave_only(CrisisPoint.AFTER_KEYLESS_PAGE)
    await house.opened(UNSURE, PUBLISHING)
    await until(lambda: CrisisPoint.AFTER_KEYLESS_PAGE in traps.sprung(), LONGEST)
    traps.set_again(*set(CrisisPoint) - {CrisisPoint.AFTER_KEYLESS_PAGE})


async def the_other_channel_was_tried(house: House) -> None:
    """The case says that the page may have gone, has used the next channel, and called nobody else.

    Each channel was used once; that nobody could be reached is said nowhere.
    """
    unsure, sent = await pages_of_the_rung(house)
    while sent.state in {"pending", "sending"}:
        await asyncio.sleep(GLANCE)
        unsure, sent = await pages_of_the_rung(house)
    assert (unsure.state, sent.state) == ("sent_unknown", "sent")
    assert (unsure.channel, sent.channel) == ("push", "outbox")
    assert unsure.person == sent.person
    handed_in = Tray(house.settings.var / TRAY).handed_in()
    assert [handed_in[page.key] for page in (unsure, sent)] == [1, 1]
    lines = {line.what for line in (await house.crises.timeline(UNSURE)).entries}
    assert "page_sent_unknown" in lines
    assert not lines & {"nobody_reached", "page_failed"}


async def pages_of_the_rung(house: House) -> list[PageStatus]:
    """The pages of the case to whoever is called first."""
    pages = (await house.crises.status(UNSURE)).pages
    return [page for page in pages if page.reason == "ladder"]


def texts(var: Path) -> list[str]:
    """Everything that the public can read."""
    return [path.read_text("utf-8") for path in (var / PUBLISHED).glob("*.txt")]


async def test_a_worker_that_dies_at_any_point_pages_and_publishes_once(tmp_path: Path) -> None:
    async with a_house(tmp_path, (PROGRAM, "trapped")) as house, asyncio.timeout(LONGEST):
        book = PageBook(house.engine)
        await handed_in_and_not_noted(house)
        await said_and_called(house)
        await until(lambda: house.watch.counted(CALLED)[PAGE] > 0, LONGEST)
        await until(lambda: len(book.of_case(UNSURE)) > 1, LONGEST)
        await until(lambda: house.watch.counted(SAID)[OUT] > 0, LONGEST)

        sprung = traps_in(tmp_path).sprung()
        assert set(sprung) == set(CrisisPoint)
        handed_in = Tray(tmp_path / TRAY).handed_in()
        twice = {key for key, times in handed_in.items() if times > 1}
        assert twice == {sprung[CrisisPoint.AFTER_PAGE]}, "only where nobody could know"
        pages = (*book.of_case(SAID), *book.of_case(CALLED))
        assert {page.state for page in pages} == {"sent"}
        sure = [key for key in handed_in if not key.startswith(UNSURE)]
        assert sorted(page.key for page in pages) == sorted(sure)
        await the_other_channel_was_tried(house)
        assert [house.watch.counted(case_id)[PAGE] for case_id in (SAID, CALLED)] == [1, 1]
        [out] = PublicationBook(house.engine).of_case(SAID)
        assert out.published_at is not None
        assert len(texts(tmp_path)) == 1
        assert [await house.failed_tasks(case_id) for case_id in (SAID, CALLED)] == [[], []]


def said_to(var: Path, case_id: str) -> list[str]:
    """The pages of a case, as their provider has them."""
    return [key for key in Tray(var / TRAY).handed_in() if key.startswith(f"{case_id}:")]


def died_over(var: Path) -> str:
    """The case over whose page a worker died: whichever is called first."""
    return traps_in(var).sprung().get(CrisisPoint.AFTER_PAGE, "nobody:").partition(":")[0]


async def test_a_naive_pager_and_publisher_say_it_twice_at_the_same_points(tmp_path: Path) -> None:
    async with a_house(tmp_path, (PROGRAM, "naive")) as house, asyncio.timeout(LONGEST):
        await said_and_called(house)
        await until(lambda: len(said_to(tmp_path, died_over(tmp_path))) > 1, LONGEST)
        await until(lambda: len(texts(tmp_path)) > 1, LONGEST)

        sprung = traps_in(tmp_path).sprung()
        assert died_over(tmp_path) in {SAID, CALLED}
        assert sprung[CrisisPoint.AFTER_PUBLICATION] == SAID
        assert len(set(texts(tmp_path))) == 1
