"""What a claim is told, and what it answers: updates, signals and queries, taken in or refused."""

import asyncio

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from makegood.messages import commands as say
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from starters.errors import Denied, NoSuchClaim, RefusedByRule, Unreachable
from tests.builders import vnd
from tests.kit.letters import CLOSED, OFFERED, PAID, SIGNED
from tests.kit.story import Story, a_story
from tests.kit.waiting import until
from tests.kit.world import World
from tests.stories.test_paid import offered


async def signing(world: World, claim_id: str) -> Story:
    """A claim that waits for two signatures."""
    story = await a_story(world, claim_id)
    await story.reaches(Stage.SIGNING_OFF)
    return story


async def updates_accepted(story: Story) -> int:
    """How many commands the history of the claim holds."""
    history = await story.handle.fetch_history()
    return sum(
        event.HasField("workflow_execution_update_accepted_event_attributes")
        for event in history.events
    )


async def is_on_timeline(story: Story, what: str) -> str:
    """Wait until the timeline has a line that begins so; returns why it is there."""

    async def found() -> bool:
        return any(entry.what.startswith(what) for entry in await story.timeline())

    await until(found)
    return next(entry.why for entry in await story.timeline() if entry.what.startswith(what))


async def test_a_refusal_says_why_and_leaves_no_event(world: World) -> None:
    story = await signing(world, "refusal")
    before = len(await story.timeline())

    with pytest.raises(RefusedByRule) as refusal:
        await story.accepts()

    assert refusal.value.code == "not_negotiating"
    assert str(refusal.value) == "The claim is signing_off; there is nothing to negotiate."
    assert len(await story.timeline()) == before
    assert await updates_accepted(story) == 0
    await story.withdraws()


@pytest.mark.parametrize(
    ("by", "code"), [("nobody", "unknown_person"), ("fin.oanh", "not_of_team")]
)
async def test_a_stranger_does_not_sign(world: World, by: str, code: str) -> None:
    story = await signing(world, f"stranger-{by.replace('.', '-')}")

    with pytest.raises(Denied) as denial:
        await story.signs(Team.OPERATIONS, by=by)

    assert denial.value.code == code
    assert (await story.status()).sign_offs == 0
    await story.withdraws()


async def test_a_signature_on_what_has_changed_is_refused(world: World) -> None:
    story = await signing(world, "stale")
    stale = await story.decision(Team.OPERATIONS, Decide.APPROVE)
    await story.gives_account(other=True)

    with pytest.raises(RefusedByRule) as refusal:
        await story.says("sign_off", stale)

    assert refusal.value.code == "stale_subject"
    await story.withdraws()


async def test_the_same_decision_counts_once_however_often_it_comes(world: World) -> None:
    story = await signing(world, "thrice")
    decision = await story.decision(Team.OPERATIONS, Decide.APPROVE)

    await asyncio.gather(*(story.says("sign_off", decision) for _ in range(3)))
    same_id = await story.says("sign_off", decision, once="again")
    repeated = await story.says("sign_off", decision, once="again")

    assert same_id == repeated
    assert (await story.status()).sign_offs == 1
    assert len(await story.happened("recommendation_approved")) == 1
    other = decision.model_copy(update={"decision": Decide.REJECT})
    with pytest.raises(RefusedByRule, match="used before for something else"):
        await story.says("sign_off", other)
    await story.withdraws()
    await story.must_end(Outcome.WITHDRAWN, [*SIGNED, *CLOSED])


async def test_an_update_that_does_not_parse_is_refused_and_harms_nothing(world: World) -> None:
    story = await signing(world, "malformed")

    with pytest.raises(WorkflowUpdateFailedError):
        await story.handle.execute_update("sign_off", {"team": "circus"})

    assert (await story.status()).stage == Stage.SIGNING_OFF
    await story.withdraws()
    assert (await story.ends()).outcome == Outcome.WITHDRAWN


async def test_a_field_that_newer_callers_send_is_tolerated(world: World) -> None:
    story = await signing(world, "tolerant")

    told = {"by": "desk.chi", "text": "called the merchant", "mood": "cheerful"}
    await story.handle.execute_update("add_note", told)

    assert [entry.why for entry in await story.happened("note")] == ["called the merchant"]
    await story.withdraws()


