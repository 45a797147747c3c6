"""A whole shift handed over by way of the API: each part is answered for itself."""

from typing import Annotated

from fastapi import Body, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message, Reason
from makegood.messages.crisis_records import CrisisRow
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from starters.errors import BadInput
from starters.http.bodies import Body as Bare
from starters.http.bodies import refused_field
from starters.http.claim_examples import example
from starters.http.declaring import Routes, Way
from starters.http.etags import as_json
from starters.http.oncall import TAG
from starters.http.queries import Name
from starters.http.rotas import RotaTables
from starters.shift_change import Leaving, Offer, Shift, ShiftChange, active_cases
from starters.web.house import House

HAND_OVER = "crisis.hand_over"


class ShiftBody(Bare):
    """Whose shift ends, and who takes over; without `to` it is whoever the rota calls next.

    A dry run only tells what would be offered.
    """

    person: Name
    to: Name | None = None
    reason: Reason
    dry_run: bool


class PartOffered(Message):
    """One part in one case, what lies open there, and what became of its offer.

    `result` is `offered`, `offered_before`, `would_be_offered`, or the code of why not, which
    `detail` says in words. Of a case that does not answer the part is not known.
    """

    case_id: str
    severity: str
    stage: str
    role: str
    open: tuple[str, ...]
    result: str
    detail: str


class ShiftHandedOver(Message):
    """Every part that the person plays in open cases; it stays theirs until `to` accepts it.

    `failed` of them were not offered: send the same again, under a new key, once that is mended.
    """

    team: Team
    person: str
    to: str
    dry_run: bool
    failed: int
    parts: tuple[PartOffered, ...]


SHIFT = example(
    "The end of a shift, looked at first",
    {"person": "desk.dung", "to": "desk.giang", "reason": "End of shift.", "dry_run": True},
)


class ShiftDoor:
    """Offers every part of somebody to who comes next, in each case that the caller may touch."""

    def __init__(self, house: House, rotas: RotaTables) -> None:
        self._house = house
        self._rotas = rotas

    async def hand_over(
        self, request: Request, team: Team, said: Annotated[ShiftBody, Body(openapi_examples=SHIFT)]
    ) -> Response:
        """Offer every part that somebody plays in an open case to who takes over.

        Each case pages whom it is offered to, who accepts it there (`accept-role`). A case that
        refuses or does not answer is a line, and holds up no other; what is offered already is not
        offered again.
        """
        actor = await self._house.caller(request)
        self._house.require(actor, HAND_OVER, Resource(kind="crisis"))
        to = await run_in_threadpool(self._receiver, team, said)
        shift = Shift(said.person, to, actor.name, said.reason, said.dry_run)
        rows = await run_in_threadpool(lambda: tuple(active_cases(self._house.lists)))
        change = ShiftChange(
            self._house.crises_for(actor),
            lambda row: self._allow(actor, row),
            lambda part: f"{request.state.once}-{part}",
        )
        offers = await change.offered(rows, shift)
        answer = ShiftHandedOver(
            team=team,
            person=shift.person,
            to=to,
            dry_run=shift.dry,
            failed=sum(one.failed for one in offers),
            parts=tuple(map(_part, offers)),
        )
        return as_json(answer, {})

    def _receiver(self, team: Team, said: ShiftBody) -> str:
        rotas, now = self._rotas.all(), self._rotas.now()
        leaving = Leaving(rotas, self._rotas.changes, team, said.person, now)
        try:
            return leaving.receiver(said.to or "")
        except BadInput as error:
            raise refused_field("to", error.message) from error

    def _allow(self, actor: Actor, row: CrisisRow) -> None:
        """Denied where the case is restricted and the caller is no member."""
        members = frozenset(row.members)
        about = Resource("crisis", row.case_id, restricted=row.restricted, members=members)
        self._house.require(actor, HAND_OVER, about)


def _part(offer: Offer) -> PartOffered:
    return PartOffered(
        case_id=offer.case_id,
        severity=offer.severity,
        stage=offer.stage,
        role=offer.role,
        open=offer.open,
        result=offer.code or offer.outcome.replace(" ", "_"),
        detail=offer.detail,
    )


def add_shift_change(routes: Routes, door: ShiftDoor) -> None:
    """Declare the hand-over of a shift."""
    name, given = "hand_over_shift", "Hand a shift over"
    way = Way("/on-call/{team}/hand-over", HAND_OVER, name, given, TAG, ShiftHandedOver)
    routes.does(way, door.hand_over)
