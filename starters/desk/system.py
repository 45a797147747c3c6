"""The system page: whether all is served and kept, and what waits for an operator."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource
from makegood.settings import Settings
from makegood.store.dead_letters import hand_over, handled
from makegood.store.engine import writing
from starters.backlog import Waiting, waiting
from starters.desk.forms import typed
from starters.desk.room import Room
from starters.desk.system_view import system_view
from starters.desk.words import N_
from starters.doctor import Check, check_up

CheckUp = Callable[[Settings], Awaitable[list[Check]]]
Waits = Callable[[Settings], Awaitable[Waiting]]
WHAT = Resource("system")


def system_routes(room: Room, look: CheckUp = check_up, waits: Waits = waiting) -> APIRouter:
    """The routes of the system page."""
    router = APIRouter()

    @router.get("/system", openapi_extra={"x-action": "system.read"})
    async def system(request: Request) -> Response:
        actor = await _allowed(room, request, "system.read")
        settings = room.house.settings
        checks, waits_there = await asyncio.gather(look(settings), waits(settings))
        return room.page(
            request,
            actor,
            "system.html",
            view=await system_view(room.house.engine, checks, waits_there),
            workflows=room.runs,
            mends=room.may(actor, "system.repair", WHAT),
        )

    @router.post("/system/letters/{number}", openapi_extra={"x-action": "system.repair"})
    async def letter(request: Request, number: int) -> Response:
        await _allowed(room, request, "system.repair")
        form = await typed(request, room.reader(request).speaks)
        owner = form.value("owner")[:80]
        try:
            await asyncio.to_thread(_dealt_with, room, number, owner)
        except NotFound as unknown:
            return room.go("/system", str(unknown), "bad")
        done = N_("Dead letter %(number)s is %(owner)s's.") if owner else DONE
        return room.go("/system#letters", form.speaks.text(done, number=number, owner=owner))

    return router


DONE = N_("Dead letter %(number)s is dealt with.")


async def _allowed(room: Room, request: Request, action: str) -> Actor:
    actor = await room.house.caller(request)
    room.house.require(actor, action, WHAT)
    return actor


def _dealt_with(room: Room, number: int, owner: str) -> None:
    """Hand it to somebody, or, where nobody is named, close it."""
    with writing(room.house.engine) as connection:
        if owner:
            hand_over(connection, number, owner)
        else:
            handled(connection, number, room.house.now())
