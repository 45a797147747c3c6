"""The route of everything that is done to a crisis case besides signing its statements."""

from fastapi import APIRouter, Request, Response

from starters.desk.crisis_acts import BY_COMMAND, Act, about
from starters.desk.crisis_case import Reply, show
from starters.desk.crisis_fields import kept_of
from starters.desk.crisis_goodwill import CLAIM, asked_in_words, currency_of
from starters.desk.crisis_view import look
from starters.desk.forms import Unfit, typed
from starters.desk.room import Room
from starters.desk.tongues import Tongue
from starters.desk.words import N_
from starters.errors import Denied, NoSuchClaim, RefusedByRule

DONE = N_("Done: %(what)s.")


def crisis_acting_routes(room: Room) -> APIRouter:
    """The route that takes the forms of acts."""
    router = APIRouter()

    @router.post("/crises/{case_id}/acts/{command}", openapi_extra={"x-action": "crisis.{command}"})
    async def act(request: Request, case_id: str, command: str) -> Response:
        actor = await room.house.caller(request)
        known = BY_COMMAND.get(command)
        if known is None:
            raise NoSuchClaim(f"Nothing is called {command}.")
        view = await look(room, actor, case_id)
        room.house.require(actor, f"crisis.{command}", about(known, view))
        form = await typed(request, room.reader(request).speaks)
        try:
            currency = await currency_of(room, actor, form.value(CLAIM))
            message = known.build(form, actor, view, currency)
            crises, once = room.house.crises_for(actor), form.value("once")
            await crises.say(case_id, command, message, once=once)
        except Unfit as unfit:
            reply = Reply(command, wrong=unfit.wrong, typed=kept_of(form), status=422)
            return show(room, request, actor, view, reply)
        except (Denied, RefusedByRule) as refusal:
            reply = Reply(command, refusal.message, typed=kept_of(form), status=409)
            return show(room, request, actor, await look(room, actor, case_id), reply)
        done = asked_in_words(message, form) or _done(known, form.speaks)
        return room.go(f"/crises/{case_id}", done)

    return router


def _done(act: Act, speaks: Tongue) -> str:
    return speaks.text(DONE, what=speaks.text(act.label).lower())
