"""A furnished desk on a port of its own, for a real browser: the whole web process but sign-in."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from tests.desk.world import World


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the application while it runs on a thread of its own."""
    config = uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def a_world(folder: Path, migrated: bytes) -> World:
    """A desk on a fresh database in the folder."""
    (folder / "makegood.sqlite").write_bytes(migrated)
    return World(folder)
