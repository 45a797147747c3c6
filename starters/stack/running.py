"""One run of one service, in a process group of its own."""

import asyncio
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from starters.stack.forking import Executed, Forks, Process, module_of
from starters.stack.groups import Group
from starters.stack.guard import Guard
from starters.stack.services import Life, Service, ServiceFailed

GLANCE = timedelta(milliseconds=50)
LARGE_LOG = 10_000_000
LAST_WORDS = 15


@dataclass(frozen=True)
class Room:
    """Where services run: their logs, their environment, and who ends them if all else dies.

    Those of this Python are forked from a warm process, where there is one.
    """

    logs: Path
    env: Mapping[str, str]
    guard: Guard
    forks: Forks | None = None

    async def is_warm_for(self, service: Service) -> bool:
        """Whether the service can be forked, once that is known."""
        return bool(self.forks and module_of(service.argv) and await self.forks.ready())


class Running:
    """A started service."""

    def __init__(self, service: Service, room: Room, *, warm: bool = False) -> None:
        self.service = service
        self._guard = room.guard
        self.life = _opened(room.logs / f"{service.name}.log")
        self._process = _started(service, room, self.life, warm=warm)
        self.group = Group.of(self._process.pid)
        self._guard.watch(self.group)
        self._process.go()

    @property
    def status(self) -> int | None:
        """The exit status, or None while it runs; a negative one is the signal that ended it."""
        return self._process.poll()

    async def ended(self) -> int:
        """Return the exit status once the process has ended, by itself or not."""
        while (status := self.status) is None:  # noqa: ASYNC110 - nothing tells but the kernel
            await asyncio.sleep(GLANCE.total_seconds())
        self.group.strike()
        self._guard.forget(self.group)
        return status

    async def serves(self) -> None:
        """Return when the service is ready; raises `ServiceFailed` if it ends or takes too long."""
        try:
            await asyncio.wait_for(self._became_ready(), self.service.patience.total_seconds())
        except TimeoutError as error:
            raise self._failure("did not get ready in time") from error

    async def stop(self, grace: timedelta) -> None:
        """Ask the service to end, and end it with its whole group after `grace`."""
        self.group.ask()
        try:
            await asyncio.wait_for(self.ended(), grace.total_seconds())
        except TimeoutError:
            self.group.strike(signal.SIGKILL)
            await self.ended()

    async def _became_ready(self) -> None:
        if self.service.once:
            if await self.ended() != 0:
                raise self._failure("failed")
            return
        while not (self.service.ready is None or await self.service.ready(self.life)):
            if self.status is not None:
                raise self._failure("ended while it was starting")
            await asyncio.sleep(GLANCE.total_seconds())

    def _failure(self, how: str) -> ServiceFailed:
        last_words = "\n  ".join(self.life.said().splitlines()[-LAST_WORDS:])
        return ServiceFailed(f"{self.service.name} {how}; see {self.life.log}\n  {last_words}")


def _opened(log: Path) -> Life:
    if log.exists() and log.stat().st_size > LARGE_LOG:
        log.replace(log.with_suffix(".1.log"))
    log.touch()
    return Life(log, log.stat().st_size)


def _started(service: Service, room: Room, life: Life, *, warm: bool) -> Process:
    env = {**room.env, **service.env}
    if warm and room.forks and (born := room.forks.bear(module_of(service.argv), env, life.log)):
        return born
    return Executed(service.argv, env, life.log)
