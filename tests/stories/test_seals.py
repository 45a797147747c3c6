"""Holding Temporal access alone is not enough: what forges a decision is refused, and seen."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from makegood.gateways.seal_keys import new_door_key, read_door_key
from makegood.gateways.seals import Sealer
from makegood.messages.carried import Carried, ClaimStart
from makegood.messages.commands import CorrectPayee, Remedy
from makegood.messages.crisis_commands import PublishStatement
from makegood.messages.names import CLAIM, Queue
from makegood.messages.payments import PaymentState
from makegood.messages.sealing import Sealed
from makegood.rules.casefile import CaseFile, Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from makegood.store.figures import without_proof
from makegood.store.seals import SealBook
from starters.cli.doors import Doors
from tests.builders import a_claim, vnd
from tests.clients.npm import installed
from tests.kit.alarm import Alarm
from tests.kit.filings import OTHER_ACCOUNT, Wanted, filing
from tests.kit.letters import CLOSED, PAID, SIGNED
from tests.kit.rail import Does
from tests.kit.story import Story, a_story
from tests.kit.waiting import until
from tests.kit.world import World, a_world
from tests.replay.histories import replayed
from tests.rules.life.walk import released
from tests.stories.seal_doors import methods_told, signed_in, with_key


@pytest_asyncio.fixture(scope="module")
async def sealed_world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A server whose workers take decisions under seals only, and doors that have a key."""
    async with a_world(tmp_path_factory.mktemp("sealed"), sealed=True) as made:
        yield made
        assert await replayed(await made.histories()) == {}


async def signing(world: World, claim_id: str) -> Story:
    """A claim that waits for two signatures."""
    story = await a_story(world, claim_id)
    await story.reaches(Stage.SIGNING_OFF)
    return story


async def forged(story: Story, command: str, message: Sealed) -> str:
    """The code with which the claim refuses what is said to it past all doors."""
    with pytest.raises(WorkflowUpdateFailedError) as failure:
        await story.handle.execute_update(command, message)
    assert isinstance(failure.value.cause, ApplicationError)
    return str(failure.value.cause.details[0])


def sealer(world: World) -> Sealer:
    """What the door of the story seals with."""
    assert world.settings.seal_key is not None
    return Sealer(read_door_key(world.settings.seal_key))


def under(seal: str, message: Sealed) -> Sealed:
    """The message under that seal."""
    return message.model_copy(update={"seal": seal})


def shown(world: World, story: Story) -> list[tuple[str, str]]:
    """Every seal that the claim was shown: the command, and why it was refused."""
    kept = SealBook(world.engine).of_case(story.handle.id)
    return [(one.command, one.code) for one in kept]


async def test_a_whole_claim_is_paid_under_seals(sealed_world: World) -> None:
    story = await signing(sealed_world, "under-seals")
    await story.all_sign()

    paid = await story.gets_paid_for()

    assert paid.amounts.paid == vnd(1_250_000)
    lines = await story.happened("seal_verified")
    assert "sign_off by ops." in lines[1].why
    assert "sealed by stack with stack-" in lines[1].why
    await story.must_end(Outcome.PAID, [*SIGNED, *PAID, *CLOSED])
    assert {code for _, code in shown(sealed_world, story)} == {""}
    assert [line.evidence for line in lines] == [
        one.number for one in SealBook(sealed_world.engine).of_case(story.handle.id)
    ]


async def test_another_attempt_at_what_was_released_needs_no_new_signature(
    sealed_world: World,
) -> None:
    story = await signing(sealed_world, "tried-again")
    sealed_world.rail.will("tried-again", Does.REFUSES)
    await story.all_sign()
    await story.accepts()
    await story.reaches(Stage.PAYMENT_APPROVAL)
    await story.all_sign()
    await story.reaches(Stage.AWAITING_PAYOUT)
    refused = await story.status()

    await story.is_repaired(Remedy.RETRY)
    await story.reaches(Stage.AWAITING_PAYOUT)
    await story.bank_says(PaymentState.REJECTED, "AM04")
    await story.passes(timedelta(days=2))
    paid = await story.reaches(Stage.AFTERCARE)

    assert "NARR" in refused.parked
    assert [one.state for one in paid.payments] == ["rejected", "rejected", "settled"]
    assert len(await story.happened("payment_released")) == 1
    assert story.ailments() == []


async def begun_past_the_doors(world: World, claim_id: str, past: CaseFile) -> Story:
    """A claim that somebody starts in Temporal itself, with a past that never was."""
    story = Story.untold(world, claim_id)
    filed = story.filing().request().model_dump()
    start = ClaimStart.model_validate(filed | {"carried": Carried(case=past)})
    await world.client.start_workflow(CLAIM, start, id=story.handle.id, task_queue=Queue.CLAIMS)
    return story


