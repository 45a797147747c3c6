"""Whether the web process lives, and whether what is behind it is there."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import Engine, text
from temporalio.client import Client
from temporalio.service import RPCError

from makegood.messages.problems import Problem
from makegood.store.engine import reading
from starters.doctor import idle_queues
from starters.web.gate import PUBLIC, declares

OK, DOWN = "ok", "down"
PATIENCE_SECONDS = 3
HOLDS_SECONDS = 2
"""How long an answer is given again: strangers may ask, and asking costs."""

Probe = Callable[[], Awaitable[str]]
"""Says `ok`, or what is wrong."""


@dataclass
class Readiness:
    """Asks what is behind the doors, at most every other second, whoever wants to know."""

    probes: Mapping[str, Probe]
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, str] = field(default_factory=dict)
    _until: float = 0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self) -> dict[str, str]:
        """Each part by name: `ok`, or what is wrong with it."""
        async with self._asking:
            if self.clock() >= self._until:
                found = await asyncio.gather(*(_patiently(probe) for probe in self.probes.values()))
                self._known = dict(zip(self.probes, found, strict=True))
                self._until = self.clock() + HOLDS_SECONDS
            return self._known


def readiness(client: Client, engine: Engine) -> Readiness:
    """Whether the database answers, Temporal answers, and every queue has a worker."""

    async def database() -> str:
        await asyncio.to_thread(_ask, engine)
        return OK

    async def temporal() -> str:
        return OK if await client.service_client.check_health() else DOWN

    async def workers() -> str:
        idle = await idle_queues(client)
        return f"nobody serves {', '.join(idle)}" if idle else OK

    return Readiness({"database": database, "temporal": temporal, "workers": workers})


def health_router(ready: Callable[[], Awaitable[dict[str, str]]]) -> APIRouter:
    """The two pages that a probe asks; nobody need sign in, and they say nothing of any case."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz", openapi_extra=declares(PUBLIC))
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": OK})

    @router.get("/readyz", openapi_extra=declares(PUBLIC))
    async def readyz() -> JSONResponse:
        checks = await ready()
        well = all(found == OK for found in checks.values())
        later = {} if well else {"retry-after": "5"}
        status = OK if well else DOWN
        return JSONResponse({"status": status, "checks": checks}, 200 if well else 503, later)

    return router


async def _patiently(probe: Probe) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await probe()
    except (Problem, RPCError, RuntimeError, TimeoutError):
        return DOWN


def _ask(engine: Engine) -> None:
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))
