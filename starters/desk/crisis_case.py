"""The page of a crisis case: all that its members know, or as much as everybody may."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Request, Response

from makegood.messages.crisis_status import PageStatus, StatementStatus
from makegood.messages.names import crisis_workflow_id
from makegood.rules.access import Actor
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageState
from makegood.rules.rounds import Decide
from starters.desk.asking import asked as asked_in_words
from starters.desk.crisis_acts import GROUPS, Offer, offered
from starters.desk.crisis_chart import Chart, chart
from starters.desk.crisis_texts import Piece, carried, shown_of
from starters.desk.crisis_view import CrisisView, look, signing_teams
from starters.desk.room import Room

TONES: dict[str, str] = {
    PageState.FAILED: "bad",
    PageState.STALE: "bad",
    PageState.SENT_UNKNOWN: "warn",
    PageState.DEFERRED: "warn",
    PageState.BUNDLED: "warn",
    PageState.DELIVERED: "good",
    PageState.READ: "good",
}
"""How the state of a page is coloured."""

AT_ONCE = ("accept_role", "complete_task", "publish_statement", "complete_action")
"""What a single button beside the thing itself does, besides the form among the acts."""


@dataclass(frozen=True)
class Reply:
    """What a form that could not be taken says of itself, with what had been typed."""

    about: str = ""
    message: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    status: int = 200


@dataclass(frozen=True)
class ToSign:
    """A statement that the reader may sign: for which teams, and exactly what they were shown."""

    statement: StatementStatus
    teams: tuple[Team, ...]
    carried: str
    decision_id: str


def crisis_case_routes(room: Room) -> APIRouter:
    """The route of a case's page."""
    router = APIRouter()

    @router.get("/crises/{case_id}", openapi_extra={"x-action": "crisis.read"})
    async def case(
        request: Request,
        case_id: str,
        act: Annotated[str, Query(max_length=40)] = "",
        edit: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        actor = await room.house.caller(request)
        view = await look(room, actor, case_id)
        return show(room, request, actor, view, Reply(act, typed=_begun(view, edit)))

    return router


def _begun(view: CrisisView, edit: str) -> dict[str, str]:
    """The form of a statement that is to be edited, as it stands."""
    held = view.status.statements if view.status else ()
    for one in held:
        if one.key == edit:
            known = {"key": one.key, "text": one.text, "language": one.language}
            return {**known, "channel": one.channel, "corrects": one.corrects}
    return {}


def show(room: Room, request: Request, actor: Actor, view: CrisisView, reply: Reply) -> Response:
    """The page, with what a form has to say of itself."""
    offers = offered(room, actor, view)
    reads = room.reader(request)
    return room.page(
        request,
        actor,
        "crisis/case.html",
        status=reply.status,
        view=view,
        row=view.row,
        standing=view.status,
        briefing=view.briefing,
        here=f"/crises/{view.case_id}",
        run=room.run(actor, crisis_workflow_id(view.case_id)),
        seen=str(view.row.version),
        offers={one.act.command: one for one in offers},
        groups=_grouped(offers),
        at_once=tuple(one.act.command for one in offers if one.act.command in AT_ONCE),
        to_sign=_to_sign(room, actor, view),
        decisions=tuple(Decide),
        reply=reply,
        mentions=_mentions(view, room),
        pages=_newest_pages(view),
        timeline=tuple(reversed(view.timeline)),
        tones=TONES,
        once=lambda: f"desk-{uuid4().hex}",
        asked_words=partial(asked_in_words, reads.speaks),
    )


def _grouped(offers: tuple[Offer, ...]) -> tuple[tuple[str, tuple[Offer, ...]], ...]:
    """What is offered, by what it is about; to acknowledge has a place of its own."""
    listed = [one for one in offers if one.act.command != "acknowledge"]
    grouped = ((name, tuple(o for o in listed if o.act.group == name)) for name in GROUPS)
    return tuple((name, some) for name, some in grouped if some)


def _to_sign(room: Room, actor: Actor, view: CrisisView) -> tuple[ToSign, ...]:
    held = view.status.statements if view.status else ()
    asked = ((one, signing_teams(room, actor, view, one)) for one in held)
    return tuple(
        ToSign(one, teams, carried(shown_of(one)), f"desk-{uuid4().hex}")
        for one, teams in asked
        if teams
    )


def _mentions(view: CrisisView, room: Room) -> Chart | None:
    if view.briefing is None:
        return None
    return chart((one.at for one in view.briefing.mentions), room.house.now())


def _newest_pages(view: CrisisView) -> tuple[PageStatus, ...]:
    return tuple(reversed(view.status.pages)) if view.status else ()
