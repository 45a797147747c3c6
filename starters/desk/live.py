"""The stream by which open pages hear that they have something new to fetch."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from starters.desk.room import Room
from starters.desk.watching import Topics, topics

CHANGED = "changed"


def live_routes(room: Room) -> APIRouter:
    """The route of the stream; it carries no content, so nothing can leak by it."""
    router = APIRouter()

    async def allowed(request: Request, about: str) -> Topics:
        actor = await room.house.caller(request)
        return await asyncio.to_thread(topics, room, actor, about)

    @router.get(
        "/live",
        response_class=EventSourceResponse,
        openapi_extra={"x-action": "signed_in"},
    )
    async def live(
        watched: Annotated[Topics, Depends(allowed)],
        seen: str = "",
        last_event_id: Annotated[str, Header()] = "",
    ) -> AsyncIterator[ServerSentEvent]:
        async for mark in room.pulse.changes(watched, last_event_id or seen):
            yield ServerSentEvent(event=CHANGED, raw_data=CHANGED, id=mark)

    return router
