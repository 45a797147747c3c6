"""A worker dies before, after and between its effects, at every point: each effect comes once."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from makegood.messages.commands import AddNote
from makegood.messages.names import Queue
from makegood.messages.problems import NotFound
from makegood.store.inbox import Desk
from makegood.store.rebuild import differences
from starters import truth
from tests.faults import books
from tests.faults.company import Company, a_company, worker
from tests.faults.people import People, insist
from tests.faults.traps import LAST_WORDS, Point
from tests.faults.worker_main import traps_in
from tests.gateways.bank_at_work import until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

TRAPPED = tuple(worker(queue, "trapped") for queue in Queue)
CLAIM_IDS = [f"T{number}" for number in range(4)]
LONGEST = 240


async def lived_through(company: Company, claim_ids: list[str]) -> None:
    """File the claims and see them through to their end."""
    for claim_id in claim_ids:
        await company.claims.file(company.a_late_parcel(claim_id))
    await People(company).work_until_closed(claim_ids)


def events(company: Company, claim_id: str) -> Counter[str]:
    """How often each thing happened to a claim, as its timeline tells."""
    with suppress(NotFound):
        return Counter(entry.what for entry in Desk(company.engine).case(claim_id).timeline)
    return Counter()


async def test_a_worker_that_dies_at_any_point_leaves_one_effect(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    async with a_company(tmp_path, free_port, TRAPPED) as company, asyncio.timeout(LONGEST):
        await lived_through(company, CLAIM_IDS)

        sprung = traps_in(tmp_path).sprung()
        assert set(sprung) == set(Point) - {Point.AFTER_LAST_WORDS}
        assert all(subject.startswith(tuple(CLAIM_IDS)) for subject in sprung.values())
        assert books.outcomes(company) == dict.fromkeys(CLAIM_IDS, "paid")
        assert await books.paid_by_bank(company) == books.paid_by_us(company)
        assert set(books.paid_by_us(company).values()) == {1}
        for claim_id in CLAIM_IDS:
            happened = events(company, claim_id)
            assert (happened["claim_received"], happened["payment_settled"]) == (1, 1)
        assert books.ledger_sum(company) == 0
        assert books.complaints(company) == []
        assert await books.failed_tasks(company, CLAIM_IDS) == []


async def test_the_books_follow_the_claim_when_a_dead_worker_wrote_too_much(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    traps = traps_in(tmp_path)
    traps.leave_only(Point.AFTER_LAST_WORDS)
    async with a_company(tmp_path, free_port, TRAPPED) as company, asyncio.timeout(LONGEST):
        await company.claims.file(company.a_late_parcel("W1"))
        await until(lambda: "sign_off_asked" in events(company, "W1"), LONGEST)
        last = AddNote(by="desk.an", text=LAST_WORDS)
        first = asyncio.create_task(
            insist(partial(company.claims.say, "W1", "add_note", last, "last-words"))
        )
        await until(lambda: Point.AFTER_LAST_WORDS in traps.sprung(), LONGEST)
        meanwhile = AddNote(by="desk.an", text="said while the worker was dead")
        await company.claims.handle("W1").signal("add_note", meanwhile)
        await first
        await People(company).see_to("W1")

        told = (await company.claims.timeline("W1")).entries
        kept = Desk(company.engine).case("W1").timeline
        assert [(line.what, line.why) for line in kept] == [(one.what, one.why) for one in told]
        assert differences(company.engine, await truth.rows(company.client)) == []
