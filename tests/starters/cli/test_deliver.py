"""The bank's news reaches the claim that it is about, or is kept where a person finds it."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from pydantic import BaseModel
from sqlalchemy import Engine

from makegood.messages.payments import PaymentNotice, PaymentState
from makegood.messages.problems import Retryable
from makegood.rules.money import Money
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from starters.deliver import UNKNOWN_KEY, Deliver
from starters.errors import DoorError, NoSuchClaim, RefusedByRule, Unreachable
from starters.exits import Exit
from starters.listening import health, listen
from starters.server import reach
from starters.webhooks import Delivery
from tests.starters.cli.world import ClaimsAtHand, World
from tests.store.builders import a_claim, an_attempt

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def engine(world: World, records: ClaimRecords) -> Engine:
    """A database that holds one payment of claim C-1."""
    records.open_claim(a_claim("C-1"), "h")
    records.begin_payment("C-1", an_attempt())
    return make_engine(world.settings.database_url)


def a_notice(key: str = an_attempt().key) -> PaymentNotice:
    """The bank has settled a payment."""
    return PaymentNotice(
        notice_id="FT1-settled",
        payment_key=key,
        state=PaymentState.SETTLED,
        occurred_at=datetime(2026, 3, 10, 9, tzinfo=UTC),
        amount=Money(Decimal(1_250_000), "VND"),
    )


async def test_news_is_said_to_the_claim_of_the_payment_under_its_own_id(engine: Engine) -> None:
    claims = ClaimsAtHand()

    assert await Deliver(claims, engine)(a_notice()) is Delivery.ACCEPTED

    said: list[tuple[str, str, BaseModel, str]] = claims.said
    assert said == [("C-1", "payment_notice", a_notice(), "FT1-settled")]


@pytest.mark.parametrize(
    "refusal",
    [RefusedByRule("Claim C-1 is closed.", "closed"), NoSuchClaim("There is no claim C-1.")],
)
async def test_what_a_claim_does_not_take_is_kept_for_a_person(
    engine: Engine, records: ClaimRecords, refusal: DoorError
) -> None:
    deliver = Deliver(ClaimsAtHand(refusals={"C-1": refusal}), engine)

    outcomes = [await deliver(a_notice()), await deliver(a_notice())]

    assert outcomes == [Delivery.REFUSED] * 2
    (letter,) = records.dead_letters()
    assert (letter.kind, letter.claim_id) == ("payment_notice", "C-1")
    assert letter.reason == f"{refusal.code}: {refusal.message}"
    assert json.loads(letter.payload)["notice_id"] == "FT1-settled"


async def test_news_of_a_payment_that_is_not_ours_is_kept_for_a_person(
    engine: Engine, records: ClaimRecords
) -> None:
    claims = ClaimsAtHand()

    assert await Deliver(claims, engine)(a_notice("somebody-else")) is Delivery.REFUSED

    (letter,) = records.dead_letters()
    assert (letter.claim_id, letter.reason, claims.said) == ("", UNKNOWN_KEY, [])


async def test_while_nobody_answers_the_bank_is_to_come_again(
    engine: Engine, records: ClaimRecords
) -> None:
    away = Unreachable("No worker has answered yet.")

    outcome = await Deliver(ClaimsAtHand(refusals={"C-1": away}), engine)(a_notice())

    assert (outcome, records.dead_letters()) == (Delivery.UNAVAILABLE, ())


async def test_a_database_that_is_away_is_nothing_the_bank_is_told(engine: Engine) -> None:
    writer = engine.raw_connection()
    writer.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Retryable):
            await Deliver(ClaimsAtHand(), engine)(a_notice("somebody-else"))
    finally:
        writer.close()


async def test_the_door_is_not_healthy_while_temporal_is_away(
    world: World, engine: Engine, free_port: Callable[[], int]
) -> None:
    settings = Settings(var=world.folder, temporal_address=f"127.0.0.1:{free_port()}")

    healthy = health(await reach(settings, lazily=True), engine)

    assert await healthy() is False


def test_a_port_that_is_taken_is_named() -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        with pytest.raises(DoorError, match="Address already in use"):
            listen("127.0.0.1", taken.getsockname()[1])


def test_a_command_says_which_port_is_taken_and_how_to_change_it(world: World) -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = world.makegood("webhooks", "run", "--port", port)

    assert (ended.exit_code, f"127.0.0.1:{port}" in ended.stderr) == (Exit.FAILED, True)
    assert "--port" in ended.stderr


async def test_the_door_serves_before_temporal_does(
    world: World, engine: Engine, free_port: Callable[[], int]
) -> None:
    port, temporal = free_port(), free_port()
    environment = {
        "MAKEGOOD_VAR": str(world.folder),
        "MAKEGOOD_TEMPORAL_ADDRESS": f"127.0.0.1:{temporal}",
        "PYTHONPATH": str(ROOT),
    }
    door = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "starters", "webhooks", "run", "--port", str(port)),
        env=environment,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        answer = await knocked(f"http://127.0.0.1:{port}/healthz")
    finally:
        door.terminate()
        status = await door.wait()

    assert (answer.status_code, answer.json()) == (503, {"status": "down"})
    assert status == 0


async def knocked(url: str) -> httpx.Response:
    """The first answer at a door that is about to open."""
    async with httpx.AsyncClient(trust_env=False) as client:
        async with asyncio.timeout(30):
            while True:
                try:
                    return await client.get(url)
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
