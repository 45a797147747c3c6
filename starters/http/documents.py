"""Documents by their content: taken in as they stream, given back so that they can do no harm."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated

from fastapi import Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse

from makegood.gateways.documents import CHUNK, DocumentMissing
from makegood.gateways.reading.container import ALLOWED, type_by_content
from makegood.gateways.reading.limits import ReadingLimits
from makegood.messages.claims import Message
from makegood.rules.access import Actor, Resource
from makegood.store.claims import ClaimRecords
from makegood.store.documents import StoredDocument
from makegood.store.papers import Papers
from starters.errors import NoSuchClaim
from starters.http import catalogue
from starters.http.declaring import Routes, Way
from starters.http.etags import as_json
from starters.http.once import Call, Once, content_fingerprint, idempotency_key
from starters.http.problems import Problem, Turned
from starters.http.receiving import IN_MEMORY, Bound, received
from starters.web.house import House

TAG = "documents"
LARGEST = ReadingLimits().file_bytes
A_DOCUMENT = Bound("A document", LARGEST)
UNKNOWN_TYPE = "application/octet-stream"

Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]

BINARY = {"schema": {"type": "string", "format": "binary"}}
UPLOAD = {"requestBody": {"required": True, "content": dict.fromkeys(sorted(ALLOWED), BINARY)}}
"""How the reference describes the body of an upload, which no model reads."""

HARMLESS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "private, no-cache",
}
"""A browser saves the document and does not run it."""


class Kept(Message):
    """A document that is held; `sha256` is how filings and commands name it."""

    sha256: str
    size: int
    media_type: str


class DocumentDoor:
    """Takes documents in and gives them back."""

    def __init__(self, house: House, once: Once) -> None:
        self._house = house
        self._once = once
        self._records = ClaimRecords(house.engine, house.now)
        self._papers = Papers(house.engine)

    async def store(self, request: Request) -> Response:
        """Keep the body as a document: PDF, JPEG or PNG by its content, at most 15 MB.

        The same content twice is one document.
        """
        actor = await self._house.caller(request)
        about = Resource(kind="document", merchant_id=actor.merchant_id)
        self._house.require(actor, "document.store", about)
        key = idempotency_key(request)
        with SpooledTemporaryFile(IN_MEMORY) as spool:
            await received(request, spool, A_DOCUMENT)
            return await self._stored(request, Call(actor, key, ""), spool)

    async def _stored(self, request: Request, call: Call, spool: IO[bytes]) -> Response:
        media_type = await run_in_threadpool(_type, spool)
        mark = await run_in_threadpool(content_fingerprint, request, spool)

        async def work() -> Response:
            kept = await run_in_threadpool(self._keep, spool, media_type)
            return as_json(kept, {"location": f"/v1/documents/{kept.sha256}"}, 201)

        return await self._once.answer(request, Call(call.actor, call.key, mark), work)

    def _keep(self, spool: IO[bytes], media_type: str) -> Kept:
        spool.seek(0)
        stored = self._house.documents.put(spool, LARGEST)
        self._records.keep_document(StoredDocument(stored.sha256, stored.size, media_type))
        return Kept(sha256=stored.sha256, size=stored.size, media_type=media_type)

    async def give(self, request: Request, sha256: Sha256) -> Response:
        """The bytes of a document, to be saved; of a claim's documents for whoever may read it."""
        actor = await self._house.caller(request)
        await run_in_threadpool(self._require_visible, actor, sha256)
        known = await run_in_threadpool(self._papers.document, sha256)
        try:
            held = await run_in_threadpool(self._house.documents.open, sha256)
        except DocumentMissing as error:
            raise NoSuchClaim(f"There is no document {sha256[:12]}.") from error
        headers = {**HARMLESS, "content-disposition": f'attachment; filename="{sha256[:12]}"'}
        media_type = known.media_type if known else UNKNOWN_TYPE
        return StreamingResponse(_pieces(held), 200, headers, media_type)

    def _require_visible(self, actor: Actor, sha256: str) -> None:
        """Refuse, as not there, what is held by none of the claims that the actor may see."""
        anywhere = Resource(kind="document", id=sha256)
        if self._house.verdict(actor, "document.read", anywhere).allowed:
            return
        merchants = self._papers.merchants_of(sha256)
        resources = [Resource(kind="document", id=sha256, merchant_id=one) for one in merchants]
        if not any(self._house.verdict(actor, "document.read", one).allowed for one in resources):
            raise NoSuchClaim(f"There is no document {sha256[:12]}.")


def _type(spool: IO[bytes]) -> str:
    """What the content is, whatever was said of it; Turned where that is not accepted."""
    spool.seek(0)
    media_type, check = type_by_content(spool.read())
    if not media_type:
        raise Turned(
            Problem(catalogue.WRONG_TYPE, f"{check.detail[:1].upper()}{check.detail[1:]}.")
        )
    return media_type


def _pieces(held: IO[bytes]) -> Iterator[bytes]:
    with held:
        while chunk := held.read(CHUNK):
            yield chunk


def add_document_reads(routes: Routes, door: DocumentDoor) -> None:
    """Declare the route that gives documents back."""
    media = (*sorted(ALLOWED), UNKNOWN_TYPE)
    name, summary = "get_document", "Get a document"
    way = Way("/documents/{sha256}", "document.read", name, summary, TAG, media=media)
    routes.reads(way, door.give)


def add_document_deeds(routes: Routes, door: DocumentDoor) -> None:
    """Declare the route that takes documents in."""
    name, summary = "store_document", "Upload a document"
    way = Way("/documents", "document.store", name, summary, TAG, Kept, 201, extra=UPLOAD)
    routes.receives(way, door.store)
