"""Keeps one service running until it is told otherwise."""

import asyncio
import contextlib
import signal
from datetime import timedelta

from starters.stack.running import Room, Running
from starters.stack.services import Say, Service, ServiceFailed

GRACE = timedelta(seconds=30)
SHORTEST_PAUSE = timedelta(milliseconds=500)
LONGEST_PAUSE = timedelta(seconds=10)


class Keeper:
    """Starts a service, and again when it dies; pauses grow while it does not come up."""

    def __init__(self, service: Service, room: Room, say: Say) -> None:
        self.service = service
        self.restarts = 0
        self._room = room
        self._say = say
        self._running: Running | None = None
        self._serving = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None

    @property
    def running(self) -> Running:
        """The present run, or the last one; raises `LookupError` when there was none yet."""
        if self._running is None:
            raise LookupError(f"{self.service.name} was never started")
        return self._running

    async def start(self) -> None:
        """Return when the service serves, kept from now on; raises `ServiceFailed` if it fails."""
        try:
            await self._launch()
        except BaseException:
            await self._end_the_run(GRACE)
            raise
        if not self.service.once:
            self._keeping = asyncio.create_task(self._keep(), name=f"keep {self.service.name}")

    async def stop(self, grace: timedelta = GRACE) -> None:
        """Stop the service and keep it stopped."""
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keeping = None
        self._serving.clear()
        await self._end_the_run(grace)

    async def serves(self) -> None:
        """Return as soon as the service is known to serve, at once if it does already."""
        await self._serving.wait()

    def strike(self, number: int) -> None:
        """Send a signal to the service's whole group; one that kills also takes its readiness."""
        if number == signal.SIGKILL:
            self._serving.clear()
        self.running.group.strike(number)

    async def _launch(self) -> None:
        warm = await self._room.is_warm_for(self.service)
        self._running = Running(self.service, self._room, warm=warm)
        await self._running.serves()
        self._serving.set()

    async def _keep(self) -> None:
        pause = SHORTEST_PAUSE
        while True:
            status = await self.running.ended()
            self._serving.clear()
            self._say(f"{self.service.name} {_how(status)}; starting it again")
            await asyncio.sleep(pause.total_seconds())
            served = await self._launched_again()
            pause = SHORTEST_PAUSE if served else min(pause * 2, LONGEST_PAUSE)

    async def _launched_again(self) -> bool:
        self.restarts += 1
        try:
            await self._launch()
        except ServiceFailed as failure:
            self._say(str(failure))
            self.running.group.strike()
            return False
        self._say(f"{self.service.name} serves again")
        return True

    async def _end_the_run(self, grace: timedelta) -> None:
        with contextlib.suppress(LookupError):
            await self.running.stop(grace)


def _how(status: int) -> str:
    if status >= 0:
        return f"ended with status {status}"
    return f"was ended by {signal.Signals(-status).name}"
