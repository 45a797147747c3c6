"""The page of a claim for those who decide it."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Request, Response

from makegood.messages.commands import Remedy
from makegood.messages.names import claim_workflow_id
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from starters.desk.acts import offered
from starters.desk.asking import asked as asked_in_words
from starters.desk.claim_view import ClaimView, asked_of, look, signing_teams, to_sign
from starters.desk.figures import known_figure
from starters.desk.navigation import is_merchant
from starters.desk.room import Room
from starters.desk.signed import Difference, carried, sentence, signed_of
from starters.desk.tongues import Tongue

DECISIONS = ("approve", "reject", "send_back")


@dataclass(frozen=True)
class Reply:
    """What a form that could not be taken says of itself, with what had been typed."""

    about: str = ""
    message: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    status: int = 200


@dataclass(frozen=True)
class Signing:
    """The decision form: in whose names, about exactly what; `again` is a fresh sign-in first."""

    teams: tuple[Team, ...]
    sentence: str
    carried: str
    subject_hash: str
    decision_id: str
    again: bool


def claim_routes(room: Room) -> APIRouter:
    """The route of a claim's page."""
    router = APIRouter()

    @router.get("/claims/{claim_id}", openapi_extra={"x-action": "claim.read"})
    async def claim(
        request: Request,
        claim_id: str,
        decision: Annotated[str, Query(max_length=20)] = "",
        act: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        actor = await room.house.caller(request)
        if is_merchant(actor):
            return room.go(f"/my/claims/{claim_id}")
        view = await look(room, actor, claim_id)
        return show(room, request, actor, view, Reply(act, typed={"decision": decision}))

    return router


def show(room: Room, request: Request, actor: Actor, view: ClaimView, reply: Reply) -> Response:
    """The page, with what a form has to say of itself."""
    speaks = room.reader(request).speaks
    return room.page(
        request,
        actor,
        "claim.html",
        status=reply.status,
        view=view,
        row=view.case.row,
        docket=view.docket,
        here=f"/claims/{view.claim_id}",
        run=room.run(actor, claim_workflow_id(view.claim_id)),
        seen=str(view.case.row.version),
        asked=asked_of(view.docket),
        signing=_signing(room, actor, view, speaks),
        acts=offered(room, actor, view),
        decisions=DECISIONS,
        reply=reply,
        talks=_talks(room, actor, view),
        timeline=tuple(reversed(view.case.timeline)),
        payments=view.case.payments,
        remedies=tuple(Remedy),
        asked_words=partial(asked_in_words, speaks),
        pictures=room.may(actor, "document.read", _documents_of(view)),
        known=partial(known_figure, room.shelf),
    )


def _documents_of(view: ClaimView) -> Resource:
    return Resource("document", merchant_id=view.case.row.merchant_id)


def _signing(room: Room, actor: Actor, view: ClaimView, speaks: Tongue) -> Signing | None:
    teams, docket = signing_teams(room, actor, view), view.docket
    if not teams or docket is None:
        return None
    return Signing(
        teams=teams,
        sentence=sentence(docket, speaks),
        carried=carried(signed_of(docket, speaks)),
        subject_hash=docket.status.subject_hash,
        decision_id=f"desk-{uuid4().hex}",
        again=not room.may(actor, "claim.sign_off", to_sign(view, teams[0])),
    )


def _talks(room: Room, actor: Actor, view: ClaimView) -> object:
    """The desk's own figures, for those who may see them."""
    allowed = room.may(actor, "claim.negotiation", view.resource)
    return view.docket.talks if view.docket and allowed else None
