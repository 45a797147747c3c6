"""Models that are brought to watches, and what is kept of them by its content."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message
from makegood.messages.watch_views import DetectorKept
from makegood.policy.loader import load_policy
from makegood.rules.access import Actor, Resource
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.once import Call, Once, fingerprint, idempotency_key
from starters.http.paging import USUAL, Cursor, Limit, closed, links, opened
from starters.http.receiving import Bound, received_bytes, require_type
from starters.http.watch import TAG
from starters.policy_tables import InForce
from starters.watch_detectors import LARGEST_MODEL, DetectorRoom
from starters.web.house import House

READ, START = "watch.read", "watch.shadow_start"
ANY_BYTES = "application/octet-stream"
A_MODEL = Bound("The model", LARGEST_MODEL)
BODY = {
    "requestBody": {
        "required": True,
        "content": {ANY_BYTES: {"schema": {"type": "string", "format": "binary"}}},
    }
}
"""How the reference describes a model, which is read as a whole."""

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class DetectorShown(DetectorKept):
    """A model or a policy that is kept, since when."""

    added_at: datetime


class DetectorList(Message):
    """Some of them, the newest first; `cursor` leads to the next page and is empty on the last."""

    detectors: tuple[DetectorShown, ...]
    cursor: str


class Rooms:
    """Where detectors are tried, with the people of the policy that is in force."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._policy = InForce(house.settings.policy_dir, load_policy)

    def room(self) -> DetectorRoom:
        """The room; PolicyError where the policy cannot be used."""
        return DetectorRoom(self._house.engine, self._policy.now().directory, self._house.now)


class DetectorDoor:
    """Takes models in, and lists what is kept."""

    def __init__(self, house: House, rooms: Rooms, once: Once) -> None:
        self._house = house
        self._rooms = rooms
        self._once = once

    async def bring(self, request: Request) -> Response:
        """Keep a trained model by its content, at most 2 MiB; the same content is one model.

        It is the file that `makegood detector train` writes: plain figures with a checksum. One
        that was changed, or that a watch could not live with, is refused. It decides nothing until
        it is put into shadow.
        """
        actor = await self._house.caller(request)
        self._house.require(actor, START, Resource(kind="watch"))
        key = idempotency_key(request)
        require_type(request, (ANY_BYTES,))
        content = await received_bytes(request, A_MODEL)

        async def work() -> Response:
            return as_json(await run_in_threadpool(self._kept, actor, content), {}, 201)

        return await self._once.answer(
            request, Call(actor, key, fingerprint(request, content)), work
        )

    def _kept(self, actor: Actor, content: bytes) -> DetectorKept:
        kept = self._rooms.room().bring(content, A_MODEL.what)
        log.info("detector.brought", actor=actor.name, sha256=kept.sha256)
        return kept

    async def list(
        self,
        request: Request,
        limit: Limit = USUAL,
        cursor: Annotated[Cursor, Query()] = "",
    ) -> Response:
        """The models and policies that were brought to watches, the newest first."""
        actor = await self._house.caller(request)
        self._house.require(actor, READ, Resource(kind="watch"))
        page = await run_in_threadpool(self._page, opened(cursor), limit)
        return as_json(page, {**CACHING, **links(request, page.cursor)})

    def _page(self, place: str, limit: int) -> DetectorList:
        found = self._rooms.room().brought(place, limit)
        shown = (
            DetectorShown(
                sha256=one.sha256, kind=one.kind, version=one.version, added_at=one.added_at
            )
            for one in found.detectors
        )
        return DetectorList(detectors=tuple(shown), cursor=closed(found.cursor))


def add_detectors(routes: Routes, door: DetectorDoor) -> None:
    """Declare what is kept of models."""
    where = "/detectors"
    listed = Way(where, READ, "list_detectors", "Models and policies kept", TAG, DetectorList)
    routes.reads(listed, door.list)
    brought = Way(where, START, "bring_detector", "Bring a model", TAG, DetectorKept, 201)
    routes.receives(replace(brought, extra=BODY), door.bring)
