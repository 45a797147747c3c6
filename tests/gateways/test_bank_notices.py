"""The bank's notices: signed, repeated, late, out of order, and never forgotten."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from makegood.gateways.bank_simulator.app import create_app
from makegood.gateways.bank_simulator.desk import BankSettings, Desk
from makegood.gateways.bank_simulator.mailbag import BackOff
from makegood.gateways.bank_simulator.postman import Mailbox
from makegood.gateways.bank_simulator.script import Answering, Then
from makegood.messages.payments import PaymentState
from tests.gateways.bank_at_work import (
    KEY,
    SECRET,
    HandClock,
    Inbox,
    a_rule,
    a_running_bank,
    an_instruction,
    served,
    submit,
    until,
)

DAY = timedelta(days=1)
MAILBOX = Mailbox("http://client/hook", SECRET)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> HandClock:
    """Nine in the morning on a Tuesday at the bank."""
    return HandClock()


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Desk:
    """A bank whose postman walks only when told."""
    settings = BankSettings(tmp_path / "bank.sqlite", back_off=BackOff(MINUTE, 4 * MINUTE))
    desk: Desk = create_app(settings, clock).state.desk
    return desk


async def walk(desk: Desk, inbox: Inbox) -> int:
    """Books what is due, then lets the postman walk once."""
    desk.bank.run_due()
    async with inbox.client() as client:
        return await desk.postman(MAILBOX).deliver_due(client)


async def paid(desk: Desk, then: Then) -> None:
    """A payment that the bank was told to treat so."""
    desk.bank.tell([a_rule(then)])
    desk.bank.submit(an_instruction())


async def test_a_settlement_is_told_once_and_signed(desk: Desk, clock: HandClock) -> None:
    inbox = Inbox()
    await paid(desk, Then())
    assert await walk(desk, inbox) == 0

    clock.forward(DAY)
    await walk(desk, inbox)
    await walk(desk, inbox)

    (notice,) = inbox.notices
    assert (notice.payment_key, notice.state) == (KEY, PaymentState.SETTLED)
    assert notice.amount == an_instruction().amount
    assert inbox.deliveries == [notice.notice_id]


async def test_a_return_is_told_with_its_reason(desk: Desk, clock: HandClock) -> None:
    inbox = Inbox()
    await paid(desk, Then(code="AC04", return_after_days=Decimal(21)))
    for _ in range(25):
        clock.forward(DAY)
        await walk(desk, inbox)

    assert inbox.states() == ["settled", "returned"]
    assert inbox.notices[1].code == "AC04"
    assert inbox.notices[1].occurred_at - inbox.notices[0].occurred_at == 21 * DAY


async def test_a_notice_that_comes_three_times_is_the_same_news(
    desk: Desk, clock: HandClock
) -> None:
    inbox = Inbox()
    await paid(desk, Then(copies=3))
    clock.forward(DAY)
    await walk(desk, inbox)
    assert len(inbox.notices) == 3
    assert len(set(inbox.deliveries)) == 1


async def test_the_return_may_be_told_before_the_settlement(desk: Desk, clock: HandClock) -> None:
    inbox = Inbox()
    late = {PaymentState.SETTLED: Decimal(5)}
    await paid(desk, Then(code="AC04", return_after_days=Decimal(2), late_days=late))
    for _ in range(9):
        clock.forward(DAY)
        await walk(desk, inbox)

    returned, settled = inbox.notices
    assert inbox.states() == ["returned", "settled"]
    assert settled.occurred_at < returned.occurred_at


async def test_a_notice_may_come_weeks_late_and_still_say_when_it_happened(
    desk: Desk, clock: HandClock
) -> None:
    inbox = Inbox()
    await paid(desk, Then(late_days={PaymentState.SETTLED: Decimal(28)}))
    clock.forward(28 * DAY)
    assert await walk(desk, inbox) == 0

    clock.forward(DAY)
    await walk(desk, inbox)
    assert clock.now - inbox.notices[0].occurred_at > 28 * DAY


async def test_a_silent_bank_tells_nothing(desk: Desk, clock: HandClock) -> None:
    inbox = Inbox()
    await paid(desk, Then(silent=frozenset({PaymentState.SETTLED})))
    clock.forward(9 * DAY)
    assert await walk(desk, inbox) == 0
    assert desk.bank.pending() == 0


async def test_acceptance_is_told_when_asked_for(desk: Desk) -> None:
    inbox = Inbox()
    await paid(desk, Then(announce_acceptance=True))
    await walk(desk, inbox)
    assert inbox.states() == ["accepted"]


async def test_a_refused_notice_is_told_again_with_growing_waits_until_it_is_taken(
    desk: Desk, clock: HandClock
) -> None:
    inbox = Inbox(refusals=4)
    await paid(desk, Then())
    clock.forward(DAY)
    await walk(desk, inbox)
    waits = []
    for _ in range(4):
        waited = timedelta(0)
        while not await walk(desk, inbox):
            waited += MINUTE
            clock.forward(MINUTE)
        waits.append(waited)

    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE, 4 * MINUTE]
    assert inbox.states() == ["settled"]
    assert len(set(inbox.deliveries)) == 1


async def test_notices_go_on_after_the_client_was_away(tmp_path: Path) -> None:
    inbox = Inbox(refusals=3)
    async with (
        served(inbox.app()) as client,
        a_running_bank(tmp_path, hook=f"{client}/hook") as address,
    ):
        await submit(address, an_instruction())
        await until(lambda: inbox.states() == ["settled"])
    assert len(inbox.deliveries) == 4


async def test_the_notice_may_overtake_the_answer(tmp_path: Path) -> None:
    inbox = Inbox()
    rule = a_rule(Then(answering=Answering.AFTER_NOTICE))
    async with (
        served(inbox.app()) as client,
        a_running_bank(tmp_path, rule, hook=f"{client}/hook") as address,
    ):
        report = await submit(address, an_instruction())
        told_by_then = inbox.states()
    assert told_by_then == ["settled"]
    assert report.state in (PaymentState.ACCEPTED, PaymentState.QUEUED)


async def test_a_client_that_is_not_there_yet_gets_its_notices_when_it_is(
    desk: Desk, clock: HandClock
) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody listens")

    await paid(desk, Then())
    clock.forward(DAY)
    desk.bank.run_due()
    async with httpx.AsyncClient(transport=httpx.MockTransport(away)) as client:
        assert await desk.postman(MAILBOX).deliver_due(client) == 1
    assert desk.health().undelivered == 1

    inbox = Inbox()
    clock.forward(MINUTE)
    await walk(desk, inbox)
    assert inbox.states() == ["settled"]
    assert desk.health().undelivered == 0


@pytest.mark.parametrize(
    ("account", "told"),
    [
        ("0071990014", ["settled", "settled", "settled"]),
        ("0071990015", ["returned", "settled"]),
        ("0071990016", []),
    ],
)
async def test_some_accounts_have_notices_that_misbehave_by_themselves(
    desk: Desk, clock: HandClock, account: str, told: list[str]
) -> None:
    inbox = Inbox()
    desk.bank.submit(an_instruction(account=account))
    for _ in range(6):
        clock.forward(DAY)
        await walk(desk, inbox)
    assert inbox.states() == told
