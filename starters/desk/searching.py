"""The search page: one field for all cases that the reader may list."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from makegood.rules.access import Actor, Resource
from makegood.store.search import SHORTEST, Finder
from starters.desk.room import Room


def search_routes(room: Room) -> APIRouter:
    """The route of the search page."""
    router = APIRouter()
    finder = Finder(room.house.engine)

    @router.get("/search", openapi_extra={"x-action": "claim.list crisis.list"})
    async def search(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        actor = await room.house.caller(request)
        claims, crises = lists_all(room, actor, "claim"), lists_all(room, actor, "crisis")
        if not claims and not crises:
            room.house.require(actor, "claim.list", Resource("claim"))
        found = await asyncio.to_thread(finder.find, q, claims=claims, crises=crises)
        too_short = len(q.strip()) < SHORTEST
        return room.page(request, actor, "search.html", found=found, asked=q, too_short=too_short)

    return router


def lists_all(room: Room, actor: Actor, kind: str) -> bool:
    """Whether somebody may list every case of a kind, and not their own alone."""
    return room.may(actor, f"{kind}.list", Resource(kind))
