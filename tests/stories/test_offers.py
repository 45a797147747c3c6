"""What time does to an offer: reminders, expiry, late acceptance, and a hold that prolongs it."""

from datetime import datetime, timedelta

import pytest

from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from starters.errors import RefusedByRule
from tests.builders import vnd
from tests.kit.letters import ARRIVED, CLOSED, DENIED, OFFERED, RELEASE, SIGNED, WARNED, asked
from tests.kit.story import Story
from tests.kit.world import World
from tests.stories.test_paid import offered

DAY = timedelta(days=1)
REMINDED, EXPIRED = ["offer_reminder > merchant"], ["offer_expired > merchant"]


async def valid_until(story: Story) -> datetime:
    """When the newest offer ends."""
    return (await story.status()).offers[-1].valid_until


async def accepted_late(world: World, claim_id: str) -> Story:
    """A claim whose offer is accepted an hour after it has expired."""
    story = await offered(world, claim_id)
    await story.comes(await valid_until(story) + timedelta(hours=1))
    await story.accepts()
    return story


async def test_an_acceptance_after_expiry_is_approved_again(world: World) -> None:
    story = await accepted_late(world, "late")
    waiting = await story.status()

    await story.signs(Team.SERVICE_DESK)
    await story.reaches(Stage.PAYMENT_APPROVAL)
    paid = await story.is_paid_out()

    assert waiting.subject == "late_acceptance"
    assert waiting.offers[0].state == "accepted_late"
    assert paid.amounts.paid == vnd(1_250_000)
    late = [*asked("service_desk"), *RELEASE, *ARRIVED]
    letters = [*SIGNED, *OFFERED, *REMINDED, *EXPIRED, *late, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_an_acceptance_after_expiry_that_is_refused_ends_the_claim(world: World) -> None:
    story = await accepted_late(world, "refused-late")

    await story.signs(Team.SERVICE_DESK, Decide.REJECT)

    assert (await story.status()).outcome == Outcome.EXPIRED
    letters = [*SIGNED, *OFFERED, *REMINDED, *EXPIRED, *asked("service_desk"), *DENIED, *CLOSED]
    await story.must_end(Outcome.EXPIRED, letters)


async def test_a_litigation_hold_prolongs_the_offer_by_its_own_length(world: World) -> None:
    story = await offered(world, "prolonged")
    before = await valid_until(story)

    await story.is_held()
    with pytest.raises(RefusedByRule, match="hold"):
        await story.accepts()
    await story.passes(20 * DAY)
    await story.is_released()

    prolonged = await valid_until(story) - before
    assert timedelta(0) <= prolonged - 20 * DAY < timedelta(minutes=1)
    assert "offer_expired > merchant" not in story.letters()
    await story.gets_paid_for()
    # The day of the reminder passed under the hold: it goes out when the hold is lifted.
    held = ["hold_placed > legal", *REMINDED]
    letters = [*SIGNED, *OFFERED, *held, *RELEASE, *ARRIVED, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_an_offer_lasts_over_its_last_second_and_no_longer(world: World) -> None:
    story = await offered(world, "last-minute")
    until = await valid_until(story)

    open_still = await story.comes(until - timedelta(minutes=1))
    over = await story.comes(until)

    assert [open_still.offers[0].state, over.offers[0].state] == ["open", "expired"]
    assert over.awaiting[0].who == "service_desk"
    await story.withdraws()
    letters = [*SIGNED, *OFFERED, *REMINDED, *EXPIRED, *CLOSED]
    await story.must_end(Outcome.WITHDRAWN, letters)
    assert WARNED[0] not in story.letters()
