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
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.paging import USUAL, Limit
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
    """What waits on a team."""

    team: Team
    claims: tuple[ClaimToDo, ...]
    cases: tuple[CaseToDo, ...]


class WorkReads:
    """Answers what is to be done."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def inbox(
        self, request: Request, team: Annotated[Team, Query()], limit: Limit = USUAL
    ) -> Response:
        """What the team is waited on for: the nearest deadline first."""
        actor = await self._house.caller(request)
        self._house.require(actor, "inbox.read", Resource(kind="inbox", team=team))
        return as_json(await run_in_threadpool(self._inbox, team, limit), CACHING)

    def _inbox(self, team: Team, limit: int) -> Inbox:
        claims = self._house.desk.inbox(team, limit)
        cases = self._house.lists.inbox(team, limit)
        return Inbox(
            team=team,
            claims=tuple(ClaimToDo(awaited=one.awaited, claim=one.row) for one in claims),
            cases=tuple(CaseToDo(awaited=one.awaited, case=one.row) for one in cases),
        )


def add_work(routes: Routes, door: WorkReads) -> None:
    """Declare the inbox."""
    way = Way("/inbox", "inbox.read", "get_inbox", "What waits on a team", "work", Inbox)
    routes.reads(way, door.inbox)
