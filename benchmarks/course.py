"""One claim paid within contract, played by its people: what everything is measured on."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import BaseModel

from benchmarks.lists import Lists
from benchmarks.sample import VALUE
from makegood.messages.claims import ClaimRequest
from makegood.messages.commands import Answer, AnswerOffer, SignOff
from makegood.messages.payments import PaymentNotice, PaymentState
from makegood.rules.casefile import Stage
from makegood.rules.claim import Team
from makegood.rules.signoff import Decide
from starters.client import Claims
from starters.errors import Unreachable

Answered = TypeVar("Answered")

AGAIN = 0.5
"""Seconds before a call that nobody has answered is repeated."""

SIGNERS = {
    Team.OPERATIONS: "ops.binh",
    Team.SERVICE_DESK: "desk.dung",
    Team.FINANCE: "fin.oanh",
}


@dataclass
class Stopwatch:
    """How long each kind of call took, in seconds."""

    took: dict[str, list[float]] = field(default_factory=dict)
    repeated: int = 0
    _now: Callable[[], float] = time.perf_counter

    def note(self, what: str, since: float) -> float:
        """Keep the time since a moment under a name; returns the present moment."""
        now = self._now()
        self.took.setdefault(what, []).append(now - since)
        return now


class Course:
    """Three sign-offs, one offer accepted, one notice of the bank; two questions on the way."""

    def __init__(self, claims: Claims, lists: Lists, watch: Stopwatch | None = None) -> None:
        self._claims = claims
        self._lists = lists
        self._watch = watch or Stopwatch()

    async def run(self, filing: ClaimRequest) -> None:
        """Take the claim from filing to the money's arrival, as fast as it lets itself be taken."""
        await self.offered(filing)
        await self.paid(filing)

    async def filed(self, filing: ClaimRequest) -> None:
        """File the claim."""
        began = time.perf_counter()
        await self._insist(lambda: self._claims.file(filing))
        self._watch.note("start", began)

    async def offered(self, filing: ClaimRequest) -> None:
        """File the claim; two teams sign what is recommended, so that an offer is made."""
        await self.filed(filing)
        claim_id = filing.claim_id
        await self._lists.until(claim_id, Stage.SIGNING_OFF)
        subject = await self._subject(claim_id)
        await self._sign(claim_id, Team.OPERATIONS, subject)
        await self._sign(claim_id, Team.SERVICE_DESK, subject)
        await self._lists.until(claim_id, Stage.NEGOTIATING)

    async def paid(self, filing: ClaimRequest) -> None:
        """The merchant accepts, Finance releases the payment, the bank says that it has arrived."""
        claim_id = filing.claim_id
        release = tuple(parcel.tracking_number for parcel in filing.parcels)
        yes = AnswerOffer(version=1, answer=Answer.ACCEPT, release=release)
        await self._say(claim_id, "answer_offer", yes, "answer")
        await self._lists.until(claim_id, Stage.PAYMENT_APPROVAL)
        await self._sign(claim_id, Team.FINANCE, await self._subject(claim_id))
        await self._lists.until(claim_id, Stage.AWAITING_PAYOUT)
        await self._say(claim_id, "payment_notice", settled(claim_id), "notice")
        await self._lists.until(claim_id, Stage.AFTERCARE, Stage.CLOSED)

    async def _sign(self, claim_id: str, team: Team, subject: str) -> None:
        decision = SignOff(
            decision_id=f"sign-{team}",
            team=team,
            decision=Decide.APPROVE,
            by=SIGNERS[team],
            subject_hash=subject,
        )
        began = time.perf_counter()
        await self._say(claim_id, "sign_off", decision, f"sign-{team}")
        self._watch.note("sign-off", began)

    async def _say(self, claim_id: str, command: str, message: BaseModel, once: str) -> None:
        await self._insist(lambda: self._claims.say(claim_id, command, message, once=once))

    async def _insist(self, call: Callable[[], Awaitable[Answered]]) -> Answered:
        """Call until somebody answers, as the client's refusals advise; count the repetitions."""
        while True:
            try:
                return await call()
            except Unreachable:
                self._watch.repeated += 1
                await asyncio.sleep(AGAIN)

    async def _subject(self, claim_id: str) -> str:
        """The hash of what is to be signed, as a signer sees it."""
        began = time.perf_counter()
        status = await self._insist(lambda: self._claims.status(claim_id))
        self._watch.note("status", began)
        return status.subject_hash


def settled(claim_id: str) -> PaymentNotice:
    """The bank's word that the first payment of the claim has been booked."""
    return PaymentNotice(
        notice_id=f"notice-{claim_id}",
        payment_key=f"{claim_id}-s1-l1-a1",
        state=PaymentState.SETTLED,
        bank_reference="B-0001",
        occurred_at=datetime.now(UTC),
        amount=VALUE,
    )
