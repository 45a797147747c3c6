"""The webhook door as a process: on a socket of its own, with the real claims behind it."""

import asyncio
import signal
import socket

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine, text
from temporalio.client import Client
from temporalio.service import RPCError

from makegood.messages.problems import Problem
from makegood.settings import Settings
from makegood.store.engine import make_engine, reading
from makegood.store.hooks_in import HooksIn
from starters.answering import answers_to_pages
from starters.client import Claims
from starters.deliver import Deliver
from starters.errors import DoorError
from starters.hooks.doing import relay_of
from starters.hooks.incoming import incoming
from starters.server import reach
from starters.talking import sealer_of
from starters.webhooks import Healthy, create_app

LAST_WORDS_SECONDS = 5


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. DoorError when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        message = f"{host}:{port} cannot be listened on: {error.strerror}."
        raise DoorError(message, "port_taken") from error
    return listener


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Take in what the bank, ticketing, the listener and people who were paged say.

    Until told to stop; Temporal and the database may come later.
    """
    client, engine = await reach(settings, lazily=True), make_engine(settings.database_url)
    app = create_app(
        settings.webhook_secret.get_secret_value(),
        Deliver(Claims(client, sealer=sealer_of(settings)), engine),
        health(client, engine),
    )
    app.include_router(answers_to_pages(settings, client, engine))
    relay = relay_of(settings, client, engine)
    app.include_router(incoming(settings, HooksIn(engine), relay.nudge))
    at_work = asyncio.create_task(relay.run())
    try:
        await run(app, listener)
    finally:
        at_work.cancel()


async def run(app: FastAPI, listener: socket.socket) -> None:
    """Answer on the socket until told to stop; what has begun is answered first."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=LAST_WORDS_SECONDS
    )
    for told_to_stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told_to_stop, _leave)
    await uvicorn.Server(config).serve(sockets=[listener])


def _leave(*_: object) -> None:
    """What the server raises again, once it has shut down in order, is no failure."""
    raise SystemExit(0)


def health(client: Client, engine: Engine) -> Healthy:
    """Whether a notice could be delivered now: Temporal and the database both answer."""

    async def healthy() -> bool:
        try:
            await asyncio.to_thread(_ask, engine)
            return await client.service_client.check_health()
        except (Problem, RPCError, RuntimeError):
            return False

    return healthy


def _ask(engine: Engine) -> None:
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))
