"""The bank on a socket, with a line that it can drop."""

import asyncio
import json
import os
import socket

import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

from makegood.gateways.bank_simulator.answers import HANG_UP

LAST_WORDS_SECONDS = 2


class DroppableLine(H11Protocol):
    """Gives every request the means to drop its own connection without a word."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wraps the application, once the line is known."""
        super().connection_made(transport)
        inner = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            extensions = {**scope.get("extensions", {}), HANG_UP: transport.abort}
            await inner({**scope, "extensions": extensions}, receive, send)

        self.app = app


class BankServer(uvicorn.Server):
    """A server that knows its address before it starts."""

    def __init__(self, app: FastAPI, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            http=DroppableLine,
            log_level="critical",
            timeout_graceful_shutdown=LAST_WORDS_SECONDS,
        )
        super().__init__(config)
        self.listener = listener

    @property
    def address(self) -> str:
        """Where the bank answers."""
        host, port = self.listener.getsockname()[:2]
        return f"http://{host}:{port}"


class AnnouncingServer(BankServer):
    """Says in one JSON line on standard output where it answers, as soon as it does."""

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then announces."""
        await super().startup(sockets)
        line = {"ready": True, "address": self.address, "pid": os.getpid()}
        print(json.dumps(line), flush=True)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. Raises OSError when the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener
