"""Claims as the API answers for them: lists, and one claim from every side."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Identifier, Message
from makegood.messages.records import CaseRow, TimelineEntry
from makegood.messages.status import Explanation, NegotiationView, PaymentStatus, Status
from makegood.rules.access import Actor, Resource
from makegood.rules.attempts import Attempt
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import DocumentReading
from makegood.store.inbox import Case
from starters.errors import Denied
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json, versioned
from starters.http.paging import closed, links, opened
from starters.http.queries import ClaimQuery
from starters.http.subjects import Deed, Subjects, known
from starters.merchant_view import as_merchant, row_as_merchant, timeline_as_merchant
from starters.web.house import House

TAG = "claims"


class ClaimPage(Message):
    """Claims, the newest first; `cursor` leads to the next page and is empty on the last."""

    claims: tuple[CaseRow, ...]
    cursor: str


class ClaimTimeline(Message):
    """Who did what, when, and why, from the beginning on."""

    claim_id: str
    entries: tuple[TimelineEntry, ...]


class ClaimDocuments(Message):
    """What a claim holds, by content, and what was read in it; the latter for the team alone."""

    claim_id: str
    documents: tuple[HeldDocument, ...]
    readings: tuple[DocumentReading, ...] = ()


class ClaimPayments(Message):
    """Every attempt to pay."""

    claim_id: str
    payments: tuple[PaymentStatus, ...]


class ClaimReads:
    """Answers what is asked about claims."""

    def __init__(self, house: House, subjects: Subjects) -> None:
        self._house = house
        self._subjects = subjects

    async def list(self, request: Request, asked: Annotated[ClaimQuery, Query()]) -> Response:
        """The newest first. A merchant's list is of its own claims."""
        actor = await self._house.caller(request)
        own = self._subjects.of_merchants(actor)
        if own and asked.merchant not in (None, own):
            raise Denied("Those are another merchant's claims.", "not_yours")
        about = Resource(kind="claim", merchant_id=own or asked.merchant or "")
        self._house.require(actor, "claim.list", about)
        place = opened(asked.cursor)
        find = self._house.desk.list_claims
        page = await run_in_threadpool(find, asked.which(own), place, asked.limit)
        rows = map(row_as_merchant, page.rows) if own else page.rows
        answer = ClaimPage(claims=tuple(rows), cursor=closed(page.cursor))
        return as_json(answer, {**CACHING, **links(request, answer.cursor)})

    async def show(self, request: Request, claim_id: Identifier) -> Response:
        """Where the claim stands: stage, amounts, whom it waits on, clocks, offers, payments.

        The ETag is its version. A merchant is told what is for merchants.
        """
        actor = await self._reader(request, claim_id, "claim.read")
        status = await self._house.claims.status(claim_id)
        told = as_merchant(status) if self._subjects.of_merchants(actor) else status
        return versioned(request, told, status.version)

    async def timeline(self, request: Request, claim_id: Identifier) -> Response:
        """Who did what, when, from which stage to which, why, on what evidence."""
        actor = await self._reader(request, claim_id, "claim.read")
        case = await self._case(claim_id)
        entries = case.timeline if case else ()
        if self._subjects.of_merchants(actor):
            entries = timeline_as_merchant(entries, frozenset({actor.name}))
        return as_json(ClaimTimeline(claim_id=claim_id, entries=entries), CACHING)

    async def explain(self, request: Request, claim_id: Identifier) -> Response:
        """Why this amount, why these teams, what happens next and when; for the team."""
        await self._reader(request, claim_id, "claim.negotiation")
        return as_json(await self._house.claims.explain(claim_id), CACHING)

    async def negotiation(self, request: Request, claim_id: Identifier) -> Response:
        """How far the desk may go, and what each side gave up; for the team."""
        await self._reader(request, claim_id, "claim.negotiation")
        return as_json(await self._house.claims.negotiation(claim_id), CACHING)

    async def documents(self, request: Request, claim_id: Identifier) -> Response:
        """What the claim holds; `GET /v1/documents/{sha256}` gives the bytes."""
        actor = await self._reader(request, claim_id, "claim.read")
        case = await self._case(claim_id)
        is_team = not self._subjects.of_merchants(actor)
        told = ClaimDocuments(
            claim_id=claim_id,
            documents=case.documents if case else (),
            readings=case.readings if case and is_team else (),
        )
        return as_json(told, CACHING)

    async def payments(self, request: Request, claim_id: Identifier) -> Response:
        """Every attempt to pay, and what the bank says of it; no account is part of it."""
        await self._reader(request, claim_id, "claim.read")
        case = await self._case(claim_id)
        attempts = tuple(_payment(one) for one in case.payments) if case else ()
        return as_json(ClaimPayments(claim_id=claim_id, payments=attempts), CACHING)

    async def _reader(self, request: Request, claim_id: str, action: str) -> Actor:
        actor = await self._house.caller(request)
        await self._subjects.claim(Deed(actor, action), claim_id)
        return actor

    async def _case(self, claim_id: str) -> Case | None:
        """The claim in the database; None for one that has only just begun."""
        return await known(self._house.desk.case, claim_id)


def _payment(attempt: Attempt) -> PaymentStatus:
    return PaymentStatus(
        key=attempt.key,
        method=attempt.method,
        amount=attempt.amount,
        state=attempt.state,
        code=attempt.code,
        submitted_at=attempt.submitted_at,
    )


def add_claim_reads(routes: Routes, door: ClaimReads) -> None:
    """Declare the routes that read claims."""
    one = "/claims/{claim_id}"
    ways: Sequence[tuple[Way, str]] = (
        (Way("/claims", "claim.list", "list_claims", "List claims", TAG, ClaimPage), "list"),
        (Way(one, "claim.read", "get_claim", "Where a claim stands", TAG, Status), "show"),
        (_part("timeline", "claim.read", "Who did what in a claim", ClaimTimeline), "timeline"),
        (_part("explain", "claim.negotiation", "Why a claim is so", Explanation), "explain"),
        (
            _part("negotiation", "claim.negotiation", "The limits of talks", NegotiationView),
            "negotiation",
        ),
        (_part("documents", "claim.read", "What a claim holds", ClaimDocuments), "documents"),
        (_part("payments", "claim.read", "How a claim is paid", ClaimPayments), "payments"),
    )
    for way, method in ways:
        routes.reads(way, getattr(door, method))


def _part(part: str, action: str, summary: str, answer: type) -> Way:
    return Way(f"/claims/{{claim_id}}/{part}", action, f"get_claim_{part}", summary, TAG, answer)