async def test_a_past_that_never_was_is_not_paid_and_is_seen(sealed_world: World) -> None:
    past = replace(released(claim=a_claim(claim_id="never-was")), sealed=True)
    story = await begun_past_the_doors(sealed_world, "never-was", past)

    stopped = await story.reaches(Stage.AWAITING_PAYOUT)

    assert sealed_world.rail.handed_in["never-was-s1-l1-a1"] == 0
    assert "no seals prove that it was released (DS0A)" in stopped.parked
    line = (await story.happened("payment_rejected"))[0]
    assert (line.by, line.why[:28]) == ("cashier", "DS0A Not proven by seals: no")
    assert "never-was" in without_proof(sealed_world.engine)


async def test_what_has_no_proof_is_paid_once_everybody_signs_under_seal(
    sealed_world: World,
) -> None:
    story = await begun_past_the_doors(
        sealed_world, "before-seals", released(claim=a_claim(claim_id="before-seals"))
    )
    await story.reaches(Stage.AWAITING_PAYOUT)

    await story.is_repaired(Remedy.RETRY)
    asked = await story.reaches(Stage.PAYMENT_APPROVAL)
    unsealed = await story.decision(Team.OPERATIONS, Decide.APPROVE)
    refused = await forged(story, "sign_off", unsealed)
    await story.all_sign()
    await story.reaches(Stage.AWAITING_PAYOUT)

    assert refused == "seal_missing"
    assert {one.who for one in asked.awaiting} == {"service_desk", "operations", "finance"}
    assert sealed_world.rail.handed_in["before-seals-s1-l1-a1"] == 0
    assert sealed_world.rail.handed_in["before-seals-s1-l1-a2"] == 1


async def test_a_sign_off_past_the_doors_is_refused_and_seen(sealed_world: World) -> None:
    story = await signing(sealed_world, "past-the-doors")
    message = await story.decision(Team.OPERATIONS, Decide.APPROVE)

    assert await forged(story, "sign_off", message) == "seal_missing"

    assert (await story.status()).sign_offs == 0
    line = (await story.happened("seal_refused"))[0]
    assert line.why.startswith("sign_off in the name of ops.")
    assert "seal_missing" in line.why
    assert SealBook(sealed_world.engine).refused()[0].workflow_id == "claim-past-the-doors"
    await story.signs(Team.OPERATIONS)
    assert (await story.status()).sign_offs == 1


async def test_a_signal_past_the_doors_becomes_a_dead_letter(sealed_world: World) -> None:
    story = await signing(sealed_world, "signalled")
    message = await story.decision(Team.OPERATIONS, Decide.APPROVE)

    await story.handle.signal("sign_off", message)

    async def buried() -> bool:
        return story.dead_letters() == ["signal sign_off"]

    await until(buried)
    assert (await story.status()).sign_offs == 0
    assert await story.happened("seal_refused")


async def test_a_sealed_signal_is_taken(sealed_world: World) -> None:
    story = await signing(sealed_world, "sealed-signal")
    message = await story.decision(Team.OPERATIONS, Decide.APPROVE)
    seal = sealer(sealed_world).seal(story.handle.id, "sign_off", message)

    await story.handle.signal("sign_off", under(seal, message))

    async def signed() -> bool:
        return (await story.status()).sign_offs == 1

    await until(signed)
    assert story.dead_letters() == []


async def test_a_strangers_key_and_a_seal_for_other_words_are_refused(sealed_world: World) -> None:
    story, other = await signing(sealed_world, "other-1"), await signing(sealed_world, "other-2")
    genuine = await story.decision(Team.OPERATIONS, Decide.APPROVE)
    own = sealer(sealed_world)
    stranger = Sealer(new_door_key("stack", datetime.now(UTC)))
    old = Sealer(
        read_door_key(Path(str(sealed_world.settings.seal_key))),
        lambda: datetime.now(UTC) - timedelta(hours=2),
    )
    rejected = genuine.model_copy(update={"decision": Decide.REJECT})

    seals = {
        "seal_unknown_key": stranger.seal(story.handle.id, "sign_off", genuine),
        "seal_too_old": old.seal(story.handle.id, "sign_off", genuine),
        "seal_of_another": own.seal(other.handle.id, "sign_off", genuine),
        "seal_forged": own.seal(story.handle.id, "sign_off", genuine)[:-6] + "AAAAAA",
    }
    for code, seal in seals.items():
        assert await forged(story, "sign_off", under(seal, genuine)) == code
    said = own.seal(story.handle.id, "sign_off", rejected)
    assert await forged(story, "sign_off", under(said, genuine)) == "seal_of_another"

    assert (await story.status()).sign_offs == 0
    assert len(await story.happened("seal_refused")) == 5