async def test_a_signal_does_what_the_update_of_its_name_does(world: World) -> None:
    story = await signing(world, "signalled")

    await story.handle.signal("withdraw", say.Withdraw(reason="by letter"))

    assert (await story.ends()).outcome == Outcome.WITHDRAWN
    assert story.dead_letters() == []


@pytest.mark.parametrize(
    ("name", "told", "why"),
    [
        ("sing", {"by": "desk.chi"}, "no command 'sing'"),
        ("sign_off", {"team": "circus"}, "validation error"),
        ("answer_offer", {"version": 1, "answer": "accept"}, "nothing to negotiate"),
        ("withdraw", "I give up", "validation error"),
    ],
)
async def test_a_signal_that_cannot_be_taken_in_is_kept(
    world: World, name: str, told: object, why: str
) -> None:
    story = await signing(world, f"dead-{name.replace('_', '-')}")

    await story.handle.signal(name, told)

    assert why in await is_on_timeline(story, "dead letter")
    await story.is_written()
    assert story.dead_letters() == [f"signal {name}"]
    assert (await story.status()).stage == Stage.SIGNING_OFF
    await story.withdraws()


async def test_a_command_that_comes_while_the_claim_is_opened_waits(world: World) -> None:
    story = Story.untold(world, "early")
    filed = asyncio.create_task(story.is_filed())
    note = say.AddNote(by="desk.chi", text="before anything")

    async def said() -> bool:
        try:
            await story.says("add_note", note)
        except (NoSuchClaim, Unreachable):  # it may begin between the command and the look at it
            return False
        return True

    await until(said)
    await filed

    assert [entry.why for entry in await story.happened("note")] == ["before anything"]
    await story.reaches(Stage.SIGNING_OFF)
    await story.withdraws()


async def test_a_closed_claim_answers_and_takes_no_command(world: World) -> None:
    story = await signing(world, "closed")
    await story.withdraws()
    await story.ends()

    with pytest.raises(RefusedByRule) as refusal:
        await story.says("add_note", say.AddNote(by="desk.chi", text="too late"))

    assert refusal.value.code == "closed"
    assert (await story.status()).outcome == Outcome.WITHDRAWN
    assert (await story.timeline())[-1].what == "claim_closed"


async def test_a_claim_filed_twice_is_one_claim(world: World) -> None:
    story = await signing(world, "twice")

    again = await world.claims.file(story.filing())
    with pytest.raises(RefusedByRule) as refusal:
        await world.claims.file(story.filing().model_copy(update={"claimed": vnd(2)}))

    assert again.already
    assert refusal.value.code == "id_reused"
    assert len(await story.happened("claim_received")) == 1
    await story.withdraws()


async def test_nobody_has_heard_of_a_claim_that_was_not_filed(world: World) -> None:
    with pytest.raises(NoSuchClaim, match="no claim nowhere"):
        await world.claims.status("nowhere")


async def test_a_cancel_while_money_moves_is_refused_and_the_money_arrives_once(
    world: World,
) -> None:
    world.rail.busy["cancelled"] = asyncio.Event()
    story = await offered(world, "cancelled")
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()

    async def is_at_the_bank() -> bool:
        return bool(story.payments())

    await until(is_at_the_bank)
    await story.handle.cancel()
    why = await is_on_timeline(story, "note")
    world.rail.busy["cancelled"].set()

    assert why.startswith("cancel refused")
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])
    assert world.rail.paid["cancelled"] == 1


async def test_a_cancel_of_a_claim_that_waits_undoes_and_closes_it(world: World) -> None:
    story = await offered(world, "given-up")

    await story.handle.cancel()

    await story.reaches(Stage.CLOSED)
    await story.must_end(Outcome.COMPENSATED, [*SIGNED, *OFFERED, *CLOSED])


async def test_a_refusal_in_a_handler_reaches_the_caller_by_its_code(world: World) -> None:
    story = await signing(world, "coded")

    with pytest.raises(WorkflowUpdateFailedError) as failure:
        await story.handle.execute_update("release_hold", say.ReleaseHold(by="x", reason="y"))

    assert isinstance(failure.value.cause, ApplicationError)
    assert failure.value.cause.type == "Refused"
    assert list(failure.value.cause.details) == ["not_on_hold"]
    await story.withdraws()
