"""Opening a crisis case: one short form, sent twice it is one case."""

from uuid import uuid4

from fastapi import APIRouter, Request, Response

from makegood.messages.crises import CrisisFiling
from makegood.rules.access import Actor, Resource
from makegood.rules.crisis.severity import Severity, Trigger
from starters.desk.crisis_case import Reply
from starters.desk.crisis_fields import Field, choices, kept_of, named, number
from starters.desk.crisis_words import SOURCES
from starters.desk.forms import Typed, Unfit, typed
from starters.desk.room import Room
from starters.desk.tongues import LANGUAGES
from starters.desk.words import N_
from starters.errors import BadInput, Denied, DoorError, RefusedByRule, Unreachable

FIRST = (
    Field("headline", N_("What is happening"), help=N_("One line, as it will be paged.")),
    Field("source", N_("Where it was seen"), "select", options=choices(SOURCES)),
    Field("url", N_("Address"), optional=True),
    Field("description", N_("What is known"), "area", optional=True),
    Field("triggers", N_("What is in it"), "checks", optional=True, options=choices(Trigger)),
)
MORE = (
    Field("severity", N_("At least as bad as"), "select", True, choices(Severity)),
    Field("reference", N_("Its number or name there"), optional=True),
    Field("reach", N_("How many have seen it"), "number", optional=True),
    Field("language", N_("Its language"), "select", options=named(LANGUAGES)),
    Field("customer", N_("Customer's id"), optional=True),
    Field("restricted", N_("Only for the members of the case"), "tick", optional=True),
    Field("drill", N_("A drill: nothing of it is real"), "tick", optional=True),
)
AGAIN = {BadInput: 422, Denied: 403, RefusedByRule: 409, Unreachable: 503}
"""Refusals after which the form is shown again, with what was typed."""


def crisis_opening_routes(room: Room) -> APIRouter:
    """The routes of the form and of what it sends."""
    router = APIRouter()
    declared = {"x-action": "crisis.open"}

    @router.get("/crises/new", openapi_extra=declared)
    async def form(request: Request) -> Response:
        actor = await room.house.caller(request)
        room.house.require(actor, "crisis.open", Resource("crisis"))
        return _show(room, request, actor, Reply(typed={"case_id": _new_id(room)}))

    @router.post("/crises/new", openapi_extra=declared)
    async def open_(request: Request) -> Response:
        actor = await room.house.caller(request)
        room.house.require(actor, "crisis.open", Resource("crisis"))
        form = await typed(request, room.reader(request).speaks)
        try:
            opened = await room.house.crises.open(filing_of(form, actor))
        except Unfit as unfit:
            return _show(room, request, actor, _again(form, unfit))
        except (BadInput, Denied, RefusedByRule, Unreachable) as refusal:
            return _show(room, request, actor, _again(form, refusal))
        return room.go(f"/crises/{opened.case_id}", form.speaks.text(OPENED, case=opened.case_id))

    return router


OPENED = N_("Case %(case)s is open; whoever is on call is being paged.")


def filing_of(form: Typed, actor: Actor) -> CrisisFiling:
    """The alarm that a form holds; Unfit."""
    headline, source = form.needed("headline"), form.needed("source")
    case_id, reach = form.needed("case_id"), number(form, "reach")
    customer = form.value("customer")
    return form.make(
        lambda: CrisisFiling.model_validate(
            {
                "case_id": case_id,
                "source": {
                    "type": source,
                    "reference": form.value("reference") or form.value("url")[:200] or case_id,
                    "url": form.value("url"),
                },
                "headline": headline,
                "description": form.value("description"),
                "language": form.value("language") or "en",
                "reported_by": actor.name,
                "reach": reach or 0,
                "customer": {"id": customer} if customer else None,
                "triggers": form.all("triggers"),
                "severity": form.value("severity") or None,
                "restricted": form.ticked("restricted"),
                "drill": form.ticked("drill"),
            }
        )
    )


def _new_id(room: Room) -> str:
    """An id of its own for each form: sent twice, it is the same case."""
    return f"K-{room.house.now():%Y%m%d}-{uuid4().hex[:6]}"


def _again(form: Typed, why: Unfit | DoorError) -> Reply:
    if isinstance(why, Unfit):
        return Reply("open", wrong=why.wrong, typed=kept_of(form), status=422)
    return Reply("open", why.message, typed=kept_of(form), status=AGAIN[type(why)])


def _show(room: Room, request: Request, actor: Actor, reply: Reply) -> Response:
    return room.page(
        request,
        actor,
        "crisis/open.html",
        status=reply.status,
        reply=reply,
        first=FIRST,
        more=MORE,
    )
