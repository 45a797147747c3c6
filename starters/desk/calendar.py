"""The on-call calendar: who is called now, a team's week, and changing it."""

import asyncio
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from makegood.rules.refusals import Refused
from makegood.rules.rota.plan import Override
from makegood.rules.rota.saving import Standing
from makegood.store.rota import Word
from starters.desk.claim import Reply
from starters.desk.forms import Typed, Unfit, typed
from starters.desk.room import Room
from starters.desk.rota_view import WEEK, Rotas, monday_of
from starters.desk.shift_change import ACTION as HAND_OVER
from starters.desk.shift_change import Handing
from starters.desk.words import N_
from starters.errors import BadInput

CHANGES = {"x-action": "oncall.override"}

NO_TIME = N_("A day and time, as in 2026-12-24T18:00.")
NOBODY = N_("Say who is on call, or in whose place nobody is.")


def calendar_routes(room: Room) -> APIRouter:
    """The routes of the calendar."""
    router = APIRouter()
    rotas = Rotas(room.house.engine, room.house.settings.policy_dir)

    @router.get("/on-call", openapi_extra={"x-action": "oncall.read"})
    async def on_call(
        request: Request, team: Team | None = None, week: Annotated[date | None, Query()] = None
    ) -> Response:
        actor = await _reader(room, request)
        return await _show(room, rotas, request, (actor, team, week), Reply())

    @router.post("/on-call/changes", openapi_extra=CHANGES)
    async def change(request: Request) -> Response:
        actor = await room.house.caller(request)
        form = await typed(request, room.reader(request).speaks)
        team = _team(form)
        room.house.require(actor, "oncall.override", Resource("oncall", team=team))
        standing = rotas.standing(team, room.house.now())
        try:
            wanted = (_override(form, actor, team, standing),)
            saved = await asyncio.to_thread(rotas.changes.save, wanted, standing)
        except Unfit as unfit:
            reply = Reply("change", wrong=unfit.wrong, typed=form.kept(), status=422)
            return await _show(room, rotas, request, (actor, team, None), reply)
        except Refused as refusal:
            reply = Reply("change", refusal.message, typed=form.kept(), status=409)
            return await _show(room, rotas, request, (actor, team, None), reply)
        first = saved.change[0]
        monday = monday_of(standing.rota.local(first.since).date())
        done = form.speaks.text(N_("Saved, %(when)s."), when=standing.when(first))
        return _said(room, f"/on-call?team={team}&week={monday}", done, saved.warnings)

    _offer_withdrawal(router, room, rotas)
    return router


def _offer_withdrawal(router: APIRouter, room: Room, rotas: Rotas) -> None:
    @router.post("/on-call/changes/{change_id}/withdraw", openapi_extra=CHANGES)
    async def withdraw(request: Request, change_id: str) -> Response:
        actor = await room.house.caller(request)
        form = await typed(request, room.reader(request).speaks)
        team = _team(form)
        room.house.require(actor, "oncall.override", Resource("oncall", team=team))
        standing = rotas.standing(team, room.house.now())
        word = Word(actor.name, form.value("reason"))
        try:
            warned = await asyncio.to_thread(rotas.changes.withdraw, change_id, standing, word)
        except (Refused, NotFound) as refusal:
            return room.go(f"/on-call?team={team}", str(refusal), "bad")
        done = form.speaks.text(N_("The change %(id)s is withdrawn."), id=change_id)
        return _said(room, f"/on-call?team={team}", done, warned)


def _said(room: Room, path: str, done: str, warned: tuple[str, ...]) -> Response:
    """To the calendar, which says what was done and what to know about it."""
    return room.go(path, " ".join((done, *warned)), "warn" if warned else "good")


async def _reader(room: Room, request: Request) -> Actor:
    actor = await room.house.caller(request)
    room.house.require(actor, "oncall.read", Resource("oncall"))
    return actor


async def _show(
    room: Room,
    rotas: Rotas,
    request: Request,
    asked: tuple[Actor, Team | None, date | None],
    reply: Reply,
) -> Response:
    actor, team, week = asked
    now = room.house.now()
    all_rotas = rotas.all(now)
    own = _first(actor, tuple(rota.team for rota in all_rotas))
    chosen = team or own
    monday = monday_of(week or rotas.rota(chosen, now).local(now).date())
    found = await asyncio.to_thread(rotas.week, chosen, monday, now)
    return room.page(
        request,
        actor,
        "calendar.html",
        status=reply.status,
        week=found,
        called=await asyncio.to_thread(rotas.called, now),
        teams=tuple(rota.team for rota in all_rotas),
        people=tuple(one.name for one in rotas.people.people),
        before=monday - WEEK,
        after=monday + WEEK,
        today=found.rota.local(now).date(),
        handing=_handing(room, actor, chosen, own),
        changes_it=room.may(actor, "oncall.override", Resource("oncall", team=chosen)),
        reply=reply,
    )


def _handing(room: Room, actor: Actor, shown: Team, own: Team) -> Handing | None:
    """The form that hands the reader's own shift over; None for whoever may not."""
    if not room.may(actor, HAND_OVER, Resource("crisis")):
        return None
    return Handing(shown if shown in actor.teams else own, "", "")


def _first(actor: Actor, teams: tuple[Team, ...]) -> Team:
    """The reader's own team where it has a rota, else the first."""
    return next((team for team in teams if team in actor.teams), teams[0])


def _team(form: Typed) -> Team:
    try:
        return Team(form.value("team"))
    except ValueError:
        raise BadInput(form.speaks.text(N_("Which team?"))) from None


def _override(form: Typed, actor: Actor, team: Team, standing: Standing) -> Override:
    since, until = _moment(form, "since", standing), _moment(form, "until", standing)
    person, replaces = form.value("person"), form.value("replaces")
    if not person and not replaces:
        form.blame("person", NOBODY)
    reason = form.needed("reason")
    return form.make(lambda: Override("", team, person, since, until, actor.name, reason, replaces))


def _moment(form: Typed, name: str, standing: Standing) -> datetime:
    """A moment on the team's clocks, as a browser's field or a person writes it."""
    try:
        return standing.rota.instant(datetime.fromisoformat(form.value(name)))
    except ValueError:
        form.blame(name, NO_TIME)
        return standing.now
