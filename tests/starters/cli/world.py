"""The command line with stand-ins behind its doors: what was said to them, and what they answer."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, JsonValue
from typer.testing import CliRunner, Result

from makegood.messages.claims import ClaimFiling, ClaimRequest
from makegood.messages.commands import Receipt
from makegood.messages.crisis_records import CrisisRow
from makegood.messages.names import Queue, claim_workflow_id
from makegood.messages.records import Amounts, Awaited, CaseRow, TimelineEntry
from makegood.messages.recovery import CarrierAnswer, RecoveryState, RecoveryStatus
from makegood.messages.status import (
    Explanation,
    LineStatus,
    NegotiationView,
    OfferStatus,
    Status,
    Timeline,
)
from makegood.rules.money import Money
from makegood.settings import Settings
from starters.cli.app import app
from starters.cli.doors import ClaimsDesk, CrisesDesk, Doors, RecoveryDesk
from starters.client import Filed
from starters.doctor import Check
from starters.errors import NoSuchClaim
from tests.starters.cli.crisis_hand import CrisesAtHand
from tests.store.builders import vnd

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HASH = "81e4b6e56860b0ec010e14f3a112800e"


def a_status(claim_id: str = "C-1", **changes: object) -> Status:
    """A claim of Lan's shop that waits for Operations to sign 128,000 VND."""
    status = Status(
        claim_id=claim_id,
        kind="lost",
        merchant_id="shop-of-lan",
        stage="signing_off",
        outcome=None,
        awaiting=(Awaited(who="operations", what="sign recommendation", since=MONDAY),),
        amounts=Amounts(claimed=vnd(1_250_000), entitlement=vnd(128_000), approved=vnd(128_000)),
        subject="recommendation",
        subject_hash=HASH,
        clocks=(),
        policy_version="2026.11.1",
        assignee="desk.chi",
        sign_offs=0,
        opened_at=MONDAY,
        version=7,
    )
    return status.model_copy(update=changes)


def an_offer(version: int, total: Money, state: str = "open") -> OfferStatus:
    """An offer for two parcels."""
    return OfferStatus(
        version=version,
        total=total,
        state=state,
        made_at=MONDAY,
        valid_until=MONDAY,
        parcels=("GHN001", "GHN002"),
    )


def a_line(tracking_number: str = "GHN001") -> LineStatus:
    """A line that is entitled to four times its freight."""
    return LineStatus(
        tracking_number=tracking_number,
        asked=vnd(1_250_000),
        entitled=vnd(128_000),
        approved=vnd(128_000),
        reasons=("7. 4 times the freight [art. 7.1]",),
    )


@dataclass
class ClaimsAtHand:
    """Claims that note what is said to them, and answer or refuse as they are told."""

    statuses: dict[str, Status] = field(default_factory=lambda: {"C-1": a_status()})
    talks: dict[str, NegotiationView] = field(default_factory=dict)
    refusals: dict[str, Exception] = field(default_factory=dict)
    filed: list[ClaimFiling | ClaimRequest] = field(default_factory=list)
    said: list[tuple[str, str, BaseModel, str]] = field(default_factory=list)

    async def file(self, filing: ClaimFiling | ClaimRequest) -> Filed:
        self._refuse(filing.claim_id)
        already = filing in self.filed
        self.filed.append(filing)
        workflow_id = claim_workflow_id(filing.claim_id)
        return Filed(claim_id=filing.claim_id, workflow_id=workflow_id, already=already)

    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        self._refuse(claim_id)
        self.said.append((claim_id, command, message, once))
        return Receipt(stage="signing_off", subject_hash=HASH, version=8)

    async def status(self, claim_id: str) -> Status:
        self._refuse(claim_id)
        if claim_id not in self.statuses:
            raise NoSuchClaim(f"There is no claim {claim_id}.")
        return self.statuses[claim_id]

    async def timeline(self, claim_id: str) -> Timeline:
        self._refuse(claim_id)
        entry = TimelineEntry(number=3, at=MONDAY, by="ops.minh", what="signed", why="scans [end]")
        return Timeline(claim_id=claim_id, entries=(entry,), earlier=2)

    async def explain(self, claim_id: str) -> Explanation:
        self._refuse(claim_id)
        return Explanation(claim_id=claim_id, sentences=("Waiting for operations.",))

    async def negotiation(self, claim_id: str) -> NegotiationView:
        self._refuse(claim_id)
        return self.talks.get(claim_id, NegotiationView(claim_id=claim_id))

    def _refuse(self, claim_id: str) -> None:
        if claim_id in self.refusals:
            raise self.refusals[claim_id]

    @property
    def last(self) -> BaseModel:
        """The message that was said last."""
        return self.said[-1][2]


