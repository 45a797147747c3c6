"""What every answer of the web process carries, whatever page or route gave it."""

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = "x-request-id"
_OF_OURS = re.compile(r"[A-Za-z0-9._-]{8,64}")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""No script and no style but our own files': what is written into a page does nothing."""

SECURE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
HSTS = "max-age=31536000; includeSubDomains"

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class SecureHeaders:
    """Adds the headers that guard a browser, each unless the answer has its own word for it."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = SECURE | ({"strict-transport-security": HSTS} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


class RequestIds:
    """Gives every request an id, the caller's where it has one, and one log line.

    The line names the route and not the path: a path may hold a token.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, under the id; every log line on the way has it too."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _id_of(Headers(scope=scope).get(REQUEST_ID, ""))
        scope.setdefault("state", {})["request_id"] = request_id
        begun, status = time.monotonic(), 500

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                await self._app(scope, receive, marked)
            finally:
                _log(scope, status, time.monotonic() - begun)


def _id_of(offered: str) -> str:
    return offered if _OF_OURS.fullmatch(offered) else uuid4().hex


def _log(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "name", "")
    actor = getattr(scope["state"].get("actor"), "name", "")
    log.info(
        "web.answered",
        method=scope["method"],
        route=route,
        status=status,
        actor=actor,
        ms=round(seconds * 1000),
    )
