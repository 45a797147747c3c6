"""A worker dies at every point of a watch: each mention counts once, each case hears it once."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.alarm_house import a_house
from makegood.messages.watches import MentionLine
from makegood.rules.detection.taking import case_id_of
from makegood.store.watch_book import WatchBook
from starters.errors import Unreachable
from starters.watches import connect_watches
from tests.faults.watch_worker_main import WatchPoint, sprung
from tests.kit.waiting import until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

PROGRAM = "tests.faults.watch_worker_main"
NAME = "acme"
LONGEST = 120
THREAD = "my lawyer will sue you over the phone that burned, says number {0}"


def said(number: int) -> MentionLine:
    """One of those who want to go to court over the same thing."""
    facts = {"mention_id": f"m{number}", "at": datetime.now(UTC), "author": f"a{number}"}
    told = {"text": THREAD.format(number), "thread": "t-1", "language": "en", "followers": 90_000}
    return MentionLine.model_validate(facts | told)


async def test_a_watch_whose_worker_dies_at_any_point_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    case_id = case_id_of(NAME, "m0")
    async with a_house(tmp_path, (PROGRAM,)) as house, asyncio.timeout(LONGEST):
        watches, book = await connect_watches(house.settings), WatchBook(house.engine)
        await watches.feed(NAME, [said(number) for number in range(4)])

        async def all_is_told() -> bool:
            left = book.left(NAME)
            return not (left.waiting or left.untold)

        async def has_heard() -> bool:
            try:
                return (await house.crises.status(case_id)).mention_count > 0
            except Unreachable:
                return False

        await until(all_is_told, LONGEST)
        await until(has_heard, LONGEST)

        assert sprung(tmp_path) == set(WatchPoint)
        rows = (await watches.decisions(NAME)).rows
        assert sorted(one.mention_id for one in rows) == ["m0", "m1", "m2", "m3"]
        assert [one.act for one in rows].count("open") == 1
        assert {one.case_id for one in rows} == {case_id}
        assert (await house.crises.status(case_id)).mention_count == 3
        assert await house.failed_tasks(case_id) == []
