"""A running stack for as long as a block of code lasts."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from makegood.settings import Settings, variables
from starters.stack.forking import Forks, module_of
from starters.stack.guard import Guard
from starters.stack.home import Home
from starters.stack.running import Room
from starters.stack.services import Say, Service
from starters.stack.stack import Stack

WORTH_IT = 2
"""So many services of this Python pay for the process that loads what they have in common."""

CHECKOUT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def running_stack(
    settings: Settings, services: Sequence[Service], say: Say = print
) -> AsyncIterator[Stack]:
    """Run the services in the folder `settings.var` while the block lasts, then stop them all.

    SIGTERM and SIGHUP end the block as Ctrl-C does; when this process is killed outright, a
    guardian ends the services. Raises `AlreadyRunning`, or `ServiceFailed` with last words.
    """
    home = Home(settings.var)
    env = environment(settings)
    with (
        home.held() as lock,
        _guarded(settings, lock) as guard,
        _warm(services, env) as forks,
        _cancelled_by_signals(),
    ):
        stack = Stack(services, Room(home.logs, env, guard, forks), say)
        try:
            await stack.start()
            yield stack
        finally:
            await stack.stop()


def environment(settings: Settings) -> dict[str, str]:
    """Return what every service finds in its environment."""
    path = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))
    here = {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "PATH": _path()}
    return {**os.environ, **variables(settings), **here}


def _path() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


@contextmanager
def _guarded(settings: Settings, lock: int) -> Iterator[Guard]:
    guard = Guard(environment(settings), holds=lock)
    try:
        yield guard
    finally:
        guard.close()


@contextmanager
def _warm(services: Sequence[Service], env: Mapping[str, str]) -> Iterator[Forks | None]:
    """A nursery where several services can be forked from it; one alone starts by itself."""
    if sum(bool(module_of(service.argv)) for service in services) < WORTH_IT:
        yield None
        return
    forks = Forks(env)
    try:
        yield forks
    finally:
        forks.close()


@contextmanager
def _cancelled_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP cancel the task that runs the block."""
    loop, block = asyncio.get_running_loop(), asyncio.current_task()
    caught = (signal.SIGTERM, signal.SIGHUP)
    for number in caught:
        loop.add_signal_handler(number, lambda: block and block.cancel())
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
