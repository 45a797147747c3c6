"""Delivers the bank's notices, signed, until the client says that it has them."""

import asyncio
from dataclasses import dataclass, field

import httpx
from standardwebhooks import Webhook

from makegood.gateways.bank_simulator import mailbag
from makegood.gateways.bank_simulator.bank import Clock, utc_now
from makegood.gateways.bank_simulator.mailbag import BackOff, Letter
from makegood.gateways.bank_simulator.state_file import StateFile

AT_ONCE = 16
WEBHOOK_PATIENCE_SECONDS = 15


@dataclass(frozen=True)
class Mailbox:
    """Where the client wants its notices, and the secret that it knows the bank by."""

    url: str
    secret: str = field(repr=False)


class Postman:
    """Standard Webhooks: one `webhook-id` a notice, a fresh signature for every delivery."""

    def __init__(
        self, file: StateFile, mailbox: Mailbox, back_off: BackOff, clock: Clock = utc_now
    ) -> None:
        self._file = file
        self._url, self._webhook = mailbox.url, Webhook(mailbox.secret)
        self._back_off = back_off
        self._clock = clock

    async def deliver_due(self, client: httpx.AsyncClient) -> int:
        """Tries every letter that is due, and says how many it tried."""
        letters = mailbag.to_deliver(self._file.connection, self._clock(), AT_ONCE)
        await asyncio.gather(*(self._deliver(client, letter) for letter in letters))
        return len(letters)

    async def _deliver(self, client: httpx.AsyncClient, letter: Letter) -> None:
        headers = self._signed(letter)
        try:
            answer = await client.post(self._url, content=letter.body, headers=headers)
            arrived = answer.is_success
        except httpx.HTTPError:
            arrived = False
        now, db = self._clock(), self._file.connection
        if arrived:
            mailbag.delivered(db, letter, now)
        else:
            mailbag.put_off(db, letter, now + self._back_off.before(letter.attempts))

    def _signed(self, letter: Letter) -> dict[str, str]:
        now = utc_now()
        return {
            "content-type": "application/json",
            "webhook-id": letter.notice_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(letter.notice_id, now, letter.body),
        }