async def test_a_seal_that_was_shown_before_sends_no_money_elsewhere(sealed_world: World) -> None:
    story = await signing(sealed_world, "shown-before")
    message = CorrectPayee.model_validate({"payee": OTHER_ACCOUNT, "by": "lotus.portal"})
    seal = sealer(sealed_world).seal(story.handle.id, "correct_payee", message)
    await story.handle.execute_update("correct_payee", under(seal, message))
    await story.gives_account()

    assert await forged(story, "correct_payee", under(seal, message)) == "seal_used"

    given = await story.happened("payee_given")
    assert [line.evidence[-4:] for line in given] == ["7788", "3344"]


async def test_a_decision_that_is_repeated_under_a_new_seal_counts_once(
    sealed_world: World,
) -> None:
    story = await signing(sealed_world, "repeated")
    message = await story.decision(Team.OPERATIONS, Decide.APPROVE)

    await story.says("sign_off", message)
    again = await story.says("sign_off", message)

    assert again.note == "answered before"
    assert (await story.status()).sign_offs == 1


async def test_the_key_of_the_banks_door_signs_nothing_for_people(sealed_world: World) -> None:
    story = await signing(sealed_world, "door-of-its-own")
    bank = read_door_key(sealed_world.settings.var / "seals/webhooks.key.json")
    message = await story.decision(Team.OPERATIONS, Decide.APPROVE)
    seal = Sealer(bank).seal(story.handle.id, "sign_off", message)

    assert await forged(story, "sign_off", under(seal, message)) == "seal_not_entitled"


async def test_a_seal_tells_how_whoever_spoke_was_recognised(sealed_world: World) -> None:
    story = await signing(sealed_world, "recognised")
    message = await story.decision(Team.OPERATIONS, Decide.APPROVE)
    body = message.model_dump(mode="json", exclude={"seal", "by", "decision_id"})
    path = f"/v1/claims/{story.claim_id}"

    async with signed_in(sealed_world, message.by, "oidc", "pwd", "otp") as browser:
        signed = await browser.post(f"{path}/sign-off", json=body)
    async with with_key(
        sealed_world, "portal.lotus", "merchant-lotus", "claim.correct_payee"
    ) as portal:
        given = await portal.post(f"{path}/correct-payee", json={"payee": OTHER_ACCOUNT})
    at_home = {"temporal_address": sealed_world.client.service_client.config.target_host}
    shell = await Doors().claims(sealed_world.settings.model_copy(update=at_home))
    account = CorrectPayee.model_validate({"payee": OTHER_ACCOUNT, "by": "lotus.portal"})
    await shell.say(story.claim_id, "correct_payee", account)

    assert (signed.status_code, given.status_code) == (200, 200), signed.text + given.text
    kept = SealBook(sealed_world.engine).of_case(story.handle.id)
    assert [(one.command, one.by, methods_told(one)) for one in kept] == [
        ("sign_off", message.by, ["oidc", "pwd", "otp"]),
        ("correct_payee", "portal.lotus", ["key"]),
        ("correct_payee", "lotus.portal", ["swk"]),
    ]


async def test_nobody_publishes_past_the_doors(sealed_world: World) -> None:
    alarm = await Alarm(sealed_world, "sealed-film", {}).is_raised()

    message = PublishStatement(by="pr.kim", statement_hash="0" * 16)
    await alarm.handle.signal("publish_statement", message)

    async def refused() -> list[str]:
        told = await sealed_world.crises.timeline("sealed-film")
        return [line.why for line in told.entries if line.what == "seal_refused"]

    async def is_refused() -> bool:
        return bool(await refused())

    await until(is_refused)
    assert [why[:50] for why in await refused()] == [
        "publish_statement in the name of pr.kim: seal_miss"
    ]


async def test_a_client_in_another_language_signs_by_our_reference(
    sealed_world: World, tmp_path: Path
) -> None:
    script = await asyncio.to_thread(installed, tmp_path)
    claim = filing(sealed_world.archive, "from-node", Wanted(), datetime.now(UTC).date())
    client = sealed_world.client
    argv = (
        *("node", str(script), client.service_client.config.target_host, client.namespace),
        str(sealed_world.settings.seal_key),
    )

    said = await asyncio.to_thread(_told, argv, claim.model_dump_json(exclude_defaults=True))

    assert said["refused"] == "seal_missing"
    assert said["stage"] == "negotiating"
    assert said["sign_offs"] == 2
    assert said["offered"] == {"amount": "1250000", "currency": "VND"}


def _told(argv: tuple[str, ...], claim: str) -> dict[str, object]:
    done = subprocess.run(
        argv, input=claim, capture_output=True, text=True, timeout=60, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer
