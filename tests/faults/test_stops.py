"""A worker that is told to stop drains; one that freezes is replaced, its late word refused."""

import asyncio
import signal
from functools import partial

import pytest
from temporalio.worker import Replayer

from makegood.gateways.bank_simulator.script import Match, Rule, Then
from makegood.messages.commands import AddNote
from makegood.messages.names import Queue
from makegood.store.inbox import Desk
from tests.faults import books
from tests.faults.company import Company
from tests.faults.people import People, insist
from tests.gateways.bank_at_work import until
from workers.queues import REGISTERS
from workers.sandbox import runner
from workflows.wire import CONVERTER

pytestmark = [pytest.mark.fault, pytest.mark.slow]

LONGEST = 200
SUBMIT = "submit_payment"
NOTE = AddNote(by="desk.an", text="Are you there?")


def slowly(account: str, seconds: float) -> Rule:
    """A bank that takes the payment at once, and answers late."""
    return Rule(match=Match(account=account), then=Then(delay_seconds=seconds))


async def worker_of(company: Company, claim_id: str) -> str:
    """The payments worker that holds the claim's payment now; empty when none does."""
    described = await company.claims.handle(claim_id).describe()
    pids = {str(company.stack.pid(name)): name for name in ("worker-payments", "worker-payments-2")}
    for pending in described.raw_description.pending_activities:
        if pending.activity_type.name == SUBMIT:
            return pids.get(pending.last_worker_identity.partition("@")[0], "")
    return ""


async def attempts(company: Company, claim_id: str) -> list[int]:
    """Which try of each payment step it was that came through."""
    history = await company.claims.handle(claim_id).fetch_history()
    asked = {
        event.event_id: event.activity_task_scheduled_event_attributes.activity_type.name
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    }
    started = (event.activity_task_started_event_attributes for event in history.events)
    return [one.attempt for one in started if asked.get(one.scheduled_event_id) == SUBMIT]


async def paying(company: Company, claim_id: str, account: str) -> tuple[str, "asyncio.Task[None]"]:
    """A claim whose payment the bank has taken: which worker waits there, and who does the rest."""
    taken = books.taken_by_bank(company)
    await company.claims.file(company.a_late_parcel(claim_id, account))
    work = asyncio.create_task(People(company).see_to(claim_id))
    holder: list[str] = []

    async def held() -> bool:
        if work.done():
            await work
        holder[:] = [await worker_of(company, claim_id)]
        return bool(holder[0]) and books.taken_by_bank(company) > taken

    await until(held, LONGEST)
    return holder[0], work


async def assert_paid_once(company: Company, claim_id: str) -> None:
    """The bank and both our books say so."""
    key = f"{claim_id}-s1-l1-a1"
    assert books.outcomes(company)[claim_id] == "paid"
    assert (await books.paid_by_bank(company))[key] == 1
    assert books.paid_by_us(company)[key] == 1
    happened = [entry.what for entry in Desk(company.engine).case(claim_id).timeline]
    assert happened.count("payment_settled") == 1
    assert books.complaints(company) == []


async def test_a_worker_told_to_stop_finishes_what_it_holds(company: Company) -> None:
    await company.tell_bank(slowly("0071000000501", 3))
    async with asyncio.timeout(LONGEST):
        holder, work = await paying(company, "STOP1", "0071000000501")
        before = company.stack.restarts(holder)
        company.stack.kill(holder, signal.SIGTERM)
        await work
        await until(lambda: came_back(company, holder, before), LONGEST)

    assert await attempts(company, "STOP1") == [1]
    await assert_paid_once(company, "STOP1")


def came_back(company: Company, name: str, restarts: int) -> bool:
    """Whether the service was started again and serves."""
    return company.stack.restarts(name) > restarts and '"worker.ready"' in company.stack.log(name)


async def test_a_killed_worker_is_replaced_and_the_bank_pays_once(company: Company) -> None:
    await company.tell_bank(slowly("0071000000502", 3))
    async with asyncio.timeout(LONGEST):
        holder, work = await paying(company, "KILL1", "0071000000502")
        company.stack.kill(holder)
        await work

    assert min(await attempts(company, "KILL1")) > 1
    await assert_paid_once(company, "KILL1")


async def test_a_frozen_cashier_is_replaced_and_its_late_answer_refused(company: Company) -> None:
    await company.tell_bank(slowly("0071000000503", 3))
    async with asyncio.timeout(LONGEST):
        holder, work = await paying(company, "ZOMBIE1", "0071000000503")
        company.stack.kill(holder, signal.SIGSTOP)
        try:
            await work
        finally:
            company.stack.kill(holder, signal.SIGCONT)
        await asyncio.sleep(2)

    assert min(await attempts(company, "ZOMBIE1")) > 1
    await assert_paid_once(company, "ZOMBIE1")


async def test_a_frozen_claims_worker_holds_nobody_up_for_ever(company: Company) -> None:
    claim_ids = [f"FROZEN{number}" for number in range(4)]
    for claim_id in claim_ids:
        await company.claims.file(company.a_late_parcel(claim_id))
        await until(lambda: claim_id in known(company), LONGEST)  # noqa: B023 - awaited here
    async with asyncio.timeout(LONGEST):
        company.stack.kill("worker-claims", signal.SIGSTOP)
        try:
            for claim_id in claim_ids:
                note = AddNote(by="desk.an", text="Are you there?")
                await insist(
                    partial(company.claims.say, claim_id, "add_note", note, f"{claim_id}-n")
                )
        finally:
            company.stack.kill("worker-claims", signal.SIGCONT)
        await People(company).work_until_closed(claim_ids)

    for claim_id in claim_ids:
        history = await company.claims.handle(claim_id).fetch_history()
        await replayer().replay_workflow(history)
        happened = [line.what for line in Desk(company.engine).case(claim_id).timeline]
        assert happened.count("note") == 1
        await assert_paid_once(company, claim_id)


def known(company: Company) -> set[str]:
    """The claims that lists show."""
    return {row.claim_id for row in Desk(company.engine).list_claims().rows}


def replayer() -> Replayer:
    """Replays histories as a worker would."""
    return Replayer(
        workflows=REGISTERS[Queue.CLAIMS].workflows,
        workflow_runner=runner(),
        data_converter=CONVERTER,
    )
