"""How much a request may bring with it."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MIB = 1024 * 1024
WORDS = 1 * MIB
"""The most that a form or a JSON document is long."""

FILES = 32 * MIB
"""The most that an upload is long, all its files together."""

_IN_WORDS = ("application/json", "application/x-www-form-urlencoded", "text/")


class BodyLimit:
    """Ends the reading of a body that is too long with 413, however long it said it was."""

    def __init__(self, app: ASGIApp, words: int = WORDS, files: int = FILES) -> None:
        self._app = app
        self._words = words
        self._files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, which reads no further than the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limit(headers.get("content-type", ""))
        announced = headers.get("content-length", "0")
        read = int(announced) if announced.isdecimal() and int(announced) > limit else 0

        async def bounded() -> Message:
            nonlocal read
            _require(read, limit)
            message = await receive()
            read += len(message.get("body", b""))
            _require(read, limit)
            return message

        await self._app(scope, bounded, send)

    def _limit(self, kind: str) -> int:
        is_words = not kind or kind.startswith(_IN_WORDS) or "+json" in kind
        return self._words if is_words else self._files


def _require(read: int, limit: int) -> None:
    if read > limit:
        raise HTTPException(413, f"More than {limit} bytes are not taken.")
