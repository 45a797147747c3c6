"""The door at which the bank tells its news."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from makegood.messages.payments import PaymentNotice
from makegood.messages.problems import Retryable

BODY_MAX_BYTES = 64 * 1024
RETRY_AFTER_SECONDS = 5
PATIENCE = timedelta(seconds=10)

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Delivery(StrEnum):
    """What became of a notice: only UNAVAILABLE is worth sending again."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


class DeliverNotice(Protocol):
    """Hands a notice to its claim; the same `notice_id` twice is applied once."""

    async def __call__(self, notice: PaymentNotice) -> Delivery:
        """Says what became of it; a Retryable problem counts as unavailable."""


Healthy = Callable[[], Awaitable[bool]]


async def _always() -> bool:
    return True


class NoticeDoor:
    """Lets in only what the bank signed in the last five minutes (Standard Webhooks)."""

    def __init__(self, secret: str, deliver: DeliverNotice, patience: timedelta = PATIENCE) -> None:
        self._webhook = Webhook(secret)
        self._deliver = deliver
        self._patience = patience.total_seconds()

    async def receive(self, request: Request) -> Response:
        """204 when the notice has arrived (a refusal included: sending it again would not help).

        413 too large, 401 not signed by the bank or too old, 400 not a notice, 503 later please.
        """
        body = await _bounded_body(request)
        if body is None:
            return _no(413, f"more than {BODY_MAX_BYTES} bytes")
        if not self._is_from_bank(body, request):
            log.warning("webhook.unsigned")
            return _no(401, "signature or time stamp is wrong")
        try:
            notice = PaymentNotice.model_validate_json(body)
        except ValidationError as error:
            log.warning("webhook.malformed", fields=_fields(error))
            return _no(400, f"not a payment notice: {', '.join(_fields(error))}")
        return await self._hand_over(notice)

    def _is_from_bank(self, body: bytes, request: Request) -> bool:
        try:
            self._webhook.verify(body, dict(request.headers), json_parse=False)
        except (WebhookVerificationError, ValueError):
            return False
        return True

    async def _hand_over(self, notice: PaymentNotice) -> Response:
        delivery = await self._delivered(notice)
        log.info("webhook.received", notice=notice.notice_id, delivery=delivery)
        if delivery is Delivery.UNAVAILABLE:
            later = {"retry-after": str(RETRY_AFTER_SECONDS)}
            return _no(503, "not now, please send it again", later)
        return Response(status_code=204)

    async def _delivered(self, notice: PaymentNotice) -> Delivery:
        try:
            async with asyncio.timeout(self._patience):
                return await self._deliver(notice)
        except (Retryable, TimeoutError):
            return Delivery.UNAVAILABLE


def create_app(
    secret: str,
    deliver: DeliverNotice,
    healthy: Healthy = _always,
    patience: timedelta = PATIENCE,
) -> FastAPI:
    """The door as an ASGI application; `secret` is the `whsec_...` shared with the bank."""
    door = NoticeDoor(secret, deliver, patience)
    app = FastAPI(title="Makegood webhooks", openapi_url=None)

    @app.post("/webhooks/bank")
    async def bank(request: Request) -> Response:
        return await door.receive(request)

    @app.get("/healthz")
    async def healthz() -> Response:
        fine = await healthy()
        return JSONResponse({"status": "ok" if fine else "down"}, 200 if fine else 503)

    return app


async def _bounded_body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX_BYTES:
            return None
    return bytes(body)


def _no(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"status": status, "detail": detail}, status, headers)


def _fields(error: ValidationError) -> list[str]:
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return sorted({".".join(map(str, item["loc"])) or "body" for item in found})[:10]
