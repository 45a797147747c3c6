"""What may still happen to a claim after the decision, and for how long."""

from datetime import timedelta

import pytest

from makegood.messages.payments import PaymentState
from makegood.messages.recovery import CarrierSays, RecoveryState
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from starters.errors import RefusedByRule
from tests.builders import vnd
from tests.kit.days import local, quiet_monday
from tests.kit.filings import Wanted
from tests.kit.letters import (
    ARRIVED,
    CLOSED,
    DENIED,
    FAILED,
    PAID,
    RELEASE,
    SIGNED,
    asked,
)
from tests.kit.rail import Does
from tests.kit.story import Story, a_story
from tests.kit.world import World
from tests.stories.test_paid import offered

DAY = timedelta(days=1)
TEAMS = ["service_desk", "operations"]


async def paid_at_once(world: World, claim_id: str, wanted: Wanted | None = None) -> Story:
    """A claim whose money arrived the moment it was handed in, and whose recovery has begun."""
    world.rail.will(claim_id, Does.SETTLES)
    story = await offered(world, claim_id, wanted)
    await story.gets_paid_for()
    return story


async def denied(world: World, claim_id: str) -> Story:
    """A claim whose recommendation is rejected."""
    story = await a_story(world, claim_id)
    await story.reaches(Stage.SIGNING_OFF)
    await story.signs(Team.OPERATIONS, Decide.REJECT)
    return story


async def test_a_paid_claim_stays_open_for_thirty_days(world: World) -> None:
    story = await offered(world, "aftercare")
    await story.gets_paid_for()
    paid_on = (await story.happened("paid"))[0].at

    almost = await story.comes(paid_on + 30 * DAY - timedelta(minutes=1))
    result = await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])

    assert almost.stage == Stage.AFTERCARE
    assert timedelta(0) <= result.closed_at - paid_on - 30 * DAY < timedelta(minutes=1)


async def test_one_appeal_within_its_window_reopens_the_claim(world: World) -> None:
    story = await denied(world, "appealed")
    await story.passes(29 * DAY)

    await story.appeals()
    reopened = await story.status()
    await story.is_recommended(vnd(1_250_000))
    await story.all_sign()
    await story.gets_paid_for()

    assert (reopened.stage, reopened.outcome) == (Stage.RECOMMENDING, None)
    assert "appeal" in {one.name for one in reopened.clocks}
    with pytest.raises(RefusedByRule, match="appealed once"):
        await story.appeals()
    letters = [*SIGNED, *DENIED, "appeal > service_desk", *asked(*TEAMS), *PAID, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_an_appeal_after_its_window_is_refused(world: World) -> None:
    story = await denied(world, "too-late-appeal")

    result = await story.must_end(Outcome.DENIED, [*SIGNED, *DENIED, *CLOSED])

    with pytest.raises(RefusedByRule):
        await story.appeals()
    assert (result.closed_at - result.opened_at).days == 30


async def test_money_that_comes_back_weeks_later_is_paid_again(world: World) -> None:
    story = await offered(world, "weeks-later")
    await story.gets_paid_for()

    await story.passes(25 * DAY)
    await story.bank_says(PaymentState.RETURNED, "AM04")
    back = await story.status()
    await story.comes(back.opened_at + 32 * DAY)
    again = await story.reaches(Stage.AFTERCARE)

    assert (back.stage, back.outcome) == (Stage.AWAITING_PAYOUT, None)
    assert [payment.state for payment in again.payments] == ["returned", "settled"]
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *FAILED, *ARRIVED, *CLOSED])


async def test_a_payout_is_due_on_the_days_of_the_bank(world: World) -> None:
    saturday = local(quiet_monday() + 5 * DAY)
    story = await a_story(world, "bank-days", begins=saturday)
    await story.reaches(Stage.SIGNING_OFF)
    await story.all_sign()
    await story.accepts()
    seen = await story.reaches(Stage.PAYMENT_APPROVAL)

    due = {one.name: one.due_at for one in seen.clocks}["payout"]

    # Counting begins on Monday at eight: five days of banking later it is Monday again.
    assert due == local(quiet_monday() + 14 * DAY) - timedelta(hours=2)
    await story.withdraws()
    assert story.books() == {}


async def test_a_silent_carrier_is_chased_and_the_demand_written_off(world: World) -> None:
    story = await paid_at_once(world, "chased")

    result = await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])

    recovery = await story.recovery()
    assert (recovery.state, recovery.chases) == (RecoveryState.WRITTEN_OFF, 6)
    assert recovery.demanded == vnd(1_250_000)
    assert result.amounts.recovered == vnd(0)


async def test_a_carrier_that_pays_in_parts_pays_the_whole(world: World) -> None:
    story = await paid_at_once(world, "carrier")

    await story.carrier_says(CarrierSays.ACKNOWLEDGED)
    await story.carrier_says(CarrierSays.PAID, vnd(1_000_000))
    await story.carrier_says(CarrierSays.PAID)

    result = await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])
    assert (await story.recovery()).state == RecoveryState.PAID
    assert result.amounts.recovered == vnd(1_250_000)


async def test_a_carrier_that_declines_ends_the_recovery(world: World) -> None:
    story = await paid_at_once(world, "declined")

    await story.carrier_says(CarrierSays.DECLINED)

    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])
    assert (await story.recovery()).state == RecoveryState.DECLINED


async def test_a_small_claim_is_not_worth_a_recovery(world: World) -> None:
    story = await paid_at_once(world, "small", Wanted(asked=150_000))

    assert await story.happened("recovery_begun") == []
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])


async def test_a_hold_keeps_a_paid_claim_open_past_its_windows(world: World) -> None:
    story = await offered(world, "held-open")
    await story.gets_paid_for()
    await story.is_held()

    held = await story.comes(story.begins + 90 * DAY)
    await story.is_released()

    assert held.stage == Stage.AFTERCARE
    letters = [*SIGNED, *PAID, "hold_placed > legal", *CLOSED]
    result = await story.must_end(Outcome.PAID, letters)
    assert (result.closed_at - result.opened_at).days >= 119


async def test_ninety_days_pass_and_each_promise_is_told_once(world: World) -> None:
    story = await a_story(world, "ninety-days", Wanted().less("claim_form", "invoice"))
    await story.reaches(Stage.AWAITING_DOCUMENTS)
    await story.passes(2 * DAY)
    await story.supplies("claim_form", "invoice")
    await story.reaches(Stage.SIGNING_OFF)
    await story.passes(10 * DAY)
    await story.all_sign()
    await story.comes((await story.status()).offers[0].valid_until - timedelta(hours=1))
    await story.gets_paid_for()
    await story.comes(story.begins + 45 * DAY)
    await story.bank_says(PaymentState.RETURNED, "AC01")
    await story.gives_account(other=True)
    await story.confirms_account()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.is_paid_out()

    result = await story.ends()

    told = [(entry.why, entry.evidence) for entry in await story.happened("clock_warned")]
    assert len(told) == len(set(told)) > 6
    assert [payment.state for payment in (await story.status()).payments] == ["returned", "settled"]
    assert (result.closed_at - result.opened_at).days > 60
    assert (story.books(), story.ailments()) == ({}, [])
    again = [*FAILED, *["payee_asked > merchant"] * 2, *RELEASE, *ARRIVED]
    assert story.letters()[-6:] == [*again, *CLOSED]
