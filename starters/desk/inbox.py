"""The inbox: what waits on somebody or their teams, in one list, the most urgent first."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from makegood.rules.claim import ClaimKind
from makegood.store.work import WorkFilter, WorkLists
from starters.desk.room import Room
from starters.desk.tongues import Tongue
from starters.desk.watching import inbox_topics
from starters.desk.words import KINDS
from starters.desk.work import Work, urgent_first, work_of_claim, work_of_crisis
from starters.errors import Denied

PAGE = 50
MOST = 500
CLAIMS, CRISES = "claims", "crises"


class Wanted(BaseModel):
    """Which part of the inbox is looked at; a filter that says nothing filters nothing."""

    model_config = ConfigDict(frozen=True)

    team: str = ""
    only: str = Field("", pattern="^(claims|crises)?$")
    kind: ClaimKind | str = Field("", max_length=40)
    mine: bool = False
    show: Annotated[int, Field(ge=1, le=MOST)] = PAGE

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.team or self.only or self.kind or self.mine)


@dataclass(frozen=True)
class Inbox:
    """What is shown of it, how much there is, and in whose names it may be asked."""

    work: tuple[Work, ...]
    total: int
    names: tuple[str, ...]


def inbox_routes(room: Room) -> APIRouter:
    """The route of the inbox."""
    router = APIRouter()
    lists = WorkLists(room.house.engine)

    @router.get("/inbox", openapi_extra={"x-action": "inbox.read"})
    async def inbox(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
        actor = await room.house.caller(request)
        teams = room.teams(actor)
        if not teams:
            raise Denied(f"{actor.name} has no inbox.", "not_granted")
        seen = await room.pulse.mark(inbox_topics(actor, teams))
        speaks = room.reader(request).speaks
        names = (*teams, actor.name)
        found = await asyncio.to_thread(look, lists, names, wanted, speaks)
        return room.page(
            request,
            actor,
            "inbox.html",
            inbox=found,
            wanted=wanted,
            seen=seen,
            kinds=KINDS,
            more=min(wanted.show + PAGE, MOST),
        )

    return router


def look(lists: WorkLists, names: tuple[str, ...], wanted: Wanted, speaks: Tongue) -> Inbox:
    """What waits on any of the names, the last of which is the reader's own."""
    asked = tuple(name for name in names if wanted.team in ("", name))
    which = WorkFilter(asked, wanted.kind or None, names[-1] if wanted.mine else None)
    claims, crises = lists.count(which)
    work: list[Work] = []
    if wanted.only != CRISES:
        work += [work_of_claim(one, speaks) for one in lists.claims(which, wanted.show)]
    if wanted.only != CLAIMS and not (wanted.kind or wanted.mine):
        work += [work_of_crisis(one, speaks) for one in lists.crises(asked, wanted.show)]
    total = {CLAIMS: claims, CRISES: crises}.get(wanted.only, claims + crises)
    if wanted.kind or wanted.mine:
        total = claims
    return Inbox(urgent_first(work)[: wanted.show], total, names)
