"""Whatever is killed while claims are in flight, each ends, and is paid at most once."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from makegood.gateways.bank_simulator.script import Match, Rule, Then
from makegood.messages.names import Queue
from makegood.store.rebuild import differences
from starters import truth
from tests.faults import books
from tests.faults.company import FREIGHT, Company, a_company, worker
from tests.faults.killer import VICTIMS, killing
from tests.faults.people import People, insist
from tests.faults.processes import none_left_in

pytestmark = [pytest.mark.fault, pytest.mark.slow]

CLAIMS = int(os.environ.get("FAULT_CLAIMS", "30"))
KILLING = float(os.environ.get("FAULT_SECONDS", "20"))
"""For how long processes are killed; claims that are not through by then end in peace.

`make soak` kills for longer, while more claims are in flight.
"""

FEW_CLAIMS = 6
NAIVE = tuple(worker(queue, "naive" if queue is Queue.PAYMENTS else "") for queue in Queue)
LONGEST = 240
THINKING = Rule(match=Match(), then=Then(delay_seconds=2))
"""The bank takes its time to answer, so that kills come between its deed and its word."""


async def file_all(company: Company, claim_ids: list[str]) -> None:
    """File every claim, again and again until it is accepted."""
    await company.tell_bank(THINKING)
    for claim_id in claim_ids:
        await insist(partial(company.claims.file, company.a_late_parcel(claim_id)))


async def test_claims_in_flight_survive_a_killer_and_none_is_paid_twice(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    claim_ids = [f"K{number:03}" for number in range(CLAIMS)]
    async with a_company(tmp_path, free_port) as company, asyncio.timeout(LONGEST):
        async with killing(company, KILLING) as killer:
            await asyncio.gather(
                file_all(company, claim_ids), People(company).work_until_closed(claim_ids)
            )

        by_bank, by_us = await books.paid_by_bank(company), books.paid_by_us(company)
        assert books.outcomes(company) == dict.fromkeys(claim_ids, "paid")
        assert set(by_bank.values()) == {1}
        assert {key.partition("-")[0] for key in by_bank} == set(claim_ids)
        assert by_us == by_bank
        assert books.money_out(company) == FREIGHT.minor * CLAIMS
        assert books.ledger_sum(company) == 0
        assert books.complaints(company) == []
        assert await books.failed_tasks(company, claim_ids) == []
        assert differences(company.engine, await truth.rows(company.client)) == []
    assert set(VICTIMS) <= set(killer.killed)
    assert await none_left_in(tmp_path)


async def paid_twice(company: Company) -> set[str]:
    """The claims for which the bank has paid more than once."""
    keys = await books.paid_by_bank(company)
    times = Counter(key.partition("-")[0] for key in keys)
    return {claim_id for claim_id, count in times.items() if count > 1}


async def test_a_naive_payment_step_pays_twice_under_the_same_killer(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    claim_ids = [f"N{number:03}" for number in range(FEW_CLAIMS)]
    async with a_company(tmp_path, free_port, NAIVE) as company, asyncio.timeout(LONGEST):
        people = People(company).work_until_closed(claim_ids)
        async with killing(company, LONGEST):
            work = asyncio.gather(file_all(company, claim_ids), people)
            while not (twice := await paid_twice(company)) and not work.done():
                await asyncio.wait({work}, timeout=0.5)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    assert twice
