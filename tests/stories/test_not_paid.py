"""Sample claims that end without money, and money that has to come back."""

from datetime import timedelta

import pytest

from makegood.messages.payments import PaymentState
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from starters.errors import RefusedByRule
from tests.builders import vnd
from tests.kit.filings import Wanted
from tests.kit.letters import ACKNOWLEDGED, CLOSED, DENIED, OFFERED, PAID, SIGNED, WARNED, asked
from tests.kit.story import a_story
from tests.kit.world import World
from tests.stories.test_paid import offered

DAY = timedelta(days=1)
MABUHAY = Wanted(merchant="merchant-mabuhay", currency="PHP", asked=4_000)


async def test_a_claim_that_legal_rejects_is_denied_and_may_be_appealed(world: World) -> None:
    story = await a_story(world, "legal", Wanted(asked=60_000_000, parcels=12))
    await story.reaches(Stage.SIGNING_OFF)
    teams = [one.who for one in await story.awaited()]

    await story.signs(Team.LEGAL, Decide.REJECT)
    denied = await story.status()

    assert (denied.stage, denied.outcome) == (Stage.AFTERCARE, Outcome.DENIED)
    assert denied.amounts.paid is None
    letters = [*ACKNOWLEDGED, *asked(*teams), *DENIED, *CLOSED]
    result = await story.must_end(Outcome.DENIED, letters)
    assert (result.closed_at - result.opened_at).days == 30


async def test_a_claim_whose_papers_never_come_lapses_where_the_contract_says_so(
    world: World,
) -> None:
    story = await a_story(world, "lapsed", MABUHAY.less("claim_form", "invoice"))
    await story.reaches(Stage.AWAITING_DOCUMENTS)

    reminded = ["documents_reminder > merchant"] * 2
    letters = [*ACKNOWLEDGED, "deficiency > merchant", *reminded, *CLOSED]
    result = await story.must_end(Outcome.LAPSED, letters)
    assert (result.closed_at - result.opened_at).days == 3


async def test_a_claim_whose_papers_never_come_is_decided_where_the_contract_says_so(
    world: World,
) -> None:
    story = await a_story(world, "decided", Wanted().less("claim_form"))
    letter = await story.reaches(Stage.AWAITING_DOCUMENTS)
    answer_by = letter.awaiting[0].due_at
    assert answer_by is not None

    before = await story.comes(answer_by - timedelta(minutes=1))
    after = await story.comes(answer_by)

    assert (before.stage, after.stage) == (Stage.AWAITING_DOCUMENTS, Stage.SIGNING_OFF)
    assert letter.missing == ("Please send claim form.",)
    await story.all_sign()
    await story.gets_paid_for()
    reminded = ["documents_reminder > merchant"] * 2
    teams = asked("service_desk", "operations")
    letters = [*ACKNOWLEDGED, "deficiency > merchant", *reminded, *teams, *PAID, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_an_offer_that_nobody_answers_expires_after_its_time_of_grace(world: World) -> None:
    story = await offered(world, "expired")

    letters = [*SIGNED, *OFFERED, "offer_reminder > merchant", "offer_expired > merchant"]
    desk_is_late = [*WARNED, "escalation > service_desk.lead", "escalation > service_desk.manager"]
    await story.must_end(Outcome.EXPIRED, [*letters, *desk_is_late, *DENIED, *CLOSED])
    expired = (await story.happened("offer_expired"))[0]
    assert (expired.at - story.begins).days == 8


async def test_the_same_parcel_claimed_twice_is_one_claim(world: World) -> None:
    first = await a_story(world, "first")
    await first.reaches(Stage.SIGNING_OFF)

    second = await a_story(world, "second", Wanted(tracking=first.parcels))

    result = await second.must_end(Outcome.MERGED, [*ACKNOWLEDGED, *CLOSED])
    assert result.merged_into == "first"
    await first.withdraws()
    await first.must_end(Outcome.WITHDRAWN, [*SIGNED, *CLOSED])


async def test_a_claim_that_shares_one_parcel_is_flagged_and_goes_on(world: World) -> None:
    one = await a_story(world, "shares")
    other = await a_story(world, "sharing", Wanted(tracking=(*one.parcels, "sharing-2")))

    seen = await other.reaches(Stage.SIGNING_OFF)

    assert seen.flags[0] == "parcel shares-1 also in claim shares, lost, open"
    for story in (one, other):
        await story.reaches(Stage.SIGNING_OFF)
        await story.withdraws()
        await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *CLOSED])


async def test_a_claim_taken_back_undoes_offer_and_reserve(world: World) -> None:
    story = await offered(world, "withdrawn")
    reserved = story.books()

    await story.withdraws()

    assert reserved == {"claims:reserve:withdrawn": -1_250_000}
    await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *OFFERED, *CLOSED])
    assert (await story.status()).offers[0].state == "withdrawn"


async def test_a_claim_with_money_on_its_way_cannot_be_taken_back(world: World) -> None:
    story = await offered(world, "too-late")
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()
    await story.reaches(Stage.AWAITING_PAYOUT)

    with pytest.raises(RefusedByRule, match="A payment has been handed in"):
        await story.withdraws()

    await story.bank_says(PaymentState.SETTLED)
    assert (await story.status()).amounts.paid == vnd(1_250_000)
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])


async def test_a_parcel_found_before_payment_ends_the_claim(world: World) -> None:
    story = await offered(world, "found")

    await story.is_found()

    await story.must_end(Outcome.FOUND, [*SIGNED, *OFFERED, *CLOSED])


async def test_a_parcel_found_after_payment_is_to_be_repaid(world: World) -> None:
    story = await offered(world, "reversed")
    await story.gets_paid_for()

    await story.is_found()

    repay = ["repayment > merchant", "repayment > finance"]
    assert (await story.happened("payment_reversed"))[0].why == "1,250,000 VND to be repaid"
    await story.must_end(Outcome.REVERSED, [*SIGNED, *PAID, *repay, *CLOSED])
