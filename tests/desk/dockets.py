"""Claims that stand in for the real ones at the desk, with dockets that are easily told."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from pydantic import BaseModel
from typing_extensions import override

from makegood.messages.commands import Receipt
from makegood.messages.docket import (
    CheckStatus,
    Docket,
    FiledStatus,
    PaperStatus,
    ParcelStatus,
    SignatureStatus,
)
from makegood.messages.records import Amounts, Awaited
from makegood.messages.status import (
    ClockStatus,
    LineStatus,
    NegotiationView,
    OfferStatus,
    PayoutStatus,
    Status,
)
from starters.errors import NoSuchClaim, RefusedByRule
from tests.desk.moment import NOON
from tests.starters.cli.world import ClaimsAtHand, a_status
from tests.store.builders import vnd

HASH = "81e4b6e56860b0ec010e14f3a112800e"
NEWER = "f00dfeed56860b0ec010e14f3a112800e"


def a_full_status(claim_id: str = "C-1", **changes: object) -> Status:
    """A damaged parcel of Lan's shop: 128,000 VND are recommended, and Finance has to sign."""
    status = a_status(
        claim_id,
        kind="damaged",
        merchant_id="merchant-lotus",
        awaiting=(
            Awaited(
                who="finance",
                what="sign recommendation",
                since=NOON - timedelta(hours=2),
                due_at=NOON + timedelta(hours=2, minutes=40),
            ),
        ),
        amounts=Amounts(claimed=vnd(1_250_000), entitlement=vnd(128_000), approved=vnd(128_000)),
        lines=(
            LineStatus(
                tracking_number="GHN-8842-VN",
                asked=vnd(1_250_000),
                entitled=vnd(128_000),
                approved=vnd(128_000),
                reasons=(
                    "1. Damaged in transit, reported within 48 hours [art. 6.2]",
                    "2. No insurance was bought for the parcel [art. 7.1]",
                    "3. At most 4 times the freight of 32,000 VND [art. 7.1]",
                ),
            ),
        ),
        clocks=(
            ClockStatus(
                name="decision",
                kind="sla",
                party="merchant",
                started_at=NOON - timedelta(days=1),
                due_at=NOON + timedelta(days=2, hours=3),
                state="running",
                announced=(),
            ),
            ClockStatus(
                name="acknowledgement",
                kind="sla",
                party="merchant",
                started_at=NOON - timedelta(days=1),
                due_at=NOON - timedelta(hours=20),
                state="met",
                announced=(),
            ),
        ),
        subject_hash=HASH,
        version=7,
    )
    return status.model_copy(update=changes)


def a_docket(claim_id: str = "C-1", **changes: object) -> Docket:
    """The claim as Finance sees it when it is asked to sign, after Operations has."""
    docket = Docket(
        status=a_full_status(claim_id),
        talks=NegotiationView(claim_id=claim_id),
        filed=FiledStatus(
            statement="The box was crushed on one side and the lamp inside is broken. "
            "The courier noted it at the door.",
            incident_on=date(2026, 2, 27),
            received_on=date(2026, 3, 1),
            submitted_by="shop.lotus",
            channel="desk",
            parcels=(ParcelStatus(tracking_number="GHN-8842-VN", goods="desk lamp"),),
        ),
        sentences=(
            "Claimed 1250000 VND, entitled to 128000 VND under LOTUS-2026 (2026.11.1).",
            "The recommendation must be signed by operations (executive) because of the amount.",
        ),
        signatures=(
            SignatureStatus(
                team="operations",
                level=1,
                rank="executive",
                decision="approve",
                by="ops.binh",
                at=NOON - timedelta(hours=1),
                reason="The scans show the crush at the Da Nang hub.",
            ),
            SignatureStatus(team="finance", level=1, rank="executive"),
        ),
        round_state="open",
        prepared_by=("desk.chi",),
        payee="****4455, VCB",
        checks=(
            CheckStatus(
                name="claim_not_above_invoice",
                verdict="fail",
                detail="1,250,000 VND is claimed, the invoice supports 1,100,000 VND",
            ),
        ),
        papers=(),
    )
    return docket.model_copy(update=changes)


def papers(*held: tuple[str, str, str]) -> tuple[PaperStatus, ...]:
    """Documents by kind, content and name."""
    return tuple(PaperStatus(kind=kind, sha256=sha, name=name) for kind, sha, name in held)


def an_offer(version: int = 1, amount: int = 600_000, state: str = "open") -> OfferStatus:
    """An offer for the lamp."""
    return OfferStatus(
        version=version,
        total=vnd(amount),
        state=state,
        made_at=NOON - timedelta(days=1),
        valid_until=NOON + timedelta(days=6),
        parcels=("GHN-8842-VN",),
    )


def a_promise() -> PayoutStatus:
    """A payment that is to arrive within the week."""
    return PayoutStatus(due_on=date(2026, 3, 6), submit_by=NOON + timedelta(days=3))


@dataclass
class ClaimsAtTheDesk(ClaimsAtHand):
    """Claims with dockets; a decision about another subject than stands is refused."""

    dockets: dict[str, Docket] = field(default_factory=dict)
    away: Exception | None = None

    async def docket(self, claim_id: str) -> Docket:
        """All of a claim at one moment."""
        self._answers()
        if claim_id not in self.dockets:
            raise NoSuchClaim(f"There is no claim {claim_id}.")
        return self.dockets[claim_id]

    @override
    async def status(self, claim_id: str) -> Status:
        self._answers()
        found = self.dockets.get(claim_id)
        return found.status if found else await super().status(claim_id)

    @override
    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        self._answers()
        seen = getattr(message, "subject_hash", "")
        stands = self.dockets[claim_id].status.subject_hash if claim_id in self.dockets else seen
        if seen and seen != stands:
            raise RefusedByRule("What was seen has changed; look again.", "stale_subject")
        return await super().say(claim_id, command, message, once)

    def _answers(self) -> None:
        if self.away:
            raise self.away
