"""The world around the workers fails: claims wait, say so, and go on when it is back."""

import asyncio
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from makegood.store.inbox import Desk
from starters.stack.layout import READY_LINE
from tests.faults import books
from tests.faults.company import WORKERS, Company
from tests.faults.conftest import SECOND
from tests.faults.people import People
from tests.gateways.bank_at_work import until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

LONGEST = 200
LOCKED_SECONDS = 7
"""Longer than a connection waits for a lock."""

EVERYBODY = [service.name for service in (*WORKERS, *SECOND)]


async def see_through(company: Company, *claim_ids: str) -> None:
    """File the claims and see to them until they have ended."""
    for claim_id in claim_ids:
        await company.claims.file(company.a_late_parcel(claim_id))
    async with asyncio.timeout(LONGEST):
        await People(company).work_until_closed(claim_ids)


async def assert_all_is_well(company: Company, *claim_ids: str) -> None:
    """Each claim was paid once, and no promise of the database is broken."""
    by_bank = await books.paid_by_bank(company)
    assert {claim_id: books.outcomes(company)[claim_id] for claim_id in claim_ids} == dict.fromkeys(
        claim_ids, "paid"
    )
    assert [by_bank[f"{claim_id}-s1-l1-a1"] for claim_id in claim_ids] == [1] * len(claim_ids)
    assert books.complaints(company) == []
    assert await books.failed_tasks(company, claim_ids) == []


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Nobody else writes to the SQLite file meanwhile."""
    greedy = sqlite3.connect(path, isolation_level=None)
    greedy.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        greedy.execute("ROLLBACK")
        greedy.close()


async def test_a_locked_database_is_waited_for(company: Company) -> None:
    work = asyncio.create_task(see_through(company, "LOCK1", "LOCK2"))
    await until(lambda: "LOCK1" in known(company), LONGEST)
    with locked(str(company.engine.url.database)):
        await asyncio.sleep(LOCKED_SECONDS)
        assert not work.done()
    await work

    await assert_all_is_well(company, "LOCK1", "LOCK2")


def known(company: Company) -> set[str]:
    """The claims that lists show."""
    return {row.claim_id for row in Desk(company.engine).list_claims().rows}


@contextmanager
def no_room(*pids: int) -> Iterator[None]:
    """The processes can make no file longer: what a full disk is to them."""
    held = {pid: psutil.Process(pid).rlimit(resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_, hard) in held.items():
        psutil.Process(pid).rlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for pid, limits in held.items():
            psutil.Process(pid).rlimit(resource.RLIMIT_FSIZE, limits)


async def test_a_full_disk_stops_claims_until_there_is_room(company: Company) -> None:
    pids = [company.stack.pid(name) for name in EVERYBODY]
    restarts = [company.stack.restarts(name) for name in EVERYBODY]
    with no_room(*pids):
        work = asyncio.create_task(see_through(company, "FULL1", "FULL2"))
        await asyncio.sleep(LOCKED_SECONDS)
        assert not {"FULL1", "FULL2"} & known(company)
    await work

    assert [company.stack.restarts(name) for name in EVERYBODY] == restarts
    await assert_all_is_well(company, "FULL1", "FULL2")


async def test_clocks_go_on_while_every_worker_is_away(company: Company) -> None:
    await company.claims.file(company.a_late_parcel("AWAY"))
    await until(lambda: "operations" in awaited(company, "AWAY"), LONGEST)
    await asyncio.gather(*map(company.stack.halt, EVERYBODY))
    try:
        await asyncio.sleep(LOCKED_SECONDS)
    finally:
        await asyncio.gather(*map(company.stack.resume, EVERYBODY))
    async with asyncio.timeout(LONGEST):
        await People(company).see_to("AWAY")

    assert all(READY_LINE in company.stack.log(name) for name in EVERYBODY)
    told = Desk(company.engine).case("AWAY").timeline
    assert any(e.what == "clock_breached" and "ola.operations" in e.why for e in told)
    await assert_all_is_well(company, "AWAY")


def awaited(company: Company, claim_id: str) -> set[str]:
    """Whom the claim waits on, as lists show it."""
    rows = Desk(company.engine).list_claims().rows
    return {one.who for row in rows if row.claim_id == claim_id for one in row.awaiting}
