"""Handing one's own shift over: what would be offered is looked at, then it is confirmed."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData

from makegood.messages.crisis_records import CrisisRow
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from starters.desk.asking import asked
from starters.desk.crisis_view import resource_of
from starters.desk.forms import Typed, typed
from starters.desk.room import Room
from starters.desk.rota_view import Rotas
from starters.desk.words import N_
from starters.errors import BadInput
from starters.shift_change import Leaving, Offer, Outcome, Shift, ShiftChange, active_cases

ACTION = "crisis.hand_over"
GUARDED = {"x-action": ACTION}
END = N_("End of shift")
NOBODY = N_("Nobody is called after you: say who takes over.")
YOURSELF = N_("You cannot hand over to yourself.")
WRONG = {"nobody_next": NOBODY, "same_person": YOURSELF}
LONGEST = 1000
TONES = {Outcome.OFFERED: "good", Outcome.BEFORE: "good", Outcome.WOULD_BE: "accent"}


@dataclass(frozen=True)
class Handing:
    """A shift as its page shows it; without `to` nobody can take over as it was asked."""

    team: Team
    to: str
    reason: str
    offers: tuple[Offer, ...] = ()
    done: bool = False

    @property
    def failed(self) -> int:
        """How many parts were, or would be, not offered."""
        return sum(one.failed for one in self.offers)

    @property
    def open(self) -> int:
        """How many parts can be offered still."""
        return sum(one.outcome is Outcome.WOULD_BE for one in self.offers)


@dataclass(frozen=True)
class Reply:
    """What was typed, and what is wrong with it."""

    message: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def shift_change_routes(room: Room) -> APIRouter:
    """The routes of the page: a GET looks, a POST offers."""
    router = APIRouter()
    rotas = Rotas(room.house.engine, room.house.settings.policy_dir)

    @router.get("/on-call/hand-over", openapi_extra=GUARDED)
    async def preview(request: Request) -> Response:
        actor = await room.house.caller(request)
        form = Typed(FormData(request.query_params), room.reader(request).speaks)
        return await _answer(room, rotas, request, (actor, form, True))

    @router.post("/on-call/hand-over", openapi_extra=GUARDED)
    async def hand_over(request: Request) -> Response:
        actor = await room.house.caller(request)
        form = await typed(request, room.reader(request).speaks)
        return await _answer(room, rotas, request, (actor, form, False))

    return router


async def _answer(
    room: Room, rotas: Rotas, request: Request, wanted: tuple[Actor, Typed, bool]
) -> Response:
    """The page of a shift that is looked at or handed over; 422 where nobody can take over."""
    actor, form, dry = wanted
    room.house.require(actor, ACTION, Resource("crisis"))
    team, reason = _team(form, actor, rotas, room), form.value("why") or form.speaks.text(END)
    now = room.house.now()
    leaving = Leaving(rotas.all(now), rotas.changes, team, actor.name, now)
    try:
        to = await asyncio.to_thread(leaving.receiver, form.value("to"))
    except BadInput as error:
        form.blame("to", WRONG[error.code])
        return _page(room, request, actor, (Handing(team, "", reason), form, rotas))
    shift = Shift(actor.name, to, actor.name, reason[:LONGEST], dry)
    offers = await _offered(room, actor, shift, form.value("once"))
    return _page(
        room, request, actor, (Handing(team, to, reason, offers, done=not dry), form, rotas)
    )


async def _offered(room: Room, actor: Actor, shift: Shift, once: str) -> tuple[Offer, ...]:
    def allow(row: CrisisRow) -> None:
        room.house.require(actor, ACTION, resource_of(row))

    rows = await asyncio.to_thread(lambda: tuple(active_cases(room.house.lists)))
    crises = room.house.crises_for(actor)
    change = ShiftChange(crises, allow, lambda part: f"{once}-{part}" if once else "")
    return await change.offered(rows, shift)


def _page(
    room: Room, request: Request, actor: Actor, shown: tuple[Handing, Typed, Rotas]
) -> Response:
    handing, form, rotas = shown
    return room.page(
        request,
        actor,
        "hand_over_shift.html",
        status=422 if form.wrong else 200,
        handing=handing,
        people=tuple(one.name for one in rotas.people.people if one.name != actor.name),
        tones=TONES,
        asked_words=partial(asked, form.speaks),
        reply=Reply(wrong=form.wrong, typed=form.kept()),
    )


def _team(form: Typed, actor: Actor, rotas: Rotas, room: Room) -> Team:
    """The team whose shift it is; where none is said, the actor's own, if it has a rota."""
    said = form.value("team")
    if said in {team.value for team in Team}:
        return Team(said)
    teams = tuple(rota.team for rota in rotas.all(room.house.now()))
    return next((team for team in teams if team in actor.teams), teams[0])