@dataclass
class RecoveriesAtHand:
    """One recovery of 128,000 VND from a carrier."""

    answers: list[CarrierAnswer] = field(default_factory=list)

    async def status(self, claim_id: str) -> RecoveryStatus:
        return RecoveryStatus(
            claim_id=claim_id,
            party="carrier",
            state=RecoveryState.DEMANDED,
            demanded=vnd(128_000),
            recovered=vnd(0),
            chases=1,
            file_by=MONDAY,
            reference="ghn-77",
        )

    async def answer(self, claim_id: str, answer: CarrierAnswer) -> RecoveryStatus:
        self.answers.append(answer)
        return await self.status(claim_id)


@dataclass
class World:
    """Everything that commands reach, each of it a stand-in or a folder of the test's own."""

    folder: Path
    claims: ClaimsAtHand = field(default_factory=ClaimsAtHand)
    recoveries: RecoveriesAtHand = field(default_factory=RecoveriesAtHand)
    crises: CrisesAtHand = field(default_factory=CrisesAtHand)
    rows: tuple[CaseRow, ...] = ()
    crisis_rows: tuple[CrisisRow, ...] = ()
    look: Callable[[], tuple[CaseRow, ...]] | None = None
    checks: tuple[Check, ...] = ()
    examined: list[Queue | None] = field(default_factory=list)
    became: list[tuple[str, list[str], dict[str, str]]] = field(default_factory=list)
    now: datetime = MONDAY

    @property
    def settings(self) -> Settings:
        """Settings whose state lives in the test's folder."""
        return Settings(var=self.folder)

    def makegood(self, *words: str, said: str = "") -> Result:
        """What a command prints, and how it ends."""
        wide = {"COLUMNS": "200"}  # whatever the terminal of whoever runs the tests
        return CliRunner(env=wide).invoke(app, list(words), input=said, obj=self._doors())

    def json(self, *words: str, said: str = "") -> JsonValue:
        """The one JSON document that a command prints."""
        found: JsonValue = json.loads(self.makegood(*words, "--json", said=said).stdout)
        return found

    def _doors(self) -> Doors:
        async def claims(_: Settings) -> ClaimsDesk:
            return self.claims

        async def recoveries(_: Settings) -> RecoveryDesk:
            return self.recoveries

        async def crises(_: Settings) -> CrisesDesk:
            return self.crises

        async def rows(_: Settings) -> tuple[CaseRow, ...]:
            return self.look() if self.look else self.rows

        async def crisis_rows(_: Settings) -> tuple[CrisisRow, ...]:
            return self.crisis_rows

        async def check_up(_: Settings, queue: Queue | None) -> Iterable[Check]:
            self.examined.append(queue)
            return self.checks

        def become(*told: object) -> None:
            self.became.append(told)  # type: ignore[arg-type]

        return Doors(
            settings=lambda: self.settings,
            claims=claims,
            crises=crises,
            recoveries=recoveries,
            rows=rows,
            crisis_rows=crisis_rows,
            check_up=check_up,
            become=become,
            now=lambda: self.now,
        )
