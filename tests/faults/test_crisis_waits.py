"""A worker, then the server, is killed in every kind of wait of a case: nothing is lost or late."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from benchmarks.alarm_house import WORKERS, House, a_house
from benchmarks.alarm_watch import Begun, missing, too_much
from benchmarks.waits import SECONDS, WAITS
from tests.faults.processes import none_left_in

pytestmark = [pytest.mark.fault, pytest.mark.slow]

LATEST = 15.0
"""Seconds after its moment, or after the victim serves again, by which everything is out."""

LONGEST = 90
BEFORE_THE_END = 1.5
EARLY = 0.1
"""Seconds by which the machine's clock may differ from the server's."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A server, a worker of crises and one of publications; nothing of them stays behind."""
    folder = tmp_path_factory.mktemp("house")
    async with a_house(folder) as running:
        yield running
    assert await none_left_in(folder)


async def killed_while_waiting(house: House, mark: str, *victims: str) -> tuple[list[Begun], float]:
    """Kill when every wait has begun, and again shortly before they end; when all serve again."""
    waits = await house.begun(await house.prepared(mark))
    waiting = [begun for begun in waits if house.watch.due_of(begun) is None]
    await _kill(house, *victims)
    await asyncio.sleep(waits[0].after + SECONDS - BEFORE_THE_END - time.time())
    await _kill(house, *victims)
    assert waiting == waits
    return waits, time.time()


async def _kill(house: House, *victims: str) -> None:
    for victim in victims:
        house.stack.kill(victim)
    await asyncio.gather(*map(house.stack.serves, victims))


@pytest.mark.parametrize("victims", [WORKERS, ("temporal",)], ids=["worker", "server"])
async def test_no_page_is_lost_doubled_or_late_whatever_is_killed_while_a_case_waits(
    house: House, victims: tuple[str, ...]
) -> None:
    async with asyncio.timeout(LONGEST):
        waits, serves_again = await killed_while_waiting(house, victims[0], *victims)
        await house.over(waits, LONGEST)

    assert {begun.wait.kind for begun in waits} == {wait.kind for wait in WAITS}
    assert missing(waits, house.watch) == {}
    assert too_much(waits, house.watch) == {}
    for begun in waits:
        seen = house.watch.due_of(begun)
        assert seen is not None
        assert begun.after + SECONDS - EARLY <= seen, f"{begun.wait.kind} ended early"
        at_last = max(begun.before + SECONDS, serves_again) + LATEST
        assert seen <= at_last, f"{begun.wait.kind} ended late"
    assert [await house.failed_tasks(begun.case_id) for begun in waits] == [[]] * len(waits)
