"""The page of keys: which other systems are let in, for what, until when; made and taken away."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from fastapi import APIRouter, Request, Response

from makegood.policy.access import AccessBook, load_access
from makegood.policy.loader import load_policy
from makegood.rules.access import Actor, Resource
from makegood.store.api_keys import KeyEntry
from starters.desk.claim import Reply
from starters.desk.forms import Typed, Unfit, typed
from starters.desk.room import Room
from starters.desk.words import N_
from starters.errors import BadInput, NoSuchClaim, RefusedByRule
from starters.key_desk import LONGEST, KeyDesk, Wanted
from starters.policy_tables import InForce

WHAT = Resource("key")
KINDS = {
    "claim": N_("Claims"),
    "crisis": N_("Crises"),
    "document": N_("Documents"),
    "figures": N_("Figures"),
    "hook": N_("Webhooks"),
    "oncall": N_("On call"),
    "policy": N_("Policy"),
    "system": N_("System"),
    "watch": N_("Watches"),
}
"""What people call the kinds of things that a key may do something with."""

USUAL_DAYS = 90
NO_DAYS = N_("Whole days, from 1 to %(most)s.")
NO_SCOPE = N_("Choose at least one thing that the key may do.")


@dataclass(frozen=True)
class Shown:
    """A key that was made just now, whose text nobody sees a second time."""

    name: str
    text: str


@dataclass(frozen=True)
class ScopeGroup:
    """What a key may do with one kind of thing, the whole of it first."""

    label: str
    scopes: tuple[str, ...]


class KeyPage:
    """The page, with the desk where keys are given by the policy in force."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._policy = InForce(room.house.settings.policy_dir, _book)

    def desk(self) -> KeyDesk:
        """Where keys are made, listed and taken away."""
        book, merchants = self._policy.now()
        return KeyDesk(self._room.house.engine, book, merchants, self._room.house.now)

    async def caller(self, request: Request, action: str) -> Actor:
        """Who asks; Denied unless they may."""
        actor = await self._room.house.caller(request)
        self._room.house.require(actor, action, WHAT)
        return actor

    async def show(
        self, request: Request, actor: Actor, reply: Reply, made: Shown | None = None
    ) -> Response:
        """Every key, and the form of a new one for whoever may make it."""
        room, desk = self._room, await asyncio.to_thread(self.desk)
        return room.page(
            request,
            actor,
            "keys.html",
            status=reply.status,
            keys=_ordered(await asyncio.to_thread(desk.all), room),
            groups=_grouped(desk.scopes()),
            merchants=self._policy.now()[1],
            chosen=reply.typed.get("scopes", "").split(),
            days=USUAL_DAYS,
            most=LONGEST.days,
            makes=room.may(actor, "key.create", WHAT),
            revokes=room.may(actor, "key.revoke", WHAT),
            made=made,
            reply=reply,
        )


def key_routes(room: Room) -> APIRouter:
    """The routes of the page."""
    router, page = APIRouter(), KeyPage(room)

    @router.get("/keys", openapi_extra={"x-action": "key.list"})
    async def keys(request: Request) -> Response:
        return await page.show(request, await page.caller(request, "key.list"), Reply())

    @router.post("/keys", openapi_extra={"x-action": "key.create"})
    async def make(request: Request) -> Response:
        actor = await page.caller(request, "key.create")
        form = await typed(request, room.reader(request).speaks)
        try:
            wanted = _wanted(form)
            key = await asyncio.to_thread(page.desk().create, wanted, actor)
        except (Unfit, BadInput, RefusedByRule) as no:
            return await page.show(request, actor, _refused(form, no))
        return await page.show(request, actor, Reply(status=201), Shown(wanted.name, key))

    @router.post("/keys/{name}/revoke", openapi_extra={"x-action": "key.revoke"})
    async def revoke(request: Request, name: str) -> Response:
        actor = await page.caller(request, "key.revoke")
        try:
            await asyncio.to_thread(page.desk().revoke, name, actor)
        except NoSuchClaim as unknown:
            return room.go("/keys", unknown.message, "bad")
        said = N_("The key of %(name)s opens nothing any more.")
        return room.go("/keys", room.reader(request).speaks.text(said, name=name))

    return router


def _refused(form: Typed, no: Unfit | BadInput | RefusedByRule) -> Reply:
    """The form again with all that was typed, and why it will not do."""
    kept = form.kept() | {"scopes": " ".join(form.all("scope"))}
    match no:
        case Unfit():
            return Reply("key", wrong=no.wrong, typed=kept, status=422)
        case BadInput():
            return Reply("key", wrong=_blamed(no), typed=kept, status=422)
        case RefusedByRule():
            return Reply("key", wrong={"name": no.message}, typed=kept, status=409)


def _book(folder: Path) -> tuple[AccessBook, tuple[str, ...]]:
    return load_access(folder), load_policy(folder).merchants()


def _ordered(keys: Iterable[KeyEntry], room: Room) -> tuple[KeyEntry, ...]:
    """Those that open something first, and of these the one that ends next."""
    now = room.house.now()
    return tuple(sorted(keys, key=lambda one: (not one.works(now), one.ends_at, one.name)))


def _grouped(scopes: tuple[str, ...]) -> tuple[ScopeGroup, ...]:
    groups = groupby(scopes, key=lambda scope: scope.partition(".")[0])
    return tuple(ScopeGroup(KINDS.get(kind, kind), tuple(own)) for kind, own in groups)


def _wanted(form: Typed) -> Wanted:
    """The key that is asked for; Unfit."""
    name, days, scopes = form.needed("name"), form.value("days"), form.all("scope")
    if not days.isdecimal() or len(days) > len(str(LONGEST.days)):
        form.blame("days", NO_DAYS, most=LONGEST.days)
    if not scopes:
        form.blame("scope", NO_SCOPE)
    return form.make(
        lambda: Wanted(name, scopes, timedelta(days=int(days)), form.value("merchant"))
    )


def _blamed(bad: BadInput) -> dict[str, str]:
    """What cannot be, at the field that it names."""
    field, _, why = bad.message.partition(": ")
    return {field: why} if why else {"form": bad.message}
