"""Who is on call instead, as the API takes it in: overrides, swaps, and their withdrawal."""

from typing import Annotated

from fastapi import Body, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message, Reason
from makegood.rules.access import Resource
from makegood.rules.claim import Team
from makegood.rules.rota.plan import Override
from makegood.rules.rota.saving import Change
from makegood.store.rota import Word
from starters.http.bodies import Body as Bare
from starters.http.bodies import refused_field
from starters.http.claim_examples import example
from starters.http.declaring import Routes, Way
from starters.http.etags import as_json
from starters.http.oncall import TAG
from starters.http.queries import Moment, Name
from starters.http.rotas import RotaTables, Seen
from starters.web.house import House

CHANGE = "oncall.override"
ChangeId = Annotated[str, Path(pattern=r"^R-[0-9]{1,9}$")]


class Saved(Message):
    """A change of a rota that is kept; `already` means that it was kept before."""

    id: str
    team: Team
    already: bool
    overrides: tuple[Override, ...]
    warnings: tuple[str, ...]


class OverrideBody(Bare):
    """Somebody is on call for a time; without a person nobody is, in the place of somebody."""

    since: Moment
    until: Moment
    person: Name | None = None
    in_place_of: Name | None = None
    reason: Reason


class SwapBody(Bare):
    """Two people take each other's shifts: the first is taken over, the other is given back."""

    person: Name
    taken_by: Name
    since: Moment
    until: Moment
    back_since: Moment
    back_until: Moment
    reason: Reason


class WithdrawBody(Bare):
    """Why a change counts no more."""

    reason: Reason


class Withdrawn(Message):
    """A change that counts no more."""

    id: str
    team: Team
    warnings: tuple[str, ...]


OVERRIDE = example(
    "A day for a colleague",
    {
        "since": "2026-12-24T18:00:00+07:00",
        "until": "2026-12-26T09:00:00+07:00",
        "person": "desk.dung",
        "in_place_of": "desk.chi",
        "reason": "Holiday.",
    },
)
SWAP = example(
    "A night for a night",
    {
        "person": "desk.an",
        "taken_by": "desk.chi",
        "since": "2026-12-04T18:00:00+07:00",
        "until": "2026-12-05T09:00:00+07:00",
        "back_since": "2026-12-09T18:00:00+07:00",
        "back_until": "2026-12-10T09:00:00+07:00",
        "reason": "A wedding.",
    },
)


class OnCallDeeds:
    """Keeps changes of who is on call; each is refused where it leaves a gap."""

    def __init__(self, house: House, rotas: RotaTables) -> None:
        self._house = house
        self._rotas = rotas

    async def override(
        self,
        request: Request,
        team: Team,
        said: Annotated[OverrideBody, Body(openapi_examples=OVERRIDE)],
    ) -> Response:
        """Put somebody on call for a time; refused where it leaves a gap or the time is taken.

        With `If-Match`, the ETag of the team's shifts, nothing is saved where the rota has been
        changed since; the ETag of the answer is the one that it has now.
        """
        by = await self._require(request)
        if not (said.person or said.in_place_of):
            raise refused_field("person", "who is on call, or with in_place_of who is away")
        person, replaces = said.person or "", said.in_place_of or ""
        own = Override("", team, person, said.since, said.until, by, said.reason, replaces)
        return await self._saved(request, (own,))

    async def swap(
        self,
        request: Request,
        team: Team,
        said: Annotated[SwapBody, Body(openapi_examples=SWAP)],
    ) -> Response:
        """Two people take each other's shifts, as agreed; kept, and withdrawn, as one.

        `If-Match` is minded as it is for an override.
        """
        by = await self._require(request)
        first, other, why = said.person, said.taken_by, said.reason
        taken = Override("", team, other, said.since, said.until, by, why, first)
        back = Override("", team, first, said.back_since, said.back_until, by, why, other)
        return await self._saved(request, (taken, back))

    async def withdraw(self, request: Request, change_id: ChangeId, said: WithdrawBody) -> Response:
        """Let an override or a swap count no more from now on; it stays on record.

        `If-Match` is minded as it is for an override.
        """
        word, seen = Word(await self._require(request), said.reason), Seen(request)
        withdrawn = await run_in_threadpool(self._withdraw, change_id, word, seen)
        return as_json(withdrawn, seen.headers())

    async def _saved(self, request: Request, change: Change) -> Response:
        seen = Seen(request)
        saved = await run_in_threadpool(self._save, change, seen)
        return as_json(saved, seen.headers(), 201)

    def _save(self, change: Change, seen: Seen) -> Saved:
        team = change[0].team
        standing = self._rotas.standing(team)
        saved = self._rotas.changes.save(change, standing, judged=seen.judged())
        return Saved(
            id=saved.id,
            team=team,
            already=saved.already,
            overrides=saved.change,
            warnings=tuple(saved.warnings),
        )

    def _withdraw(self, change_id: str, word: Word, seen: Seen) -> Withdrawn:
        changes = self._rotas.changes
        team = changes.team_of(change_id)
        warnings = changes.withdraw(change_id, self._rotas.standing(team), word, seen.judged())
        return Withdrawn(id=change_id, team=team, warnings=tuple(warnings))

    async def _require(self, request: Request) -> str:
        actor = await self._house.caller(request)
        self._house.require(actor, CHANGE, Resource(kind="oncall"))
        return actor.name


def add_on_call_deeds(routes: Routes, door: OnCallDeeds) -> None:
    """Declare what is changed in rotas."""
    one = "/on-call/{team}"
    over = _way(f"{one}/override", "override_shift", "Somebody instead", Saved, 201)
    routes.does(over, door.override)
    routes.does(_way(f"{one}/swap", "swap_shifts", "Two change places", Saved, 201), door.swap)
    where, name = "/on-call/changes/{change_id}/withdraw", "withdraw_change"
    routes.does(_way(where, name, "A change counts no more", Withdrawn), door.withdraw)


def _way(where: str, name: str, summary: str, answer: type, status: int = 200) -> Way:
    return Way(where, CHANGE, name, summary, TAG, answer, status, conditional=True)
