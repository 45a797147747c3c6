"""One run of one service, in a process group of its own."""

import asyncio
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from starters.stack.groups import Group
from starters.stack.guard import Guard
from starters.stack.services import Life, Service, ServiceFailed

GLANCE = timedelta(milliseconds=50)
LARGE_LOG = 10_000_000
LAST_WORDS = 15
# The process waits for one line before it becomes the service: until then nobody guards it.
GATE = ("/bin/sh", "-c", 'read -r go && exec "$@" </dev/null', "gate")


@dataclass(frozen=True)
class Room:
    """Where services run: their logs, their environment, and who ends them if all else dies."""

    logs: Path
    env: Mapping[str, str]
    guard: Guard


class Running:
    """A started service."""

    def __init__(self, service: Service, room: Room) -> None:
        self.service = service
        self._guard = room.guard
        self.life = _opened(room.logs / f"{service.name}.log")
        self._process = _started(service, room, self.life)
        self.group = Group.of(self._process.pid)
        self._guard.watch(self.group)
        if self._process.stdin:
            self._process.stdin.write(b"go\n")
            self._process.stdin.close()

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


def _started(service: Service, room: Room, life: Life) -> "subprocess.Popen[bytes]":
    with life.log.open("ab") as log:
        return subprocess.Popen(
            [*GATE, *service.argv],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**room.env, **service.env},
        )
