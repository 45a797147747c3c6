"""Signs of life: a worker that is gone is noticed within seconds, however long its work takes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)
from typing_extensions import override

BEATS = 4
"""How often an activity shows that its worker lives, within the time it has for that."""


class _Beating(ActivityInboundInterceptor):
    @override
    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        """Keep the way out: by it a beat leaves from the event loop, whatever thread works."""
        self._outbound = outbound
        super().init(outbound)

    @override
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        """Run the activity with a beating heart, where its patience asks for one."""
        span = activity.info().heartbeat_timeout
        if span is None:
            return await self.next.execute_activity(input)
        async with self._beating(span / BEATS):
            return await self.next.execute_activity(input)

    @asynccontextmanager
    async def _beating(self, pause: timedelta) -> AsyncIterator[None]:
        heart = asyncio.create_task(self._beat(pause))
        try:
            yield
        finally:
            heart.cancel()

    async def _beat(self, pause: timedelta) -> None:
        while True:
            await asyncio.sleep(pause.total_seconds())
            self._outbound.heartbeat()


class Heartbeats(Interceptor):
    """The work of a killed or frozen worker is noticed within seconds, however long it may take."""

    @override
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Wrap one activity."""
        return _Beating(super().intercept_activity(next))
