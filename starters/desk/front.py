"""The start, and what somebody likes: the two pages' routes that belong to no case."""

from fastapi import APIRouter, Request, Response

from starters.desk.navigation import start
from starters.desk.room import Room
from starters.desk.tastes import remember, within

SIGNED_IN = {"x-action": "signed_in"}


def front_routes(room: Room) -> APIRouter:
    """The routes of `/` and of preferences."""
    router = APIRouter()

    @router.get("/", openapi_extra=SIGNED_IN)
    async def begin(request: Request) -> Response:
        actor = await room.house.caller(request)
        return room.go(start(room.house, actor))

    @router.post("/preferences", openapi_extra=SIGNED_IN)
    async def prefer(request: Request) -> Response:
        await room.house.caller(request)
        form = {name: str(value) for name, value in (await request.form()).items()}
        response = room.go(within(form.get("next", "/")))
        remember(response, form, secure=request.url.scheme == "https")
        return response

    return router
