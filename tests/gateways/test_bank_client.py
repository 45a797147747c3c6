"""Whoever looks up before sending again pays once, whatever the bank does to the answers."""

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from makegood.gateways.bank import BankGateway
from makegood.gateways.bank_simulator.app import create_app
from makegood.gateways.bank_simulator.desk import BankSettings, Desk
from makegood.gateways.bank_simulator.script import Answering, Asked, Match, Then
from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState
from makegood.messages.problems import OutcomeUnknown, Retryable
from tests.gateways.bank_at_work import KEY, HandClock, a_rule, an_instruction, closing

TROUBLES = st.sampled_from(
    [
        Answering.NORMAL,
        Answering.UNAVAILABLE,
        Answering.BUSY,
        Answering.REFUSED_LINE,
        Answering.LOST,
        Answering.GARBLED,
        Answering.ERROR_IN_200,
        Answering.BROKEN,
        Answering.OTHER_PAYMENT,
    ]
)


class Line(httpx.AsyncBaseTransport):
    """A line into the bank without a socket, which drops as a real one does."""

    def __init__(self, app: FastAPI) -> None:
        self._inner = httpx.ASGITransport(app)

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionResetError as dropped:
            raise httpx.ReadError("the line dropped") from dropped


class Street:
    """A bank in a folder of its own, and a gateway to it."""

    def __init__(self, folder: str) -> None:
        self.clock = HandClock()
        app = create_app(BankSettings(Path(folder) / "bank.sqlite"), self.clock)
        self.desk: Desk = app.state.desk
        client = httpx.AsyncClient(transport=Line(app), base_url="http://bank")
        self.gateway = BankGateway(client)

    def trouble(self, asked: Asked, answerings: list[Answering]) -> None:
        """The n-th call of this sort about any payment meets the n-th trouble."""
        for nth, answering in enumerate(answerings, start=1):
            rule = a_rule(Then(answering=answering), Match(asked=asked, nth=nth))
            self.desk.bank.tell([rule])

    def debits(self) -> list[str]:
        """The keys of the money that has left, a day later."""
        self.clock.forward(timedelta(days=1))
        self.desk.bank.run_due()
        return [entry.payment_key for entry in self.desk.bank.statement()]


async def found(gateway: BankGateway, key: str) -> PaymentReport:
    """Asks until the bank says how the payment stands."""
    while True:
        try:
            return await gateway.look_up(key)
        except Retryable:
            continue


async def pay(gateway: BankGateway, instruction: PaymentInstruction) -> PaymentReport:
    """What the gateway's contract asks of its caller."""
    while True:
        try:
            return await gateway.submit(instruction)
        except Retryable:
            continue
        except OutcomeUnknown:
            report = await found(gateway, instruction.payment_key)
            if report.state is not PaymentState.NOT_FOUND:
                return report


async def pay_blindly(gateway: BankGateway) -> PaymentReport:
    """The counter-example: takes silence for failure, and tries anew."""
    attempt = 0
    while True:
        attempt += 1
        try:
            return await gateway.submit(an_instruction(f"c-1001-v1-transfer-{attempt}"))
        except OutcomeUnknown:
            continue


@settings(max_examples=40, deadline=None)
@given(st.lists(TROUBLES, max_size=4), st.lists(TROUBLES, max_size=3))
def test_a_caller_who_looks_up_first_pays_exactly_once(
    submissions: list[Answering], look_ups: list[Answering]
) -> None:
    async def story() -> tuple[PaymentReport, list[str]]:
        with TemporaryDirectory() as folder:
            street = Street(folder)
            street.trouble(Asked.SUBMIT, submissions)
            street.trouble(Asked.LOOK_UP, look_ups)
            async with closing(street.gateway) as gateway:
                report = await pay(gateway, an_instruction())
            return report, street.debits()

    report, debits = asyncio.run(story())
    assert (report.payment_key, report.state) == (KEY, PaymentState.ACCEPTED)
    assert debits == [KEY]


async def test_a_caller_who_takes_silence_for_failure_pays_twice(tmp_path: Path) -> None:
    street = Street(str(tmp_path))
    street.desk.bank.tell([a_rule(Then(answering=Answering.LOST), Match(payment_key=KEY))])
    async with closing(street.gateway) as gateway:
        await pay_blindly(gateway)
    assert street.debits() == [KEY, "c-1001-v1-transfer-2"]
