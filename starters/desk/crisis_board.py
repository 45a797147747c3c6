"""The board of the on-call screen: open crisis cases, who is paged, what was promised."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from makegood.messages.crisis_records import CrisisRow
from makegood.messages.paging import PageEntry
from makegood.messages.records import Awaited
from makegood.rules.access import Actor, Resource
from makegood.store.crisis_desk import CrisisFilter, CrisisLists
from makegood.store.pages import PageBook
from starters.desk.asking import asked
from starters.desk.crisis_case import TONES
from starters.desk.room import Room
from starters.desk.work import NEVER, NO_CRISIS

MOST = 200
SHOWN_PAGES = 3
TELL = "tell "
TOPIC = ("crises:all",)


class Look(BaseModel):
    """How the board is looked at: `screen` is the big one on the wall."""

    model_config = ConfigDict(frozen=True)

    screen: bool = False


@dataclass(frozen=True)
class Lane:
    """A case as the board shows it: who was paged last, when its ladder climbs, what is due."""

    row: CrisisRow
    pages: tuple[PageEntry, ...]
    climbs_at: datetime | None
    promise: Awaited | None

    @property
    def unheard(self) -> bool:
        """Whether nobody has acknowledged yet that should."""
        return any(one.what == "acknowledge" for one in self.row.awaiting)

    @property
    def others(self) -> tuple[Awaited, ...]:
        """What else it waits for, the most pressing first."""
        said = (one for one in self.row.awaiting if one.what != "acknowledge")
        return tuple(one for one in said if not one.what.startswith(TELL))


@dataclass(frozen=True)
class Board:
    """The open cases, the worst and most pressing first; rehearsals apart."""

    real: tuple[Lane, ...]
    drills: tuple[Lane, ...]
    counts: dict[str, int] = field(default_factory=dict)


def crisis_board_routes(room: Room) -> APIRouter:
    """The route of the board."""
    router = APIRouter()
    book = PageBook(room.house.engine)

    @router.get("/crises", openapi_extra={"x-action": "crisis.list"})
    async def board(request: Request, look: Annotated[Look, Query()]) -> Response:
        actor = await room.house.caller(request)
        room.house.require(actor, "crisis.list", Resource("crisis"))
        seen = await room.pulse.mark(TOPIC)
        found = await asyncio.to_thread(board_of, room.house.lists, book)
        return room.page(
            request,
            actor,
            "crisis/board.html",
            board=found,
            screen=look.screen,
            seen=seen,
            tones=TONES,
            asked_words=partial(asked, room.reader(request).speaks),
            may_open=may_open(room, actor),
        )

    return router


def may_open(room: Room, actor: Actor) -> bool:
    """Whether the actor may open a case."""
    return room.may(actor, "crisis.open", Resource("crisis"))


def board_of(lists: CrisisLists, book: PageBook) -> Board:
    """The board as the records have it."""
    rows = lists.cases(CrisisFilter(active=True), limit=MOST).rows
    pages = _by_case(book.newest_of(row.case_id for row in rows))
    lanes = sorted((_lane(row, pages.get(row.case_id, ())) for row in rows), key=_urgency)
    real = tuple(lane for lane in lanes if not lane.row.drill)
    counts: dict[str, int] = {}
    for lane in real:
        name = lane.row.severity or NO_CRISIS
        counts[name] = counts.get(name, 0) + 1
    return Board(real, tuple(lane for lane in lanes if lane.row.drill), counts)


def _lane(row: CrisisRow, pages: tuple[PageEntry, ...]) -> Lane:
    called = (one for one in row.awaiting if one.what == "acknowledge")
    climbs = [one.due_at for one in called if one.due_at]
    promised = [one for one in row.awaiting if one.what.startswith(TELL)]
    promise = min(promised, key=lambda one: one.due_at or NEVER, default=None)
    return Lane(row, pages, min(climbs, default=None), promise)


def _by_case(pages: tuple[PageEntry, ...]) -> dict[str, tuple[PageEntry, ...]]:
    """The newest pages of each case, one a person."""
    found: dict[str, tuple[PageEntry, ...]] = {}
    for page in pages:
        known = found.get(page.case_id, ())
        if len(known) < SHOWN_PAGES and page.person not in {one.person for one in known}:
            found[page.case_id] = (*known, page)
    return found


def _urgency(lane: Lane) -> tuple[str, datetime, str]:
    row = lane.row
    return (row.severity or NO_CRISIS, row.due_at or NEVER, row.case_id)
