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

from makegood.messages.payments import PaymentNotice
from makegood.messages.problems import Retryable
from starters.signed import SignedDoor, TurnedAway, answer, wrong_fields

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
        self._signed = SignedDoor(secret)
        self._deliver = deliver
        self._patience = patience.total_seconds()

    async def receive(self, request: Request) -> Response:
        """204 when the notice has arrived (a refusal included: sending it again would not help).

        413 too large, 401 not signed by the bank or too old, 400 not a notice, 503 later please.
        """
        try:
            notice = PaymentNotice.model_validate_json(await self._signed.read(request))
        except TurnedAway as turned:
            log.warning("webhook.unsigned", status=turned.status)
            return answer(turned.status, turned.detail)
        except ValidationError as error:
            log.warning("webhook.malformed", fields=wrong_fields(error))
            return answer(400, f"not a payment notice: {', '.join(wrong_fields(error))}")
        return await self._hand_over(notice)

    async def _hand_over(self, notice: PaymentNotice) -> Response:
        delivery = await self._delivered(notice)
        log.info("webhook.received", notice=notice.notice_id, delivery=delivery)
        if delivery is Delivery.UNAVAILABLE:
            later = {"retry-after": str(RETRY_AFTER_SECONDS)}
            return answer(503, "not now, please send it again", later)
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
