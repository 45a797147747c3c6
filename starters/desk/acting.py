"""The route of everything that is done to a claim besides deciding it."""

from fastapi import APIRouter, Request, Response

from starters.desk.acts import BY_COMMAND
from starters.desk.claim import Reply, show
from starters.desk.claim_view import look
from starters.desk.forms import Unfit, typed
from starters.desk.room import Room
from starters.errors import Denied, NoSuchClaim, RefusedByRule


def acting_routes(room: Room) -> APIRouter:
    """The route that takes the forms of acts."""
    router = APIRouter()

    @router.post("/claims/{claim_id}/acts/{command}", openapi_extra={"x-action": "claim.{command}"})
    async def act(request: Request, claim_id: str, command: str) -> Response:
        actor = await room.house.caller(request)
        known = BY_COMMAND.get(command)
        if known is None:
            raise NoSuchClaim(f"Nothing is called {command}.")
        view = await look(room, actor, claim_id)
        room.house.require(actor, f"claim.{command}", view.resource)
        form = await typed(request, room.reader(request).speaks)
        try:
            message = known.build(form, actor, view)
            claims, once = room.house.claims_for(actor), form.value("once")
            await claims.say(claim_id, command, message, once=once)
        except Unfit as unfit:
            reply = Reply(command, wrong=unfit.wrong, typed=form.kept(), status=422)
            return show(room, request, actor, view, reply)
        except (Denied, RefusedByRule) as refusal:
            reply = Reply(command, refusal.message, typed=form.kept(), status=409)
            return show(room, request, actor, await look(room, actor, claim_id), reply)
        return room.go(f"/claims/{claim_id}", form.speaks.text(known.done, claim=claim_id))

    return router
