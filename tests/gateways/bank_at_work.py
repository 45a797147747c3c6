"""A bank on a loopback socket, and a mailbox that records what it tells."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
from fastapi import FastAPI, Request, Response
from standardwebhooks import Webhook

from makegood.gateways.bank import PATIENCE, BankGateway, connect
from makegood.gateways.bank_simulator.app import create_app
from makegood.gateways.bank_simulator.bank import Bank
from makegood.gateways.bank_simulator.bank_days import BankDays
from makegood.gateways.bank_simulator.desk import BankSettings
from makegood.gateways.bank_simulator.mailbag import BackOff
from makegood.gateways.bank_simulator.postman import Mailbox
from makegood.gateways.bank_simulator.script import Match, Rule, Then
from makegood.gateways.bank_simulator.serving import BankServer, listen
from makegood.gateways.bank_simulator.state_file import StateFile
from makegood.messages.payments import PaymentInstruction, PaymentNotice, PaymentReport
from makegood.rules.money import Money
from makegood.rules.payee import Payee

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ORDINARY_ACCOUNT = "0071000123456"
KEY = "c-1001-v1-transfer-1"
TUESDAY_MORNING = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
"""09:00 at the bank's office, seven hours before its cut-off."""


def an_instruction(
    key: str = KEY, account: str = ORDINARY_ACCOUNT, amount: str = "1250000"
) -> PaymentInstruction:
    """A payout to Ms Lan's shop."""
    payee = Payee(account, "970436", "CUA HANG LAN")
    money = Money(Decimal(amount), "VND")
    return PaymentInstruction(payment_key=key, amount=money, payee=payee, reference="Claim 1001")


def a_rule(then: Then, match: Match | None = None) -> Rule:
    """What happens to every payment, unless told to whom."""
    return Rule(match=match or Match(), then=then)


class HandClock:
    """A clock that only moves when it is told."""

    def __init__(self, now: datetime = TUESDAY_MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time on it."""
        return self.now

    def forward(self, span: timedelta) -> None:
        """Moves it on."""
        self.now += span


def a_bank(folder: Path, clock: Callable[[], datetime], days: BankDays | None = None) -> Bank:
    """A bank in process, on the file that every bank of this folder has."""
    return Bank(StateFile(folder / "bank.sqlite"), days or BankDays(), clock)


@dataclass
class Inbox:
    """A webhook receiver: checks the signature, and says `status` while it refuses."""

    refusals: int = 0
    notices: list[PaymentNotice] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)
    forged: int = 0

    def app(self) -> FastAPI:
        """The receiver as an ASGI application."""
        app = FastAPI(openapi_url=None)

        @app.post("/hook")
        async def hook(request: Request) -> Response:
            return Response(status_code=self.take(await request.body(), dict(request.headers)))

        return app

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Records one delivery and answers with a status."""
        Webhook(SECRET).verify(body, headers, json_parse=False)
        self.deliveries.append(headers["webhook-id"])
        if self.refusals:
            self.refusals -= 1
            return 503
        self.notices.append(PaymentNotice.model_validate_json(body))
        return 204

    def states(self) -> list[str]:
        """The states told, in order of arrival."""
        return [notice.state for notice in self.notices]

    def client(self) -> httpx.AsyncClient:
        """A client whose every request ends up here, without a socket."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app()))


FAST = BankDays(day=timedelta(milliseconds=400), open_days=7)


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application on a free loopback port."""
    listener = listen("127.0.0.1", 0)
    server = BankServer(app, listener)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await until(lambda: server.started)
        yield server.address
    finally:
        server.should_exit = True
        await task
        listener.close()


@asynccontextmanager
async def a_running_bank(
    folder: Path, *rules: Rule, days: BankDays = FAST, hook: str | None = None
) -> AsyncIterator[str]:
    """A bank on a loopback port that follows a script; yields its address."""
    mailbox = Mailbox(hook, SECRET) if hook else None
    back_off = BackOff(timedelta(milliseconds=50), timedelta(milliseconds=200))
    app = create_app(BankSettings(folder / "bank.sqlite", days, mailbox, back_off))
    app.state.desk.bank.tell(rules)
    async with served(app) as address:
        yield address


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 20) -> None:
    """Waits until something holds; fails the test when it never does."""
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if answer is True or (isinstance(answer, Awaitable) and await answer):
                return
            await asyncio.sleep(0.02)


async def submit(
    address: str, instruction: PaymentInstruction, patience: timedelta = PATIENCE
) -> PaymentReport:
    """Sends one payment through a gateway of its own."""
    async with closing(connect(address, patience)) as gateway:
        return await gateway.submit(instruction)


async def look_up(address: str, key: str = KEY, patience: timedelta = PATIENCE) -> PaymentReport:
    """Asks for one payment through a gateway of its own."""
    async with closing(connect(address, patience)) as gateway:
        return await gateway.look_up(key)


@asynccontextmanager
async def closing(gateway: BankGateway) -> AsyncIterator[BankGateway]:
    """Gives the connections back in the end."""
    try:
        yield gateway
    finally:
        await gateway.close()
