"""The form by which a merchant files a claim, made for a phone."""

import asyncio
import re
from uuid import uuid4

from fastapi import APIRouter, Request, Response

from makegood.messages.claims import ClaimRequest, DocumentRef
from makegood.messages.problems import Problem
from makegood.policy.book import Contract
from makegood.policy.faults import PolicyError, UnknownMerchant
from makegood.policy.loader import load_policy
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import ClaimKind
from makegood.rules.evidence import DocumentKind
from makegood.rules.payee import Payee
from starters.desk.claim import Reply
from starters.desk.forms import MISSING, Typed, Unfit, typed
from starters.desk.own_days import LIST, NUMBER, OwnDays, numbers_in
from starters.desk.parcel_details import DETAILS, parcels_of
from starters.desk.room import Room
from starters.desk.uploads import KEPT, Uploads, uploads
from starters.desk.words import KINDS, N_
from starters.errors import RefusedByRule

CLAIM_ID = re.compile(r"W-[0-9A-F]{12}")
PAPERS = (
    DocumentKind.DAMAGE_PHOTO,
    DocumentKind.INVOICE,
    DocumentKind.PACKING_PHOTO,
    DocumentKind.WAYBILL,
    DocumentKind.OTHER,
)
NO_NUMBERS = N_("One tracking number a line, as on the label: %(number)s cannot be one.")
ONE_SIDED = N_("Account, bank and holder belong together: fill in all three, or none.")


def filing_routes(room: Room) -> APIRouter:
    """The routes of the form."""
    router = APIRouter()

    @router.get("/my/claims/new", openapi_extra={"x-action": "claim.file"})
    async def blank(request: Request) -> Response:
        actor = await _merchant(room, request)
        contract = await asyncio.to_thread(contract_of, room, actor)
        return _form(room, request, actor, contract, Reply())

    @router.get("/my/claims/new/days", openapi_extra={"x-action": "claim.file"})
    async def days(request: Request) -> Response:
        actor = await _merchant(room, request)
        reply = Reply("file", typed=dict(request.query_params))
        told = {"own_days": OwnDays(reply.typed), "details": DETAILS, "reply": reply}
        return room.page(request, actor, "parts/own_days.html", 200, **told)

    @router.post("/my/claims", openapi_extra={"x-action": "claim.file"})
    async def file(request: Request) -> Response:
        actor = await _merchant(room, request)
        contract = await asyncio.to_thread(contract_of, room, actor)
        form = await typed(request, room.reader(request).speaks)
        found = await uploads(form, room.house.documents, PAPERS)
        if form.ticked(LIST):
            reply = Reply("file", wrong=form.wrong, typed=_kept(form, found))
            return _form(room, request, actor, contract, reply)
        try:
            claim = claim_of(form, actor, contract, found.documents)
            filed = await room.house.claims.file(claim)
        except Unfit as unfit:
            reply = Reply("file", wrong=unfit.wrong, typed=_kept(form, found), status=422)
            return _form(room, request, actor, contract, reply)
        except RefusedByRule as refusal:
            reply = Reply("file", refusal.message, typed=_kept(form, found), status=409)
            return _form(room, request, actor, contract, reply)
        said = form.speaks.text(N_("Claim %(claim)s is filed."), claim=filed.claim_id)
        return room.go("/my/claims", said)

    return router


async def _merchant(room: Room, request: Request) -> Actor:
    actor = await room.house.caller(request)
    room.house.require(actor, "claim.file", Resource("claim", merchant_id=actor.merchant_id))
    return actor


def contract_of(room: Room, actor: Actor) -> Contract:
    """The merchant's contract, in whose currency it claims; RefusedByRule where there is none."""
    folder = room.house.settings.policy_dir
    tables = folder / "tables" if (folder / "tables").is_dir() else folder
    try:
        return load_policy(tables).contract_for(actor.merchant_id)
    except (Problem, PolicyError, UnknownMerchant) as error:
        raise RefusedByRule("There is no contract with you yet.", "unknown_merchant") from error


def claim_of(
    form: Typed, actor: Actor, contract: Contract, documents: tuple[DocumentRef, ...]
) -> ClaimRequest:
    """The claim that a form makes, in the merchant's own name; Unfit."""
    claimed, incident_on = form.amount("claimed", contract.currency), form.day("incident_on")
    parcels = parcels_of(form, _numbers(form), contract.currency)
    payee, claim_id = _payee(form), form.value("claim_id")
    if not CLAIM_ID.fullmatch(claim_id):
        form.blame("form", MISSING)
    return form.make(
        lambda: ClaimRequest.model_validate(
            {
                "claim_id": claim_id,
                "merchant_id": actor.merchant_id,
                "kind": ClaimKind(form.value("kind")),
                "parcels": parcels,
                "claimed": claimed,
                "incident_on": incident_on,
                "statement": form.value("statement"),
                "documents": documents,
                "submitted_by": actor.name,
                "channel": "desk",
                "payee": payee,
            }
        )
    )


def _numbers(form: Typed) -> tuple[str, ...]:
    found = numbers_in(form.needed("parcels"))
    odd = next((number for number in found if not NUMBER.fullmatch(number)), None)
    if odd:
        form.blame("parcels", NO_NUMBERS, number=odd[:40])
    return found


def _payee(form: Typed) -> Payee | None:
    parts = [form.value(name) for name in ("account", "bank_code", "holder")]
    if not any(parts):
        return None
    if not all(parts):
        form.blame("account", ONE_SIDED)
        return None
    try:
        return Payee(*parts)
    except ValueError:
        form.blame("account", ONE_SIDED)
        return None


def _kept(form: Typed, found: Uploads) -> dict[str, str]:
    return form.kept() | {KEPT: found.carried}


def _form(room: Room, request: Request, actor: Actor, contract: Contract, reply: Reply) -> Response:
    named = reply.typed.get("claim_id", "")
    return room.page(
        request,
        actor,
        "my_claim_new.html",
        status=reply.status,
        kinds=KINDS,
        papers=PAPERS,
        details=DETAILS,
        currency=contract.currency,
        claim_id=named if CLAIM_ID.fullmatch(named) else f"W-{uuid4().hex[:12].upper()}",
        today=room.house.now().date(),
        kept=Uploads.read(reply.typed.get(KEPT, "")),
        reply=reply,
        own_days=OwnDays(reply.typed),
    )
