"""A merchant's own claims: the list, and where one stands."""

import asyncio

from fastapi import APIRouter, Request, Response

from makegood.messages.problems import NotFound
from makegood.messages.records import CaseRow
from makegood.messages.status import Status
from makegood.rules.access import Actor, Resource
from makegood.rules.evidence import DocumentKind
from makegood.store.filters import ClaimFilter
from starters.desk.claim import Reply
from starters.desk.room import Room
from starters.desk.standing import STEPS, shown_offers, standing
from starters.errors import NoSuchClaim, Unreachable


def my_claims_routes(room: Room) -> APIRouter:
    """The routes of a merchant's list and of each claim in it."""
    router = APIRouter()

    @router.get("/my/claims", openapi_extra={"x-action": "claim.list"})
    async def mine(request: Request, cursor: str = "") -> Response:
        actor = await room.house.caller(request)
        own = Resource("claim", merchant_id=actor.merchant_id)
        room.house.require(actor, "claim.list", own)
        which = ClaimFilter(merchant_id=actor.merchant_id or "-")
        seen = await room.pulse.mark((f"merchant:{actor.merchant_id}",))
        page = await asyncio.to_thread(room.house.desk.list_claims, which, cursor)
        speaks = room.reader(request).speaks
        claims = [(row, standing(row, None, speaks)) for row in page.rows]
        return room.page(
            request, actor, "my_claims.html", claims=claims, cursor=page.cursor, seen=seen
        )

    @router.get("/my/claims/{claim_id}", openapi_extra={"x-action": "claim.read"})
    async def one(request: Request, claim_id: str) -> Response:
        actor = await room.house.caller(request)
        row = await own_claim(room, actor, claim_id)
        return await show_mine(room, request, actor, row, Reply())

    return router


async def own_claim(room: Room, actor: Actor, claim_id: str, action: str = "claim.read") -> CaseRow:
    """The claim, for the merchant whose it is; NoSuchClaim for one that is somebody else's."""
    try:
        row = await asyncio.to_thread(room.house.desk.row, claim_id)
    except NotFound as unknown:
        raise NoSuchClaim(f"There is no claim {claim_id}.") from unknown
    if not actor.merchant_id or row.merchant_id != actor.merchant_id:
        raise NoSuchClaim(f"There is no claim {claim_id}.")
    room.house.require(actor, action, Resource("claim", claim_id, row.merchant_id))
    return row


async def show_mine(
    room: Room, request: Request, actor: Actor, row: CaseRow, reply: Reply
) -> Response:
    """The page of an own claim, with what a form has to say of itself."""
    status = await _status(room, row.claim_id)
    case = await asyncio.to_thread(room.house.desk.case, row.claim_id)
    return room.page(
        request,
        actor,
        "my_claim.html",
        status=reply.status,
        row=row,
        now_is=standing(row, status, room.reader(request).speaks),
        answers=status is not None,
        offers=shown_offers(status),
        payout=status.payout if status else None,
        papers=case.documents,
        steps=STEPS,
        kinds=tuple(DocumentKind),
        here=f"/my/claims/{row.claim_id}",
        seen=str(row.version),
        reply=reply,
    )


async def _status(room: Room, claim_id: str) -> Status | None:
    try:
        return await room.house.claims.status(claim_id)
    except (Unreachable, NoSuchClaim):
        return None
