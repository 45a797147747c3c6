"""Letting in only what somebody who knows the key has signed (Standard Webhooks)."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

BODY_MAX_BYTES = 64 * 1024


class TurnedAway(Exception):
    """What came in cannot be taken; `status` and `detail` are the answer."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class SignedDoor:
    """Reads what was signed with one key in the last five minutes."""

    def __init__(self, secret: str) -> None:
        self._webhook = Webhook(secret)

    async def read(self, request: Request) -> bytes:
        """The body; TurnedAway with 413 where it is too large, 401 where it is not signed."""
        body = await _bounded_body(request)
        if body is None:
            raise TurnedAway(413, f"more than {BODY_MAX_BYTES} bytes")
        if not self._is_signed(body, request):
            raise TurnedAway(401, "signature or time stamp is wrong")
        return body

    def _is_signed(self, body: bytes, request: Request) -> bool:
        try:
            self._webhook.verify(body, dict(request.headers), json_parse=False)
        except (WebhookVerificationError, ValueError):
            return False
        return True


async def _bounded_body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX_BYTES:
            return None
    return bytes(body)


def answer(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that is no success, in the form of every door."""
    return JSONResponse({"status": status, "detail": detail}, status, headers)


def wrong_fields(error: ValidationError) -> list[str]:
    """The names of the fields that are wrong, without what was in them."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    return sorted({".".join(map(str, item["loc"])) or "body" for item in found})[:10]
