"""Carrying events of cases to those who subscribed to them."""

import asyncio
import time
from datetime import timedelta

from temporalio import activity

from activities.ports import HookBook, HookPost
from makegood.messages.hooks import HookDelivery

BATCH = 32
"""How many subscribers are called at once."""

ROUND_LENGTH = timedelta(minutes=5)
PAUSE = 0.5
"""Seconds between two looks where nothing is due."""


class HookCarrier:
    """Idempotent by the event's id, which a subscriber sees: a lease keeps two carriers apart."""

    def __init__(self, book: HookBook, post: HookPost) -> None:
        self._book = book
        self._post = post

    @activity.defn
    async def carry_hooks(self) -> int:
        """Carry whatever is due, for some minutes; returns how many tries were made."""
        tried, until = 0, time.monotonic() + ROUND_LENGTH.total_seconds()
        await asyncio.to_thread(self._book.forget)
        while time.monotonic() < until and not activity.is_worker_shutdown():
            activity.heartbeat(tried)
            spread = await asyncio.to_thread(self._book.spread)
            due = await asyncio.to_thread(self._book.due, BATCH)
            await asyncio.gather(*map(self._carry, due))
            tried += len(due)
            if not (due or spread):
                await asyncio.sleep(PAUSE)
        return tried

    async def _carry(self, delivery: HookDelivery) -> None:
        answer = await self._post.post(delivery)
        await asyncio.to_thread(self._book.settle, delivery.id, answer)
        activity.logger.info("hook.tried: %s %s", delivery.type, answer.status)
