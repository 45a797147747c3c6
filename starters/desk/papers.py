"""The documents of a claim, served so that nothing in them can act in the reader's name."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from makegood.gateways.documents import CHUNK, safe_name
from makegood.gateways.page_images import PagePicture
from makegood.messages.problems import NotFound
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import HeldDocument
from starters.desk.assets import asset_url
from starters.desk.claim_view import look
from starters.desk.figures import UNSHOWN, Figure, figure_of
from starters.desk.navigation import is_merchant
from starters.desk.room import Room
from starters.errors import NoSuchClaim

Sha = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
Number = Annotated[int, Path(ge=1, le=60)]

SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, max-age=86400, immutable",
}
"""A document is content by its hash: it never changes, and it is nothing but data."""

MOMENTARY = {**SAFE, "cache-control": "private, max-age=60"}
"""A page of which only the text is shown: it may be drawn the next time."""

DRAWN = 2
"""Part of a picture's tag: counts up when the same page would be drawn otherwise."""

FILE = "/claims/{claim_id}/documents/{sha256}"
PAGE = FILE + "/pages/{page}"


@dataclass(frozen=True)
class Asked:
    """A page of a document that somebody may see."""

    actor: Actor
    claim_id: str
    held: HeldDocument
    page: int


def paper_routes(room: Room) -> APIRouter:
    """The routes of a document, of pictures of its pages, and of a page to look at closely."""
    router = APIRouter()
    shown = {"x-action": "document.read"}

    @router.get(FILE, openapi_extra=shown)
    async def document(request: Request, claim_id: str, sha256: Sha) -> Response:
        held = (await _asked(room, request, claim_id, sha256)).held
        stored = await asyncio.to_thread(room.house.documents.open, sha256)
        name = quote(safe_name(held.name or held.kind))
        return StreamingResponse(
            iter(lambda: stored.read(CHUNK), b""),
            media_type="application/octet-stream",
            headers=SAFE | {"content-disposition": f"attachment; filename*=UTF-8''{name}"},
            background=BackgroundTask(stored.close),
        )

    @router.get(PAGE, openapi_extra=shown)
    async def picture(request: Request, claim_id: str, sha256: Sha, page: Number) -> Response:
        await _asked(room, request, claim_id, sha256, page)
        if _tag(sha256, page) in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=SAFE | {"etag": _tag(sha256, page)})
        try:
            made = await room.shelf.picture(sha256, page)
        except UNSHOWN:
            return room.go(asset_url("no-picture.svg"))
        return _image(made, sha256, page)

    @router.get(PAGE + "/figure", openapi_extra=shown)
    async def figure(request: Request, claim_id: str, sha256: Sha, page: Number) -> Response:
        asked = await _asked(room, request, claim_id, sha256, page)
        return await _show(room, request, asked, "claim/paper.html")

    @router.get(PAGE + "/view", openapi_extra=shown)
    async def view(request: Request, claim_id: str, sha256: Sha, page: Number) -> Response:
        asked = await _asked(room, request, claim_id, sha256, page)
        return await _show(room, request, asked, "claim_page.html")

    return router


def _tag(sha256: str, page: int) -> str:
    return f'"{sha256}-{page}-{DRAWN}"'


def _image(made: PagePicture, sha256: str, page: int) -> Response:
    headers = SAFE | {"etag": _tag(sha256, page)} if made.is_true else MOMENTARY
    return Response(made.content, media_type=made.head.media_type, headers=headers)


async def _show(room: Room, request: Request, asked: Asked, template: str) -> Response:
    """A page with its marks and findings, for the company; a merchant has a page of their own."""
    if is_merchant(asked.actor):
        return room.go(f"/my/claims/{asked.claim_id}")
    seen = await look(room, asked.actor, asked.claim_id)
    paper = seen.paper(asked.held)
    figure = await figure_of(room.shelf, paper, asked.page)
    return room.page(
        request,
        asked.actor,
        template,
        row=seen.case.row,
        figure=figure,
        pictures=True,
        pages=_pages(figure, asked.page),
        findings=sorted(paper.ranked, key=lambda one: one.page != asked.page),
    )


def _pages(figure: Figure, page: int) -> int:
    return figure.picture.head.pages if figure.picture else page


async def _asked(room: Room, request: Request, claim_id: str, sha256: str, page: int = 1) -> Asked:
    """The document as the claim holds it, for somebody who may read both; NoSuchClaim."""
    actor = await room.house.caller(request)
    try:
        case = await asyncio.to_thread(room.house.desk.case, claim_id)
    except NotFound as unknown:
        raise NoSuchClaim(f"There is no claim {claim_id}.") from unknown
    whose = Resource("document", sha256, case.row.merchant_id)
    room.house.require(actor, "document.read", whose)
    held = next((one for one in case.documents if one.sha256 == sha256), None)
    if held is None:
        raise NoSuchClaim(f"Claim {claim_id} holds no such document.")
    return Asked(actor, claim_id, held, page)
