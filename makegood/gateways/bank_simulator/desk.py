"""The bank at work: what it does between requests, and how it words a reply."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.responses import Response
from pydantic import BaseModel

from makegood.gateways.bank_simulator import answers, mailbag
from makegood.gateways.bank_simulator.bank import Bank, Clock, Reply, utc_now
from makegood.gateways.bank_simulator.bank_days import BankDays
from makegood.gateways.bank_simulator.mailbag import BackOff
from makegood.gateways.bank_simulator.postman import WEBHOOK_PATIENCE_SECONDS, Mailbox, Postman
from makegood.gateways.bank_simulator.script import NOT_TAKING, Answering
from makegood.gateways.bank_simulator.state_file import StateFile

LONGEST_TICK = timedelta(seconds=1)
TICKS_A_DAY = 40


@dataclass(frozen=True)
class BankSettings:
    """Where the bank keeps its state, how long its days are, and whom it tells."""

    state: Path
    days: BankDays = field(default_factory=BankDays)
    mailbox: Mailbox | None = None
    back_off: BackOff = field(default_factory=BackOff)


class Health(BaseModel):
    """What the bank has still to do."""

    status: str = "ok"
    pending: int
    undelivered: int


class Desk:
    """The bank, its postman, and the work that goes on between requests."""

    def __init__(self, settings: BankSettings, clock: Clock = utc_now) -> None:
        self.file = StateFile(settings.state)
        self.bank = Bank(self.file, settings.days, clock)
        self._clock = clock
        self._settings = settings
        self._news = asyncio.Event()
        self._tick = min(settings.days.day / TICKS_A_DAY, LONGEST_TICK).total_seconds()

    def health(self) -> Health:
        """How much is pending and undelivered."""
        letters = mailbag.undelivered(self.file.connection)
        return Health(pending=self.bank.pending(), undelivered=letters)

    async def answer(self, reply: Reply) -> Response:
        """Tells the reply the way the script wants it told."""
        await asyncio.sleep(reply.told.delay_seconds)
        if reply.told.answering is Answering.AFTER_NOTICE and reply.report:
            await self._until_told(reply.report.payment_key)
        if reply.report is None or reply.told.answering in NOT_TAKING:
            return answers.refused(reply.told.answering)
        bad = answers.told_badly(reply.told.answering, reply.report)
        return bad or answers.said(reply.report)

    @asynccontextmanager
    async def at_work(self, _: FastAPI) -> AsyncIterator[None]:
        """Books and delivers in the background for as long as the service runs."""
        async with httpx.AsyncClient(timeout=WEBHOOK_PATIENCE_SECONDS, trust_env=False) as client:
            tasks = [asyncio.create_task(self._again_and_again(self._book))]
            if self._settings.mailbox:
                postman = self.postman(self._settings.mailbox)
                delivering = self._again_and_again(lambda: self._deliver(postman, client))
                tasks.append(asyncio.create_task(delivering))
            yield
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self.file.close()

    def postman(self, mailbox: Mailbox) -> Postman:
        """Someone who delivers what this bank owes."""
        return Postman(self.file, mailbox, self._settings.back_off, self._clock)

    async def _book(self) -> int:
        return self.bank.run_due()

    async def _deliver(self, postman: Postman, client: httpx.AsyncClient) -> int:
        tried = await postman.deliver_due(client)
        if tried:
            self._news.set()
            self._news = asyncio.Event()
        return tried

    async def _again_and_again(self, work: Callable[[], Awaitable[int]]) -> None:
        """Goes on through a full disk or a locked file: what is due stays due."""
        while True:
            done = 0
            with suppress(sqlite3.OperationalError):
                done = await work()
            if not done:
                await asyncio.sleep(self._tick)

    async def _until_told(self, payment_key: str) -> None:
        while not mailbag.has_told(self.file.connection, payment_key):
            await self._news.wait()
