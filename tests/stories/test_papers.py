"""The letter of deficiency: its countdown, its reminders, and what answers it."""

from datetime import timedelta
from fractions import Fraction

from makegood.rules.casefile import Outcome, Stage
from tests.builders import vnd
from tests.kit.days import calendar
from tests.kit.filings import Wanted
from tests.kit.letters import ACKNOWLEDGED, CLOSED, PAID, asked
from tests.kit.story import Story, a_story
from tests.kit.world import World

DEFICIENT, REMINDED = ["deficiency > merchant"], ["documents_reminder > merchant"]
TEAMS = asked("service_desk", "operations")


async def deficient(world: World, claim_id: str) -> Story:
    """A claim that was filed without its form."""
    story = await a_story(world, claim_id, Wanted().less("claim_form"))
    await story.reaches(Stage.AWAITING_DOCUMENTS)
    return story


async def test_the_merchant_is_reminded_at_half_and_four_fifths_of_the_time(world: World) -> None:
    story = await deficient(world, "reminded")
    sent = (await story.happened("deficiency_letter_sent"))[0].at
    until = (await story.awaited())[0].due_at
    assert until is not None

    await story.comes(until - timedelta(minutes=1))

    desk, whole = calendar("desk"), calendar("desk").open_time_between(sent, until)
    shares = [
        Fraction(desk.open_time_between(sent, entry.at) / whole).limit_denominator(10)
        for entry in await story.happened("documents_reminded")
    ]
    assert shares == [Fraction(1, 2), Fraction(4, 5)]
    assert story.letters() == [*ACKNOWLEDGED, *DEFICIENT, *REMINDED, *REMINDED]
    await story.withdraws()
    assert story.books() == {}


async def test_our_promise_stands_still_while_papers_are_owed(world: World) -> None:
    story = await deficient(world, "supplied")
    states = {one.name: one.state for one in (await story.status()).clocks}

    await story.passes(timedelta(days=3))
    await story.supplies("claim_form")
    await story.reaches(Stage.SIGNING_OFF)
    await story.all_sign()
    paid = await story.gets_paid_for()

    assert (states["decision"], states["statutory"]) == ("paused", "running")
    assert paid.amounts.paid == vnd(1_250_000)
    letters = [*ACKNOWLEDGED, *DEFICIENT, *REMINDED, *TEAMS, *PAID, *CLOSED]
    await story.must_end(Outcome.PAID, letters)


async def test_papers_that_come_while_teams_sign_void_what_was_signed(world: World) -> None:
    story = await a_story(world, "voided")
    await story.reaches(Stage.SIGNING_OFF)
    await story.signs("operations")  # type: ignore[arg-type]
    before = (await story.status()).subject_hash

    await story.supplies("non_receipt_statement")
    await story.reaches(Stage.SIGNING_OFF)
    after = await story.status()

    assert after.subject_hash != before
    assert {one.who for one in after.awaiting} == {"service_desk", "operations"}
    assert len(await story.happened("sign_offs_voided")) == 1
    await story.withdraws()
    await story.must_end(Outcome.WITHDRAWN, [*ACKNOWLEDGED, *TEAMS, *TEAMS, *CLOSED])
