"""A decision on a statement: bound to the text that was shown, refused where another stands."""

from fastapi import APIRouter, Request, Response

from makegood.messages.crisis_commands import StatementSignOff
from makegood.messages.crisis_status import StatementStatus
from makegood.rules.access import Actor
from makegood.rules.claim import Team
from makegood.rules.rounds import Decide
from starters.desk.crisis_case import Reply, show
from starters.desk.crisis_fields import kept_of
from starters.desk.crisis_texts import Piece, brought, changes
from starters.desk.crisis_view import CrisisView, look, resource_of
from starters.desk.forms import MISSING, Typed, Unfit, typed
from starters.desk.room import Room
from starters.desk.words import N_
from starters.errors import Denied, DoorError, RefusedByRule

ABOUT = "sign_off"
CHANGED = N_("It has changed since you looked. Nothing was signed.")
DONE = {
    Decide.APPROVE: N_("You have approved statement %(key)s of case %(case)s."),
    Decide.REJECT: N_("You have rejected statement %(key)s of case %(case)s."),
    Decide.SEND_BACK: N_("You have sent statement %(key)s of case %(case)s back."),
}


def crisis_signing_routes(room: Room) -> APIRouter:
    """The route that takes decisions on statements."""
    router = APIRouter()

    @router.post("/crises/{case_id}/sign-off", openapi_extra={"x-action": "crisis.sign_off"})
    async def sign(request: Request, case_id: str) -> Response:
        actor = await room.house.caller(request)
        view = await look(room, actor, case_id)
        form = await typed(request, room.reader(request).speaks)
        try:
            message = sign_off_of(form, actor)
        except Unfit as unfit:
            reply = Reply(ABOUT, wrong=unfit.wrong, typed=kept_of(form), status=422)
            return show(room, request, actor, view, reply)
        room.house.require(actor, "crisis.sign_off", resource_of(view.row, message.team))
        return await _signed(room, request, actor, (view, form, message))

    return router


async def _signed(
    room: Room, request: Request, actor: Actor, asked: tuple[CrisisView, Typed, StatementSignOff]
) -> Response:
    view, form, message = asked
    if stale := _stale(view, form):
        return show(room, request, actor, view, stale)
    try:
        once = message.decision_id
        await room.house.crises_for(actor).say(view.case_id, ABOUT, message, once=once)
    except (Denied, RefusedByRule) as refusal:
        now = await look(room, actor, view.case_id)
        reply = _stale(now, form) or _refused(refusal, form)
        return show(room, request, actor, now, reply)
    shown = brought(form.value("seen"))
    key = shown.key if shown else message.statement_hash[:12]
    done = form.speaks.text(DONE[message.decision], key=key, case=view.case_id)
    return room.go(f"/crises/{view.case_id}", done)


def sign_off_of(form: Typed, actor: Actor) -> StatementSignOff:
    """The decision that a form holds, in the actor's own name; Unfit."""
    decision, team = form.needed("decision"), form.needed("team")
    if decision in (Decide.REJECT, Decide.SEND_BACK) and not form.value("reason"):
        form.blame("reason", MISSING)
    return form.make(
        lambda: StatementSignOff(
            statement_hash=form.value("statement_hash"),
            team=Team(team),
            decision=Decide(decision),
            by=actor.name,
            reason=form.value("reason"),
            decision_id=form.value("decision_id"),
        )
    )


def _refused(refusal: DoorError, form: Typed) -> Reply:
    status = 403 if isinstance(refusal, Denied) else 409
    return Reply(ABOUT, refusal.message, {}, kept_of(form), status=status)


def _stale(view: CrisisView, form: Typed) -> Reply | None:
    """Why the decision is not taken where other words stand now, with the words that differ."""
    shown = brought(form.value("seen"))
    stands = _standing(view, shown.key) if shown else None
    if shown is None or stands is None or stands.statement_hash == form.value("statement_hash"):
        return None
    kept = {name: value for name, value in kept_of(form).items() if name != "decision"}
    pieces: tuple[Piece, ...] = changes(shown.text, stands.text)
    return Reply(ABOUT, form.speaks.text(CHANGED), {}, kept, pieces, status=409)


def _standing(view: CrisisView, key: str) -> StatementStatus | None:
    held = view.status.statements if view.status else ()
    return next((one for one in held if one.key == key), None)
