"""All claims, filtered, a page at a time; and many handed over to another owner at once."""

import asyncio
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from makegood.messages.commands import Assign
from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource
from makegood.rules.case_words import Stage
from makegood.store.filters import ClaimFilter
from makegood.store.inbox import Page
from starters.desk.forms import Typed, Unfit, typed
from starters.desk.navigation import is_merchant
from starters.desk.room import Room
from starters.desk.tastes import within
from starters.desk.words import KINDS, N_
from starters.errors import DoorError, NoSuchClaim

MOST = 100
"""Claims that are handed over in one go."""


class Which(BaseModel):
    """Which claims are listed; a filter that says nothing filters nothing."""

    model_config = ConfigDict(frozen=True)

    stage: str = Field("", max_length=40)
    kind: str = Field("", max_length=40)
    owner: str = Field("", max_length=80)
    merchant: str = Field("", max_length=64)
    closed: bool = False
    cursor: str = Field("", max_length=200)

    @property
    def filter(self) -> ClaimFilter:
        """The same as the records filter."""
        return ClaimFilter(
            stage=self.stage or None,
            kind=self.kind or None,
            assignee=self.owner or None,
            merchant_id=self.merchant or None,
            is_open=None if self.closed else True,
        )


def claim_list_routes(room: Room) -> APIRouter:
    """The routes of the list and of the hand-over."""
    router = APIRouter()

    @router.get("/claims", openapi_extra={"x-action": "claim.list"})
    async def claims(request: Request, which: Annotated[Which, Query()]) -> Response:
        actor = await room.house.caller(request)
        if is_merchant(actor):
            return room.go("/my/claims")
        room.house.require(actor, "claim.list", Resource("claim"))
        page = await asyncio.to_thread(room.house.desk.list_claims, which.filter, which.cursor)
        return _shown(room, request, actor, which, page)

    @router.post("/claims/hand-over", openapi_extra={"x-action": "claim.assign"})
    async def hand_over(request: Request) -> Response:
        actor = await room.house.caller(request)
        room.house.require(actor, "claim.assign", Resource("claim"))
        form = await typed(request, room.reader(request).speaks)
        back = within(form.value("next") or "/claims")
        try:
            chosen, assign = _wanted(form, actor)
        except Unfit as unfit:
            return room.go(back, "; ".join(unfit.wrong.values()), "bad")
        failed = [one for one in chosen if not await _assigned(room, actor, one, assign)]
        return room.go(back, *_said(form, assign, len(chosen), failed))

    return router


def _shown(room: Room, request: Request, actor: Actor, which: Which, page: Page) -> Response:
    return room.page(
        request,
        actor,
        "claims.html",
        page=page,
        which=which,
        kinds=KINDS,
        stages=tuple(Stage),
        older=request.url.include_query_params(cursor=page.cursor).query,
    )


def _wanted(form: Typed, actor: Actor) -> tuple[tuple[str, ...], Assign]:
    chosen, to = form.all("claim")[:MOST], form.value("assignee")
    if not chosen:
        form.blame("claim", N_("Choose at least one claim."))
    if not to:
        form.blame("assignee", N_("Say who is to own them."))
    reason = form.value("reason")
    return chosen, form.make(lambda: Assign(assignee=to, by=actor.name, reason=reason))


async def _assigned(room: Room, actor: Actor, claim_id: str, assign: Assign) -> bool:
    """Whether the claim has its new owner now."""
    try:
        row = await asyncio.to_thread(room.house.desk.row, claim_id)
        whose = Resource("claim", claim_id, row.merchant_id)
        room.house.require(actor, "claim.assign", whose)
        await room.house.claims.say(claim_id, "assign", assign, once=f"desk-{uuid4().hex}")
    except (DoorError, NotFound, NoSuchClaim):
        return False
    return True


def _said(form: Typed, assign: Assign, chosen: int, failed: list[str]) -> tuple[str, str]:
    done = form.speaks.text(
        N_("%(count)s claims are %(name)s's now."),
        count=chosen - len(failed),
        name=assign.assignee,
    )
    if not failed:
        return done, "good"
    left = form.speaks.text(N_("Not handed over: %(claims)s."), claims=", ".join(failed))
    return f"{done} {left}", "bad"
