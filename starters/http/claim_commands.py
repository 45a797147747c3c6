"""What is said to claims by way of the API: filings, and every command that people give."""

from dataclasses import replace
from typing import Annotated

from fastapi import Body, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, JsonValue

from makegood.messages.claims import ClaimFiling, ClaimRequest, DocumentRef
from makegood.messages.commands import Receipt
from makegood.policy.loader import load_policy
from makegood.rules.access import Actor, Resource
from makegood.store.command_outbox import QueuedCommand
from starters.client import Filed
from starters.errors import Unreachable
from starters.http.bodies import Speaker, message_of, refused_field
from starters.http.carrier import CLAIM_COMMANDS, FILE, Kind
from starters.http.claim_examples import EXAMPLES, FILING
from starters.http.claims import TAG
from starters.http.declaring import Routes, Way
from starters.http.endpoints import ALSO, Spoken, endpoint
from starters.http.etags import as_json, etag, is_conditional, require_current
from starters.http.saying import Saying, prefers_later
from starters.http.subjects import Deed, Subjects, known
from starters.merchant_view import as_merchant
from starters.policy_tables import InForce
from starters.web.house import House


class ClaimDeeds:
    """Files claims, and says commands to them."""

    def __init__(self, house: House, subjects: Subjects, saying: Saying) -> None:
        self._house = house
        self._subjects = subjects
        self._saying = saying
        self._policy = InForce(house.settings.policy_dir, load_policy)

    async def file(
        self,
        request: Request,
        filing: Annotated[ClaimFiling, Body(openapi_examples=FILING)],
    ) -> Response:
        """File a claim: 201, or 200 where the same was filed before.

        Its documents are uploaded first. `submitted_by` is whoever signs in.
        """
        actor = await self._house.caller(request)
        about = Resource(kind="claim", merchant_id=filing.merchant_id, amount=filing.claimed)
        self._house.require(actor, "claim.file", about)
        self._require_own_words(actor, filing)
        policy = await run_in_threadpool(self._policy.now)
        policy.terms_for(filing.merchant_id, filing.kind)  # UnknownMerchant without a contract
        await run_in_threadpool(require_held, self._house, filing.documents)
        said = filing.request().model_copy(update={"submitted_by": actor.name})
        return await self._filed(request, actor, said)

    async def _filed(self, request: Request, actor: Actor, said: ClaimRequest) -> Response:
        once = request.state.once
        command = QueuedCommand(
            once, actor.name, Kind.CLAIM, said.claim_id, FILE, said.model_dump_json()
        )
        filed = await self._saying.say(request, command)
        if not isinstance(filed, Filed):
            return self._saying.accepted(command)
        where = {"location": f"/v1/claims/{filed.claim_id}"}
        return as_json(filed, where, 200 if filed.already else 201)

    def _require_own_words(self, actor: Actor, filing: ClaimFiling) -> None:
        """Refuse what only the desk may say, and another name under it."""
        named = "submitted_by" in filing.model_fields_set
        if named and filing.submitted_by != actor.name:
            raise refused_field("submitted_by", "it is whoever signs in; leave it out")
        if self._subjects.of_merchants(actor) and filing.received_on:
            raise refused_field("received_on", "the day of receipt is the desk's to say")
        if self._subjects.of_merchants(actor) and filing.urgent:
            raise refused_field("urgent", "it is the desk's to say")

    async def say(self, request: Request, claim_id: str, name: str, body: BaseModel) -> Response:
        """Give the command; the answer is the receipt, with the new version as its ETag."""
        actor = await self._house.caller(request)
        await self._subjects.claim(Deed(actor, f"claim.{name}", body), claim_id)
        if is_conditional(request):
            await self._require_current(request, actor, claim_id)
        await run_in_threadpool(require_held, self._house, getattr(body, "documents", ()))
        once: str = request.state.once
        message = message_of(CLAIM_COMMANDS[name], body, Speaker(actor, once))
        command = QueuedCommand(
            once, actor.name, Kind.CLAIM, claim_id, name, message.model_dump_json()
        )
        receipt = await self._saying.say(request, command)
        if not isinstance(receipt, Receipt):
            return self._saying.accepted(command)
        return as_json(self._told(actor, receipt), {"etag": etag(receipt.version)})

    def _told(self, actor: Actor, receipt: Receipt) -> Receipt:
        hidden = {"subject_hash": ""} if self._subjects.of_merchants(actor) else {}
        return receipt.model_copy(update=hidden)

    async def _require_current(self, request: Request, actor: Actor, claim_id: str) -> None:
        """Refuse what is based on an older version; where nobody answers, the lists know it."""
        try:
            status = await self._house.claims.status(claim_id)
        except Unreachable:
            row = await known(self._house.desk.row, claim_id)
            if row is None or not prefers_later(request):
                raise
            require_current(request, row.version, {"stage": row.stage})
            return
        told = as_merchant(status) if self._subjects.of_merchants(actor) else status
        now: dict[str, JsonValue] = {"stage": told.stage, "subject_hash": told.subject_hash}
        require_current(request, status.version, now)


def require_held(house: House, documents: tuple[DocumentRef, ...]) -> None:
    """Refuse, by its place, a document that was never uploaded."""
    for place, one in enumerate(documents):
        if not house.documents.exists(one.sha256):
            where = f"documents/{place}/sha256"
            raise refused_field(where, "no such document is held; upload it first")


def add_claim_deeds(routes: Routes, door: ClaimDeeds) -> None:
    """Declare the filing of claims and a route for each command."""
    filing = Way("/claims", "claim.file", "file_claim", "File a claim", TAG, Filed, 201)
    already = (200, "The same claim was filed before")
    routes.does(replace(filing, also=(already, *ALSO)), door.file)
    for name, kind in CLAIM_COMMANDS.items():
        given = endpoint(door.say, Spoken(name, kind, EXAMPLES.get(name)), "claim_id")
        routes.does(_way(name), given)


def _way(name: str) -> Way:
    words = name.replace("_", "-")
    path, about = f"/claims/{{claim_id}}/{words}", f"Claim: {words.replace('-', ' ')}"
    way = Way(path, f"claim.{name}", f"claim_{name}", about, TAG, Receipt)
    return replace(way, also=ALSO, conditional=True)
