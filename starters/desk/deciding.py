"""A decision on what stands to be signed: taken in, or refused with what has changed."""

from fastapi import APIRouter, Request, Response

from makegood.messages.commands import SignOff
from makegood.rules.access import Actor
from makegood.rules.claim import Team
from makegood.rules.rounds import Decide
from starters.desk.claim import Reply, show
from starters.desk.claim_view import ClaimView, look, to_sign
from starters.desk.forms import MISSING, Typed, Unfit, typed
from starters.desk.room import Room
from starters.desk.signed import Difference, brought, differences, signed_of
from starters.desk.tongues import Tongue
from starters.desk.words import N_
from starters.errors import Denied, DoorError, RefusedByRule

STALE = frozenset({"stale_subject", "round_closed", "nothing_to_sign"})
"""Refusals that mean that something else stands now than what was seen."""

DONE = {
    Decide.APPROVE: N_("You have approved %(what)s of claim %(claim)s."),
    Decide.REJECT: N_("You have rejected %(what)s of claim %(claim)s."),
    Decide.SEND_BACK: N_("You have sent %(what)s of claim %(claim)s back."),
}


def deciding_routes(room: Room) -> APIRouter:
    """The route that takes decisions."""
    router = APIRouter()

    @router.post("/claims/{claim_id}/decision", openapi_extra={"x-action": "claim.sign_off"})
    async def decide(request: Request, claim_id: str) -> Response:
        actor = await room.house.caller(request)
        view = await look(room, actor, claim_id)
        form = await typed(request, room.reader(request).speaks)
        return await _decided(room, request, actor, view, form)

    return router


async def _decided(
    room: Room, request: Request, actor: Actor, view: ClaimView, form: Typed
) -> Response:
    try:
        message = sign_off_of(form, actor)
    except Unfit as unfit:
        reply = Reply("decide", wrong=unfit.wrong, typed=form.kept(), status=422)
        return show(room, request, actor, view, reply)
    room.house.require(actor, "claim.sign_off", to_sign(view, message.team))
    try:
        once = message.decision_id
        await room.house.claims_for(actor).say(view.claim_id, "sign_off", message, once=once)
    except (Denied, RefusedByRule) as refusal:
        now = await look(room, actor, view.claim_id)
        return show(room, request, actor, now, _refused(refusal, now, form))
    what = form.speaks.word(view.docket.status.subject) if view.docket else ""
    done = form.speaks.text(DONE[message.decision], what=what, claim=view.claim_id)
    return room.go("/inbox", done)


def sign_off_of(form: Typed, actor: Actor) -> SignOff:
    """The decision that a form holds, in the actor's own name; Unfit."""
    decision, team = form.needed("decision"), form.needed("team")
    if decision in (Decide.REJECT, Decide.SEND_BACK) and not form.value("reason"):
        form.blame("reason", MISSING)
    return form.make(
        lambda: SignOff(
            decision_id=form.value("decision_id"),
            team=Team(team),
            decision=Decide(decision),
            by=actor.name,
            reason=form.value("reason"),
            subject_hash=form.value("subject_hash"),
        )
    )


def _refused(refusal: DoorError, now: ClaimView, form: Typed) -> Reply:
    """Why not, with what was seen held against what stands."""
    kept = form.kept()
    changed = _changed(now, kept.get("seen", ""), form.speaks)
    if refusal.code in STALE:
        kept.pop("decision", None)
    status = 403 if isinstance(refusal, Denied) else 409
    return Reply("decide", refusal.message, {}, kept, changed, status)


def _changed(now: ClaimView, seen: str, speaks: Tongue) -> tuple[Difference, ...]:
    was = brought(seen)
    if was is None or now.docket is None:
        return ()
    return differences(was, signed_of(now.docket, speaks), speaks)
