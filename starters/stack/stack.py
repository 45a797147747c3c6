"""Services that run together: started in order, kept running, stopped in reverse."""

import asyncio
import signal
from collections.abc import Sequence
from itertools import groupby

from starters.stack.keeper import Keeper
from starters.stack.running import Room
from starters.stack.services import Say, Service, ServiceFailed


class Stack:
    """Services by name, each kept running until it is stopped."""

    def __init__(self, services: Sequence[Service], room: Room, say: Say) -> None:
        self._say = say
        self._keepers = {one.name: Keeper(one, room, say) for one in services}

    async def start(self) -> None:
        """Start every service, lower orders first; raises `ServiceFailed` if one fails."""
        for together in self._by_order():
            try:
                async with asyncio.TaskGroup() as starting:
                    for keeper in together:
                        starting.create_task(self._start(keeper))
            except* ServiceFailed as failures:
                failure = failures.exceptions[0]
                raise ServiceFailed(str(failure)) from failure

    async def stop(self) -> None:
        """Stop every service, higher orders first."""
        for together in reversed(self._by_order()):
            await asyncio.gather(*(keeper.stop() for keeper in together))

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Send a signal to a service's whole group; if it ends, it is started again."""
        self._keepers[name].strike(number)

    async def halt(self, name: str) -> None:
        """Stop one service and keep it stopped."""
        await self._keepers[name].stop()

    async def resume(self, name: str) -> None:
        """Start a service that was halted, and return when it serves."""
        await self._keepers[name].start()

    async def serves(self, name: str) -> None:
        """Return when the service serves, after a restart too."""
        await self._keepers[name].serves()

    def pid(self, name: str) -> int:
        """Return the process id of the service's present run."""
        return self._keepers[name].running.group.leader

    def restarts(self, name: str) -> int:
        """Return how often the service was started again."""
        return self._keepers[name].restarts

    def log(self, name: str) -> str:
        """Return what the service's present run has written."""
        return self._keepers[name].running.life.said()

    async def _start(self, keeper: Keeper) -> None:
        await keeper.start()
        self._say(f"{keeper.service.name} {'is done' if keeper.service.once else 'serves'}")

    def _by_order(self) -> list[list[Keeper]]:
        ranked = sorted(self._keepers.values(), key=_order)
        return [list(together) for _, together in groupby(ranked, key=_order)]


def _order(keeper: Keeper) -> int:
    return keeper.service.order
