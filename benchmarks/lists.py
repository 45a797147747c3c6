"""The stages of all claims as the lists show them; nothing is asked of Temporal."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from sqlalchemy import Engine, select

from makegood.store.engine import reading
from makegood.store.tables import CLAIM

PAUSE = 0.05


class Lists:
    """What the application database says of each claim's stage, looked at again and again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stages: Mapping[str, str] = {}
        self._looked = asyncio.Condition()

    async def until(self, claim_id: str, *stages: str) -> None:
        """Come back once the claim stands in one of the stages."""
        async with self._looked:
            await self._looked.wait_for(lambda: self._stages.get(claim_id) in stages)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look at the lists for as long as the block lasts."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(self) -> None:
        while True:
            self._stages = await asyncio.to_thread(self._read)
            async with self._looked:
                self._looked.notify_all()
            await asyncio.sleep(PAUSE)

    def _read(self) -> Mapping[str, str]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(CLAIM.c.claim_id, CLAIM.c.stage)).all()
        return {row.claim_id: row.stage for row in rows}
