"""A step that has used up its retries parks its claim, and an operator sees to it."""

from datetime import timedelta

import pytest

from makegood.messages.commands import Remedy
from makegood.messages.payments import PaymentState
from makegood.rules.casefile import Outcome, Stage
from starters.errors import RefusedByRule
from tests.builders import vnd
from tests.kit.letters import ARRIVED, CLOSED, FAILED, OFFERED, PAID, RELEASE, SIGNED
from tests.kit.rail import Does
from tests.kit.story import Story, a_story
from tests.kit.waiting import until
from tests.kit.world import World
from tests.stories.test_paid import offered


async def unreadable(world: World, claim_id: str) -> Story:
    """A claim with a document at which the reader fails."""
    story = Story.untold(world, claim_id)
    world.archive.break_reader(story.filing().documents[0].sha256)
    await story.is_filed()
    await is_parked(story)
    return story


async def is_parked(story: Story) -> None:
    """Wait until it is parked."""

    async def parked() -> bool:
        return bool((await story.status()).parked)

    await until(parked)


async def refused_by_bank(world: World, claim_id: str) -> Story:
    """A claim whose payment request the bank refuses."""
    world.rail.will(claim_id, Does.REFUSES)
    story = await offered(world, claim_id)
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()
    await is_parked(story)
    return story


async def test_a_claim_whose_papers_cannot_be_read_is_parked_and_tried_again(
    world: World,
) -> None:
    story = await unreadable(world, "unreadable")
    parked = await story.status()

    world.archive.mend_reader()
    await story.is_repaired(Remedy.RETRY)
    await story.reaches(Stage.SIGNING_OFF)
    await story.all_sign()
    await story.gets_paid_for()

    assert parked.stage == Stage.VERIFYING
    assert parked.awaiting[0].who == "operator"
    assert "the reader does not get through" in parked.parked
    assert [entry.by for entry in await story.happened("repair_retry")] == ["operator"]
    letters = story.letters()
    assert [one for one in letters if "parked" in one or "operator" in one] == letters[1:2]
    assert (await story.ends()).outcome == Outcome.PAID


async def test_a_reading_that_is_skipped_leaves_a_doubt_for_people(world: World) -> None:
    story = await unreadable(world, "skipped")

    await story.is_repaired(Remedy.SKIP)
    seen = await story.reaches(Stage.SIGNING_OFF)

    world.archive.mend_reader()
    assert "skipped by an operator" in await story.explained()
    assert {one.who for one in seen.awaiting} == {"service_desk", "operations"}
    await story.withdraws()
    assert (await story.ends()).outcome == Outcome.WITHDRAWN


async def test_a_payment_request_that_is_refused_is_handed_in_again_by_a_person(
    world: World,
) -> None:
    story = await refused_by_bank(world, "refused")

    with pytest.raises(RefusedByRule, match="cannot be skipped"):
        await story.is_repaired(Remedy.SKIP)
    await story.is_repaired(Remedy.RETRY)
    await story.reaches(Stage.AWAITING_PAYOUT)
    await story.passes(timedelta(hours=20))
    paid = await story.reaches(Stage.AFTERCARE)

    assert paid.amounts.paid == vnd(1_250_000)
    assert world.rail.paid["refused"] == 1
    assert story.books() == {}


async def test_an_operator_may_undo_and_close_what_cannot_be_paid(world: World) -> None:
    story = await offered(world, "compensated")
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()
    await story.reaches(Stage.AWAITING_PAYOUT)
    await story.bank_says(PaymentState.REJECTED, "AM05")
    parked = await story.status()

    await story.is_repaired(Remedy.COMPENSATE)

    assert "AM05" in parked.parked
    result = await story.ends()
    assert result.outcome == Outcome.COMPENSATED
    assert (story.books(), story.ailments()) == ({}, [])


async def test_a_payment_that_the_bank_puts_off_is_made_again_by_itself(world: World) -> None:
    story = await offered(world, "put-off")
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()
    await story.reaches(Stage.AWAITING_PAYOUT)

    await story.bank_says(PaymentState.REJECTED, "AM04")
    await story.passes(timedelta(days=2))
    paid = await story.reaches(Stage.AFTERCARE)

    assert [payment.state for payment in paid.payments] == ["rejected", "settled"]
    once_more = [*OFFERED, *RELEASE, *FAILED, *ARRIVED]
    await story.must_end(Outcome.PAID, [*SIGNED, *once_more, *CLOSED])
    assert PAID[0] == OFFERED[0]


async def test_nothing_is_repaired_where_nothing_is_parked(world: World) -> None:
    story = await a_story(world, "sound")
    await story.reaches(Stage.SIGNING_OFF)

    with pytest.raises(RefusedByRule, match="No step of this claim is parked"):
        await story.is_repaired(Remedy.RETRY)

    await story.withdraws()
    await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *CLOSED])
