"""The list of crisis cases on which nobody works any more, by filters and page by page."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from makegood.rules.access import Resource
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import CrisisStage, SourceType
from makegood.store.crisis_desk import CrisisFilter
from starters.desk.room import Room

PAGE = 25
STAGES = (CrisisStage.CLOSED, CrisisStage.REVIEWED, CrisisStage.REJECTED, CrisisStage.MERGED)


class Wanted(BaseModel):
    """Which cases are looked for; a filter that says nothing filters nothing."""

    model_config = ConfigDict(frozen=True)

    severity: Severity | str = Field("", max_length=4)
    source: SourceType | str = Field("", max_length=40)
    stage: CrisisStage | str = Field("", max_length=20)
    drill: str = Field("", pattern="^(yes|no)?$")
    cursor: str = Field("", max_length=200)

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.severity or self.source or self.stage or self.drill)

    def filter(self) -> CrisisFilter:
        """The same as the lists understand it."""
        return CrisisFilter(
            active=False,
            severity=self.severity or None,
            source_type=self.source or None,
            stage=self.stage or None,
            drill={"yes": True, "no": False}.get(self.drill),
        )


def crisis_past_routes(room: Room) -> APIRouter:
    """The route of the list."""
    router = APIRouter()

    @router.get("/crises/past", openapi_extra={"x-action": "crisis.list"})
    async def past(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
        actor = await room.house.caller(request)
        room.house.require(actor, "crisis.list", Resource("crisis"))
        cases = room.house.lists.cases
        found = await asyncio.to_thread(cases, wanted.filter(), wanted.cursor, PAGE)
        older = request.url.include_query_params(cursor=found.cursor)
        return room.page(
            request,
            actor,
            "crisis/past.html",
            found=found,
            wanted=wanted,
            severities=tuple(Severity),
            sources=tuple(SourceType),
            stages=STAGES,
            older=f"{older.path}?{older.query}",
        )

    return router
