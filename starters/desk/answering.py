"""What a merchant says to an own claim: an answer, documents, an account, an appeal, enough."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from makegood.gateways.documents import DocumentStore
from makegood.messages import commands as say
from makegood.messages.records import CaseRow
from makegood.rules.access import Actor
from makegood.rules.evidence import DocumentKind
from makegood.rules.payee import Payee
from starters.desk.claim import Reply
from starters.desk.forms import MISSING, Typed, Unfit, typed
from starters.desk.my_claims import own_claim, show_mine
from starters.desk.room import Room
from starters.desk.uploads import uploads
from starters.desk.words import N_
from starters.errors import Denied, NoSuchClaim, RefusedByRule


@dataclass(frozen=True)
class Said:
    """A form of a merchant: who says it of which claim, with what was typed."""

    form: Typed
    actor: Actor
    row: CaseRow
    store: DocumentStore


Build = Callable[[Said], Awaitable[BaseModel]]


async def _answer(said: Said) -> say.AnswerOffer:
    form, currency = said.form, said.row.amounts.claimed.currency
    answer = form.needed("answer")
    counter = answer == say.Answer.COUNTER
    amount = form.amount("amount", currency) if counter else None
    if answer == say.Answer.ACCEPT and not form.ticked("release_all"):
        form.blame("release_all", N_("To accept, confirm that the parcels are settled by it."))
    return form.make(
        lambda: say.AnswerOffer(
            version=int(form.value("version")),
            answer=say.Answer(answer),
            by=said.actor.name,
            amount=amount,
            reason=form.value("reason"),
            release=form.all("parcel") if answer == say.Answer.ACCEPT else (),
        )
    )


async def _documents(said: Said) -> say.SubmitDocuments:
    found = await uploads(said.form, said.store, tuple(DocumentKind))
    if not found.documents:
        said.form.blame("form", N_("Choose at least one file."))
    return said.form.make(
        lambda: say.SubmitDocuments(documents=found.documents, by=said.actor.name)
    )


async def _payee(said: Said) -> say.CorrectPayee:
    form = said.form
    account, bank, holder = (form.needed(name) for name in ("account", "bank_code", "holder"))
    return form.make(
        lambda: say.CorrectPayee(payee=Payee(account, bank, holder), by=said.actor.name)
    )


async def _appeal(said: Said) -> say.MakeAppeal:
    found = await uploads(said.form, said.store, tuple(DocumentKind))
    reason = said.form.needed("reason")
    return said.form.make(
        lambda: say.MakeAppeal(by=said.actor.name, reason=reason, documents=found.documents)
    )


async def _withdraw(said: Said) -> say.Withdraw:
    reason = said.form.needed("reason")
    if not said.form.ticked("sure"):
        said.form.blame("sure", MISSING)
    return said.form.make(lambda: say.Withdraw(by=said.actor.name, reason=reason))


@dataclass(frozen=True)
class Word:
    """A form of the merchant's page: its command, what it builds, what is said when it is done."""

    command: str
    build: Build
    done: str


WORDS = {
    "answer": Word("answer_offer", _answer, N_("Thank you, we have your answer.")),
    "documents": Word("submit_documents", _documents, N_("Thank you, we look at them now.")),
    "account": Word("correct_payee", _payee, N_("Thank you, the account is noted.")),
    "appeal": Word("appeal", _appeal, N_("Your appeal is with us.")),
    "withdraw": Word("withdraw", _withdraw, N_("The claim is withdrawn.")),
}
ACTIONS = " ".join(f"claim.{word.command}" for word in WORDS.values())


def answering_routes(room: Room) -> APIRouter:
    """The route of a merchant's forms."""
    router = APIRouter()

    @router.post("/my/claims/{claim_id}/{about}", openapi_extra={"x-action": ACTIONS})
    async def tell(request: Request, claim_id: str, about: str) -> Response:
        actor = await room.house.caller(request)
        word = WORDS.get(about)
        if word is None:
            raise NoSuchClaim(f"Nothing is called {about}.")
        row = await own_claim(room, actor, claim_id, f"claim.{word.command}")
        form = await typed(request, room.reader(request).speaks)
        try:
            message = await word.build(Said(form, actor, row, room.house.documents))
            once = form.value("once")
            await room.house.claims_for(actor).say(claim_id, word.command, message, once=once)
        except Unfit as unfit:
            reply = Reply(about, wrong=unfit.wrong, typed=form.kept(), status=422)
            return await show_mine(room, request, actor, row, reply)
        except (Denied, RefusedByRule) as refusal:
            reply = Reply(about, refusal.message, typed=form.kept(), status=409)
            return await show_mine(room, request, actor, row, reply)
        return room.go(f"/my/claims/{claim_id}", form.speaks.text(word.done))

    return router
