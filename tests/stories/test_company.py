"""What a claim does to the company around it: invoices set off, letters carried, owners changed."""

import json
from datetime import timedelta

from sqlalchemy import text

from makegood.messages.hooks import HookEvent
from makegood.messages.names import HOOK_WORKFLOW_ID, NOTICE_WORKFLOW_ID
from makegood.rules.casefile import Outcome, Stage
from makegood.store.hooks import HookBook, HookState, NewHook
from tests.gateways.bank_at_work import served
from tests.hooks.test_carried import Subscriber
from tests.kit.days import quiet_monday
from tests.kit.filings import Wanted
from tests.kit.letters import ARRIVED, CLOSED, OFFERED, RELEASE, SIGNED
from tests.kit.story import Story, a_story
from tests.kit.waiting import until
from tests.kit.world import World
from workers.host import see_to_hooks, see_to_notices

MABUHAY = Wanted(merchant="merchant-mabuhay", currency="PHP", asked=4_000)
HEARD = (HookEvent.CLAIM_RECEIVED, HookEvent.CLAIM_DECISION, HookEvent.CLAIM_CLOSED)
OWED = {"number": "FR-1", "amount": {"amount": "1500", "currency": "PHP"}}


async def paid_at_mabuhay(world: World, claim_id: str) -> Story:
    """A claim of the merchant whose invoices are set off."""
    story = await a_story(world, claim_id, MABUHAY)
    await story.reaches(Stage.SIGNING_OFF)
    await story.all_sign()
    await story.gets_paid_for()
    return story


async def test_an_overdue_invoice_is_set_off_once(world: World) -> None:
    due_on = str(quiet_monday() - timedelta(days=40))
    book = {"merchant-mabuhay": [{**OWED, "due_on": due_on}]}
    (world.settings.var / "receivables.json").write_text(json.dumps(book), encoding="utf-8")

    first = await paid_at_mabuhay(world, "offset-1")
    second = await paid_at_mabuhay(world, "offset-2")

    legs = [
        [(leg.method, leg.amount.text()) for leg in (await story.status()).payments]
        for story in (first, second)
    ]
    assert legs[0] == [("offset", "1,500.00 PHP"), ("transfer", "2,500.00 PHP")]
    assert legs[1] == [("transfer", "4,000.00 PHP")]
    told = [*SIGNED, *OFFERED, *RELEASE, "remittance_advice > merchant", *ARRIVED, *CLOSED]
    await first.must_end(Outcome.PAID, told)
    await second.must_end(Outcome.PAID, [one for one in told if "remittance" not in one])


async def test_letters_are_carried_once_by_the_one_postman(world: World) -> None:
    story = await a_story(world, "posted")
    await story.reaches(Stage.SIGNING_OFF)
    with world.env.with_time_skipping_disabled():
        await see_to_notices(world.client)
        await see_to_notices(world.client)

    async def is_sent() -> bool:
        return set(states_of_letters(story)) == {"sent"}

    await until(is_sent, seconds=20)
    await world.client.get_workflow_handle(NOTICE_WORKFLOW_ID).terminate("the test is over")

    letters = [path.name for path in (world.settings.var / "post").glob("merchant-lotus-*")]
    assert any("acknowledgement" in name for name in letters)
    assert len(letters) == len(set(letters))
    await story.withdraws()
    await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *CLOSED])


async def test_a_subscriber_hears_once_of_each_step_from_the_one_carrier(world: World) -> None:
    subscriber, book = Subscriber(refusals=0), HookBook(world.engine)
    async with served(subscriber.app) as address:
        hook, subscriber.secret = book.add(NewHook("erp", f"{address}/x", HEARD))
        story = await a_story(world, "heard-of")
        await story.reaches(Stage.SIGNING_OFF)
        with world.env.with_time_skipping_disabled():
            await see_to_hooks(world.client)
            await see_to_hooks(world.client)
        await story.withdraws()

        def heard() -> list[str]:
            told = zip(subscriber.types, subscriber.claims, strict=True)
            return sorted(what for what, claim_id in told if claim_id == "heard-of")

        async def has_heard() -> bool:
            return len(heard()) >= len(HEARD)

        await until(has_heard, seconds=20)
        await world.client.get_workflow_handle(HOOK_WORKFLOW_ID).terminate("the test is over")
    book.set_state(hook.id, HookState.PAUSED)

    assert heard() == sorted(HEARD)
    assert len(set(subscriber.ids)) == len(subscriber.ids)
    await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *CLOSED])


def states_of_letters(story: Story) -> list[str]:
    """Where each letter of the claim stands in the outbox."""
    query = text("SELECT state FROM notice WHERE claim_id = :claim")
    with story.world.engine.connect() as connection:
        return [row.state for row in connection.execute(query, {"claim": story.claim_id})]
