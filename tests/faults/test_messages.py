"""Whatever is said to a claim, and how often, has its effect once or is kept for a person."""

import asyncio
from contextlib import suppress

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.service import RPCError

from makegood.messages.commands import SignOff, Withdraw
from makegood.messages.names import CLAIM, Queue
from makegood.rules.casefile import Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from makegood.store.claims import ClaimRecords
from starters.doctor import Verdict, check_up
from starters.errors import RefusedByRule, Unreachable
from tests.faults import books
from tests.faults.company import Company
from tests.faults.people import People
from tests.gateways.bank_at_work import until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

LONGEST = 120
HUGE = "x" * 2_200_000
LARGE = "x" * 600_000


def raw(company: Company, claim_id: str) -> WorkflowHandle[object, object]:
    """A claim's workflow, as anybody with a Temporal client sees it."""
    return company.client.get_workflow_handle(f"claim-{claim_id}")


def letters(company: Company, claim_id: str) -> list[tuple[str, str]]:
    """What was kept of a claim's messages: the kind and why it was not taken in."""
    found = ClaimRecords(company.engine).dead_letters()
    return [(letter.kind, letter.reason) for letter in found if letter.claim_id == claim_id]


async def kept(company: Company, claim_id: str, count: int) -> list[tuple[str, str]]:
    """The same, once there are so many."""
    await until(lambda: len(letters(company, claim_id)) >= count, LONGEST)
    return letters(company, claim_id)


async def a_claim_to_sign(company: Company, claim_id: str) -> SignOff:
    """A claim that waits for its sign-offs; the first of them, as the desk says it."""
    await company.claims.file(company.a_late_parcel(claim_id))
    await until(lambda: waits_for_signatures(company, claim_id), LONGEST)
    status = await company.claims.status(claim_id)
    return SignOff(
        decision_id=f"{claim_id}-desk",
        team=Team.SERVICE_DESK,
        decision=Decide.APPROVE,
        by="desk.dung",
        subject_hash=status.subject_hash,
    )


async def waits_for_signatures(company: Company, claim_id: str) -> bool:
    """Whether the claim has come as far as that."""
    with suppress(Unreachable):
        return (await company.claims.status(claim_id)).stage == Stage.SIGNING_OFF
    return False


async def is_named_stuck(company: Company, workflow_id: str) -> bool:
    """Whether the doctor calls the workflow stuck."""
    checks = await check_up(company.settings)
    return any(check.name == "stuck workflows" and workflow_id in check.found for check in checks)


async def test_a_poisoned_claim_stops_only_itself_and_the_doctor_names_it(company: Company) -> None:
    poison = await company.client.start_workflow(
        CLAIM, {"claim_id": 7, "parcels": "none"}, id="claim-POISON", task_queue=Queue.CLAIMS
    )
    try:
        async with asyncio.timeout(LONGEST):
            await company.claims.file(company.a_late_parcel("HEALTHY"))
            await People(company).see_to("HEALTHY")
        await until(lambda: is_named_stuck(company, "claim-POISON"), LONGEST)
        verdicts = {check.name: check.verdict for check in await check_up(company.settings)}
    finally:
        await poison.terminate()

    assert books.outcomes(company)["HEALTHY"] == "paid"
    assert verdicts["stuck workflows"] is Verdict.WRONG
    assert verdicts["workers"] is Verdict.OK


async def test_a_message_that_comes_often_counts_once(company: Company) -> None:
    first = await a_claim_to_sign(company, "OFTEN")
    handle = raw(company, "OFTEN")
    updates = (handle.execute_update("sign_off", first, id=f"try-{n % 2}") for n in range(4))
    await asyncio.gather(*updates)
    await handle.signal("sign_off", first)
    await handle.signal("sign_off", first.model_copy(update={"decision": Decide.REJECT}))
    await kept(company, "OFTEN", 1)

    assert (await company.claims.status("OFTEN")).sign_offs == 1
    happened = [entry.what for entry in (await company.claims.timeline("OFTEN")).entries]
    assert happened.count("recommendation_approved") == 1
    assert (await company.claims.file(company.a_late_parcel("OFTEN"))).already


async def test_what_no_claim_understands_is_kept_for_a_person(company: Company) -> None:
    await a_claim_to_sign(company, "MUTTER")
    handle = raw(company, "MUTTER")
    await handle.signal("sing_off", {"a": 1})
    await handle.signal("sign_off", {"team": "nobody"})
    await handle.signal("sign_off")
    await handle.signal("add_note", args=["one", "two"])
    await handle.signal("add_note", {"by": "x", "text": LARGE})
    found = await kept(company, "MUTTER", 5)

    assert {kind for kind, _ in found} == {"signal sing_off", "signal sign_off", "signal add_note"}
    told = [entry.what for entry in (await company.claims.timeline("MUTTER")).entries]
    assert sum(what.startswith("dead letter") for what in told) == 5
    assert await books.failed_tasks(company, ["MUTTER"]) == []


async def test_what_is_too_large_is_refused_before_it_reaches_the_claim(company: Company) -> None:
    await a_claim_to_sign(company, "HUGE")
    handle = raw(company, "HUGE")
    with pytest.raises(RPCError):
        await handle.signal("add_note", {"by": "x", "text": HUGE})
    assert (await company.claims.status("HUGE")).stage == Stage.SIGNING_OFF


async def test_malformed_and_unknown_updates_are_refused_without_a_trace(company: Company) -> None:
    await a_claim_to_sign(company, "WRONG")
    handle = raw(company, "WRONG")
    before = (await handle.fetch_history()).events
    for name, said in (("sign_off", {"team": 1}), ("sing_off", {}), ("withdraw", "please")):
        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update(name, said)

    after = [event.event_type for event in (await handle.fetch_history()).events[len(before) :]]
    assert EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED not in after
    assert await books.failed_tasks(company, ["WRONG"]) == []


async def test_news_out_of_order_waits_and_late_words_find_a_closed_door(company: Company) -> None:
    await a_claim_to_sign(company, "ORDER")
    notice = {
        "notice_id": "N-1",
        "payment_key": "ORDER-s1-l1-a1",
        "state": "settled",
        "occurred_at": "2026-11-20T00:00:00Z",
        "amount": {"amount": "48000", "currency": "VND"},
    }
    await raw(company, "ORDER").signal("payment_notice", notice)
    [(kind, reason)] = await kept(company, "ORDER", 1)
    async with asyncio.timeout(LONGEST):
        await People(company).see_to("ORDER")

    assert (kind, "was handed in" in reason) == ("signal payment_notice", True)
    assert (await books.paid_by_bank(company))["ORDER-s1-l1-a1"] == 1
    with pytest.raises(RefusedByRule, match="closed"):
        await company.claims.say("ORDER", "withdraw", Withdraw(reason="too late"))
