"""Sends webhooks: signed (Standard Webhooks), to safe addresses, with the answer cut short."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from makegood.gateways.safe_addresses import SafeAddresses, safe_client
from makegood.messages.hooks import HookAnswer, HookDelivery
from makegood.messages.problems import Problem

PATIENCE_SECONDS = 8.0
"""Less than a sign of life may take: a subscriber that is slow is tried again."""

KEPT_BYTES = 500
"""How much of an answer is kept for whoever looks into it."""


def _now() -> datetime:
    return datetime.now(UTC)


class HookPost:
    """Sends one event to one subscriber; what goes wrong is an answer too."""

    def __init__(self, addresses: SafeAddresses, now: Callable[[], datetime] = _now) -> None:
        self._addresses = addresses
        self._now = now

    async def post(self, delivery: HookDelivery) -> HookAnswer:
        """What the subscriber answers; redirections are not followed."""
        body = body_of(delivery)
        headers = signed(delivery, body, self._now())
        try:
            async with safe_client(self._addresses, PATIENCE_SECONDS) as client:
                return await _answered(client, delivery.url, body, headers)
        except (httpx.HTTPError, httpx.InvalidURL, Problem, OSError) as error:
            return HookAnswer(error=f"{type(error).__name__}: {error}"[:KEPT_BYTES])


def body_of(delivery: HookDelivery) -> str:
    """The event as a subscriber reads it."""
    told = {"type": delivery.type, "timestamp": delivery.at.isoformat(), "data": delivery.data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def signed(delivery: HookDelivery, body: str, at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks; the id is the event's, the same at every try."""
    signature = Webhook(delivery.secret).sign(delivery.event_id, at, body)
    return {
        "content-type": "application/json",
        "user-agent": "makegood-webhooks",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


async def _answered(
    client: httpx.AsyncClient, url: str, body: str, headers: dict[str, str]
) -> HookAnswer:
    async with client.stream("POST", url, content=body.encode(), headers=headers) as response:
        head = b""
        async for part in response.aiter_raw():
            head += part
            if len(head) >= KEPT_BYTES:
                break
        text = head[:KEPT_BYTES].decode(errors="replace").replace("\x00", "")
        return HookAnswer(status=response.status_code, text=text)
