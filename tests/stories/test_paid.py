"""Sample claims that end with money at the merchant, each the way it should."""

from datetime import timedelta

from makegood.messages.commands import Answer
from makegood.messages.payments import PaymentState
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.signoff import Decide
from tests.builders import vnd
from tests.kit.filings import CONFIRMATION, Wanted
from tests.kit.letters import (
    ACKNOWLEDGED,
    ARRIVED,
    CLOSED,
    FAILED,
    OFFERED,
    PAID,
    RELEASE,
    SENT_BACK,
    SIGNED,
    asked,
)
from tests.kit.rail import Does
from tests.kit.story import Story, a_story
from tests.kit.world import World

DAY = timedelta(days=1)


async def offered(world: World, claim_id: str, wanted: Wanted | None = None) -> Story:
    """A claim whose recommendation is signed by all, and offered."""
    story = await a_story(world, claim_id, wanted)
    await story.reaches(Stage.SIGNING_OFF)
    await story.all_sign()
    return story


async def test_a_claim_within_contract_is_paid(world: World) -> None:
    story = await offered(world, "within")

    paid = await story.gets_paid_for()

    assert paid.amounts.paid == vnd(1_250_000)
    result = await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])
    assert result.sign_offs == 3
    assert world.rail.paid["within"] == 1


async def test_a_claim_above_the_cap_is_paid_the_cap(world: World) -> None:
    story = await offered(world, "capped", Wanted(asked=8_000_000))

    assert "at most 5,000,000 VND a parcel" in await story.explained()
    assert (await story.gets_paid_for()).amounts.paid == vnd(5_000_000)
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])


async def test_a_claim_above_authority_climbs_to_the_director(world: World) -> None:
    story = await a_story(world, "climbs", Wanted(asked=60_000_000, parcels=12))
    await story.reaches(Stage.SIGNING_OFF)
    teams = [one.who for one in await story.awaited()]

    await story.all_sign()
    paid = await story.gets_paid_for()

    assert teams == ["service_desk", "operations", "finance", "legal", "management"]
    assert paid.amounts.paid == vnd(60_000_000)
    letters = [*ACKNOWLEDGED, *asked(*teams), *PAID, *CLOSED]
    assert (await story.must_end(Outcome.PAID, letters)).sign_offs == 7


async def test_a_claim_sent_back_by_finance_is_recommended_again(world: World) -> None:
    story = await a_story(world, "back", Wanted(asked=15_000_000, parcels=3))
    await story.reaches(Stage.SIGNING_OFF)

    await story.signs(Team.FINANCE, Decide.SEND_BACK)
    await story.is_recommended(vnd(3_000_000))
    await story.all_sign()
    paid = await story.gets_paid_for()

    assert paid.amounts.paid == vnd(13_000_000)
    teams = asked("service_desk", "operations", "finance")
    letters = [*ACKNOWLEDGED, *teams, *SENT_BACK, *teams, *PAID, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_a_counter_offer_is_met_with_goodwill_that_others_approve(world: World) -> None:
    story = await offered(world, "goodwill", Wanted(asked=8_000_000))

    await story.answers(Answer.COUNTER, 6_000_000)
    await story.is_offered(6_000_000)
    waiting = [one.who for one in await story.awaited()]
    await story.all_sign()
    paid = await story.gets_paid_for(2)

    assert waiting == ["service_desk", "operations", "sales", "key_account"]
    assert (paid.amounts.paid, paid.amounts.goodwill) == (vnd(6_000_000), vnd(1_000_000))
    letters = [*SIGNED, *OFFERED, "offer_needed > service_desk", *asked(*waiting), *PAID, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_a_better_offer_within_authority_needs_no_signature(world: World) -> None:
    story = await offered(world, "counter")

    await story.answers(Answer.REJECT)
    await story.is_offered(1_250_000)
    await story.gets_paid_for(2)

    letters = [*SIGNED, *OFFERED, "offer_needed > service_desk", *PAID, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_cash_that_is_owed_is_not_negotiated(world: World) -> None:
    wanted = Wanted(kind=ClaimKind.COD_MISMATCH, asked=700_000, cod=(900_000, 200_000))
    story = await a_story(world, "cod", wanted)
    await story.reaches(Stage.SIGNING_OFF)
    teams = [one.who for one in await story.awaited()]

    await story.all_sign()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    paid = await story.is_paid_out()

    assert paid.offers == ()
    assert paid.amounts.paid == vnd(700_000)
    letters = [*ACKNOWLEDGED, *asked(*teams), *RELEASE, *ARRIVED, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_no_money_leaves_before_an_account_is_confirmed(world: World) -> None:
    wanted = Wanted(account=False, without=(CONFIRMATION,))
    story = await offered(world, "account", wanted)

    await story.accepts()
    asked_on = await story.reaches(Stage.AWAITING_PAYEE)
    await story.comes(asked_on.awaiting[0].due_at or story.begins)
    await story.gives_account()
    still = (await story.status()).stage
    await story.supplies(CONFIRMATION)
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.is_paid_out()

    assert still == Stage.AWAITING_PAYEE
    reminded = ["payee_reminder > merchant", "payee_reminder > key_account"]
    owed = ["payee_asked > merchant"]
    letters = [*SIGNED, *OFFERED, *owed, *reminded, *owed, *RELEASE, *ARRIVED, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_money_that_comes_back_goes_to_the_corrected_account(world: World) -> None:
    story = await offered(world, "returned")
    await story.gets_paid_for()

    await story.passes(6 * DAY)
    await story.bank_says(PaymentState.RETURNED, "AC04")
    back = await story.status()
    await story.gives_account(other=True)
    await story.confirms_account()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.is_paid_out()

    assert (back.stage, back.outcome) == (Stage.AWAITING_PAYEE, None)
    assert [payment.state for payment in (await story.status()).payments] == ["returned", "settled"]
    again = [*FAILED, *["payee_asked > merchant"] * 2, *RELEASE, *ARRIVED]
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *again, *CLOSED])


async def test_a_lost_answer_is_looked_up_and_the_money_paid_once(world: World) -> None:
    world.rail.will("unknown", Does.TAKES_IN_SILENCE)
    story = await offered(world, "unknown")
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)

    paid = await story.is_paid_out()

    assert [entry.why for entry in await story.happened("payment_unknown")] == [""]
    assert world.rail.handed_in[paid.payments[0].key] == 1
    assert world.rail.paid["unknown"] == 1
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])


async def test_a_payment_that_the_bank_never_saw_goes_again_under_its_key(world: World) -> None:
    world.rail.will("unseen", Does.LOSES)
    story = await offered(world, "unseen")
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()
    await story.reaches(Stage.AWAITING_PAYOUT)

    await story.passes(DAY)
    paid = await story.reaches(Stage.AFTERCARE)

    assert len(paid.payments) == 1
    assert world.rail.handed_in[paid.payments[0].key] == 2
    assert world.rail.paid["unseen"] == 1
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])


async def test_a_bank_that_is_away_is_tried_until_it_is_back(world: World) -> None:
    world.rail.will("away", Does.IS_AWAY, Does.IS_AWAY, Does.SETTLES)
    story = await offered(world, "away")

    paid = await story.gets_paid_for()

    assert world.rail.handed_in[paid.payments[0].key] == 3
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])
