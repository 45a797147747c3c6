"""One command for many claims over HTTP: each is answered for itself, and none stops the others."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import Body, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, Field

from makegood.messages.claims import Identifier, Message, Reason
from makegood.messages.commands import Assign, Remedy, Repair
from makegood.messages.records import CaseRow
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import ClaimKind
from starters.batches import DONE, NOT_PARKED, WOULD_BE, in_turn, is_at
from starters.claim_picks import MOST, Parked, owned_by, parked
from starters.errors import Unreachable
from starters.http.bodies import Body as Bare
from starters.http.bodies import refused_field
from starters.http.claim_examples import example
from starters.http.claims import TAG
from starters.http.declaring import Routes, Way
from starters.http.etags import as_json
from starters.http.problems import problem_of
from starters.http.queries import Name
from starters.http.subjects import Deed, Subjects
from starters.web.house import House

ASSIGN, REPAIR = "claim.assign", "claim.repair"


class HandOverBody(Bare):
    """Whose open claims go to whom; a dry run only tells which."""

    owner: Name
    to: Name
    reason: Reason
    dry_run: bool


class RepairBody(Bare):
    """What is done with parked claims: those named, or with `all` those that the rest leaves.

    `step` leaves out what is parked elsewhere, `because` what is parked for another reason.
    """

    remedy: Remedy
    reason: Reason
    dry_run: bool
    claim_ids: Annotated[tuple[Identifier, ...], Field(max_length=MOST)] = ()
    all: bool = False
    step: Annotated[str, Field(max_length=80)] = ""
    because: Annotated[str, Field(max_length=200)] = ""
    merchant_id: Identifier | None = None
    kind: ClaimKind | None = None


class BatchLine(Message):
    """What became of one claim: `done`, or the code of why not; `detail` says it in words."""

    claim_id: str
    result: str
    detail: str


class Batch(Message):
    """What became of each claim; where `more` wait, ask again with a new key."""

    dry_run: bool
    claims: tuple[BatchLine, ...]
    more: bool = False


HAND_OVER = example(
    "The end of a shift, looked at first",
    {"owner": "desk.chi", "to": "desk.dung", "reason": "End of shift.", "dry_run": True},
)
MEND = example(
    "All that the bank's outage has stopped, looked at first",
    {
        "remedy": "retry",
        "reason": "The bank is back.",
        "all": True,
        "because": "bank",
        "dry_run": True,
    },
)

Do = Callable[[str], Awaitable[str]]
"""What is done with one claim: a word on how it stands then."""


@dataclass(frozen=True)
class Said:
    """What somebody says to each of many claims."""

    actor: Actor
    command: str
    message: BaseModel


class ClaimBatches:
    """Gives one command to many claims, each of which the caller must have a right to."""

    def __init__(self, house: House, subjects: Subjects) -> None:
        self._house = house
        self._subjects = subjects

    async def hand_over(
        self,
        request: Request,
        said: Annotated[HandOverBody, Body(openapi_examples=HAND_OVER)],
    ) -> Response:
        """Hand every open claim of a person over to another, and report each."""
        deed = await self._deed(request, ASSIGN)
        backlog = await run_in_threadpool(self._owned, said.owner)
        rows, more = backlog[:MOST], len(backlog) > MOST
        if said.dry_run:
            seen = (_line(row.claim_id, WOULD_BE, row.stage) for row in rows)
            return as_json(Batch(dry_run=True, claims=tuple(seen), more=more), {})
        message = Assign(assignee=said.to, by=deed.actor.name, reason=said.reason)
        tell = self._telling(request, Said(deed.actor, "assign", message))
        lines = await self._each(deed, [row.claim_id for row in rows], tell)
        return as_json(Batch(dry_run=False, claims=lines, more=more), {})

    async def repair(
        self, request: Request, said: Annotated[RepairBody, Body(openapi_examples=MEND)]
    ) -> Response:
        """Try parked steps again, or go on, undo, or settle them otherwise, and report each."""
        deed = await self._deed(request, REPAIR)
        if bool(said.claim_ids) is said.all:
            raise refused_field("claim_ids", "name the claims, or say `all` with filters")
        ids = list(said.claim_ids) or await run_in_threadpool(self._parked, said)
        looked = await self._looked(deed, ids, said) if said.dry_run or said.step else ()
        if said.dry_run:
            return as_json(Batch(dry_run=True, claims=tuple(map(_shown, looked))), {})
        if said.step:
            ids = [one.claim_id for one in looked if one.result == DONE]
        message = Repair(remedy=said.remedy, by=deed.actor.name, reason=said.reason)
        tell = self._telling(request, Said(deed.actor, "repair", message))
        done = await self._each(deed, ids, tell)
        unseen = (one for one in looked if one.result != DONE)
        return as_json(Batch(dry_run=False, claims=(*done, *unseen)), {})

    async def _looked(
        self, deed: Deed, ids: Sequence[str], said: RepairBody
    ) -> tuple[BatchLine, ...]:
        """Each claim as it is parked now; those at another step are left out."""
        found = await self._each(deed, ids, self._look)
        return tuple(one for one in found if one.result != DONE or is_at(one.detail, said.step))

    def _owned(self, owner: str) -> list[CaseRow]:
        return list(islice(owned_by(self._house.desk, owner), MOST + 1))

    def _parked(self, said: RepairBody) -> list[str]:
        which = Parked(said.because, said.merchant_id, said.kind)
        return [row.claim_id for row in parked(self._house.desk, which)]

    async def _look(self, claim_id: str) -> str:
        return (await self._house.claims.status(claim_id)).parked

    def _telling(self, request: Request, said: Said) -> Do:
        """How each claim is told, once however often the request is sent."""

        async def tell(claim_id: str) -> str:
            once = f"{request.state.once}-{claim_id}"
            claims = self._house.claims_for(said.actor)
            return (await claims.say(claim_id, said.command, said.message, once)).stage

        return tell

    async def _each(self, deed: Deed, ids: Sequence[str], do: Do) -> tuple[BatchLine, ...]:
        """What became of each; Unreachable where not one of them answers."""

        async def one(claim_id: str) -> BatchLine:
            try:
                await self._subjects.claim(deed, claim_id)
                return _line(claim_id, DONE, await do(claim_id))
            except Exception as error:
                problem = problem_of(error)
                if problem is None:
                    raise
                code = problem.code or problem.kind.code.replace("-", "_")
                return _line(claim_id, code, problem.detail)

        lines = await in_turn(ids, one)
        if lines and all(line.result == Unreachable.code for line in lines):
            raise Unreachable(lines[0].detail)
        return lines

    async def _deed(self, request: Request, action: str) -> Deed:
        actor = await self._house.caller(request)
        self._house.require(actor, action, Resource(kind="claim"))
        return Deed(actor, action)


def _line(claim_id: str, result: str, detail: str) -> BatchLine:
    return BatchLine(claim_id=claim_id, result=result, detail=detail)


def _shown(line: BatchLine) -> BatchLine:
    """A claim that was looked at, as it would be repaired."""
    if line.result != DONE:
        return line
    return _line(line.claim_id, WOULD_BE if line.detail else NOT_PARKED, line.detail)


def add_claim_batches(routes: Routes, door: ClaimBatches) -> None:
    """Declare what is done with many claims at once."""
    given, name = "Hand claims over", "hand_over_claims"
    routes.does(Way("/claims/hand-over", ASSIGN, name, given, TAG, Batch), door.hand_over)
    mended, name = "Repair parked claims", "repair_claims"
    routes.does(Way("/claims/repair", REPAIR, name, mended, TAG, Batch), door.repair)
