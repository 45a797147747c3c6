"""What waits on a team, in claims and in crises, the most urgent first."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message
from makegood.messages.crisis_records import CrisisRow
from makegood.messages.records import Awaited, CaseRow
from makegood.rules.access import Resource
from makegood.rules.claim import Team
from makegood.store.crisis_desk import CrisisInboxPage
from makegood.store.inbox import InboxPage
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.paging import (
    BESIDE,
    END,
    PLACES,
    USUAL,
    Limit,
    LongCursor,
    closed,
    links,
    opened,
)
from starters.web.house import House


class ClaimToDo(Message):
    """One thing that a team is waited on for, with the claim it concerns."""

    awaited: Awaited
    claim: CaseRow


class CaseToDo(Message):
    """One thing that a team is waited on for, with the crisis case it concerns."""

    awaited: Awaited
    case: CrisisRow


class Inbox(Message):
    """What waits on a team; `cursor` leads to the next page of both and is empty on the last."""

    team: Team
    claims: tuple[ClaimToDo, ...]
    cases: tuple[CaseToDo, ...]
    cursor: str


class WorkReads:
    """Answers what is to be done."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def inbox(
        self,
        request: Request,
        team: Annotated[Team, Query()],
        limit: Limit = USUAL,
        cursor: Annotated[LongCursor, Query()] = "",
    ) -> Response:
        """What the team is waited on for: the nearest deadline first, then what waits longest.

        A page has at most `limit` things to do in claims, and as many in crisis cases.
        """
        actor = await self._house.caller(request)
        self._house.require(actor, "inbox.read", Resource(kind="inbox", team=team))
        page = await run_in_threadpool(self._inbox, team, opened(cursor, PLACES), limit)
        return as_json(page, {**CACHING, **links(request, page.cursor)})

    def _inbox(self, team: Team, places: str, limit: int) -> Inbox:
        of_claims, _, of_cases = places.partition(BESIDE)
        claims, cases = InboxPage(), CrisisInboxPage()
        if of_claims != END:
            claims = self._house.desk.inbox_page(team, of_claims, limit)
        if of_cases != END:
            cases = self._house.lists.inbox_page(team, of_cases, limit)
        return Inbox(
            team=team,
            claims=tuple(ClaimToDo(awaited=one.awaited, claim=one.row) for one in claims.items),
            cases=tuple(CaseToDo(awaited=one.awaited, case=one.row) for one in cases.items),
            cursor=closed(_places(claims.cursor, cases.cursor)),
        )


def _places(of_claims: str, of_cases: str) -> str:
    """Where both lists are continued; empty where both have ended."""
    going_on = of_claims or of_cases
    return f"{of_claims or END}{BESIDE}{of_cases or END}" if going_on else ""


def add_work(routes: Routes, door: WorkReads) -> None:
    """Declare the inbox."""
    way = Way("/inbox", "inbox.read", "get_inbox", "What waits on a team", "work", Inbox)
    routes.reads(way, door.inbox)
