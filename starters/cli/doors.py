"""How a command reaches the world: Temporal, the database and the settings, each when needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pydantic import BaseModel

    from makegood.messages.claims import ClaimFiling, ClaimRequest
    from makegood.messages.commands import Receipt
    from makegood.messages.crises import CrisisFiling, CrisisRequest
    from makegood.messages.crisis_commands import CaseReceipt
    from makegood.messages.crisis_records import CrisisRow
    from makegood.messages.crisis_status import Briefing, CrisisExplanation, CrisisStatus
    from makegood.messages.names import Queue
    from makegood.messages.records import CaseRow
    from makegood.messages.recovery import CarrierAnswer, RecoveryStatus
    from makegood.messages.status import Explanation, NegotiationView, Status, Timeline
    from makegood.messages.watch_views import (
        DecisionPage,
        ExplainedMention,
        FedReceipt,
        TrainingRow,
        WatchRow,
    )
    from makegood.messages.watches import MentionLine, WatchStatus
    from makegood.rules.crisis.drills import Scorecard
    from makegood.rules.detection.figures import ShiftLoad
    from makegood.rules.detection.verdicts import Verdict
    from makegood.settings import Settings
    from makegood.store.watch_lists import DecisionFilter
    from starters.client import Filed
    from starters.crises import Opened
    from starters.doctor import Check


class ClaimsDesk(Protocol):
    """What commands say to claims; `starters.client.Claims` is the real one."""

    async def file(self, filing: ClaimFiling | ClaimRequest) -> Filed:
        """Start a claim, once by its id."""

    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        """Give a command and wait for its answer."""

    async def status(self, claim_id: str) -> Status:
        """Where the claim stands."""

    async def timeline(self, claim_id: str) -> Timeline:
        """Who did what, when and why."""

    async def explain(self, claim_id: str) -> Explanation:
        """Why this amount, why these teams, what happens next."""

    async def negotiation(self, claim_id: str) -> NegotiationView:
        """How far the desk may go, and what each side gave up."""


class CrisesDesk(Protocol):
    """What commands say to crisis cases; `starters.crises.Crises` is the real one."""

    async def open(self, filing: CrisisFiling | CrisisRequest) -> Opened:
        """Start a case, once by its id."""

    async def say(
        self, case_id: str, command: str, message: BaseModel, once: str = ""
    ) -> CaseReceipt:
        """Give a command and wait for its answer."""

    async def status(self, case_id: str) -> CrisisStatus:
        """Where the case stands; of a restricted one nothing that it is about."""

    async def explain(self, case_id: str) -> CrisisExplanation:
        """Why these people, what was joined, what happens next."""

    async def briefing(self, case_id: str, by: str) -> Briefing:
        """All of the case, for one of its members."""

    async def scorecard(self, case_id: str) -> Scorecard:
        """How a rehearsal went."""


class RecoveryDesk(Protocol):
    """What commands say to recoveries; `starters.recoveries.Recoveries` is the real one."""

    async def status(self, claim_id: str) -> RecoveryStatus:
        """Where the recovery stands."""

    async def answer(self, claim_id: str, answer: CarrierAnswer) -> RecoveryStatus:
        """Take the carrier's answer in."""


class WatchesDesk(Protocol):
    """What commands say to watches; `starters.watches.Watches` is the real one."""

    async def feed(self, name: str, mentions: Sequence[MentionLine]) -> FedReceipt:
        """Take mentions in, each once by its id."""

    async def status(self, name: str) -> WatchStatus:
        """How the watch stands."""

    async def list(self) -> tuple[WatchRow, ...]:
        """Every watch."""

    async def decisions(
        self, name: str, which: DecisionFilter | None = None, cursor: str = "", limit: int = 50
    ) -> DecisionPage:
        """What was decided, the newest first."""

    async def explain(self, name: str, mention_id: str) -> ExplainedMention:
        """One mention with every part of its score."""

    async def verdict(self, name: str, mention_id: str, said: Verdict, by: str) -> None:
        """Keep what an analyst says of a mention."""

    async def figures(
        self, name: str, shift_of: Callable[[datetime], str]
    ) -> tuple[ShiftLoad, ...]:
        """Alert load and accuracy by week and shift."""

    async def rows(self, name: str, degree: Callable[[str], int]) -> tuple[TrainingRow, ...]:
        """The mentions that were judged, as rows to train on."""


KEY_HELD = "swk"
"""How whoever uses the command line is known: they hold a key in software (RFC 8176)."""


async def _claims(settings: Settings) -> ClaimsDesk:
    from starters.client import connect

    return (await connect(settings)).recognised_by(KEY_HELD)


async def _crises(settings: Settings) -> CrisesDesk:
    from starters.crises import connect_crises

    return (await connect_crises(settings)).recognised_by(KEY_HELD)


async def _recoveries(settings: Settings) -> RecoveryDesk:
    from starters.recoveries import Recoveries
    from starters.server import reach

    return Recoveries(await reach(settings))


async def _watches(settings: Settings) -> WatchesDesk:
    from starters.watches import connect_watches

    return await connect_watches(settings)


async def _rows(settings: Settings) -> tuple[CaseRow, ...]:
    from starters.server import reach
    from starters.truth import rows

    return await rows(await reach(settings))


async def _crisis_rows(settings: Settings) -> tuple[CrisisRow, ...]:
    from starters.server import reach
    from starters.truth import crisis_rows

    return await crisis_rows(await reach(settings))


async def _check_up(settings: Settings, queue: Queue | None) -> Iterable[Check]:
    from starters.doctor import check_queue, check_up

    return await (check_queue(settings, queue) if queue else check_up(settings))


def _settings() -> Settings:
    from makegood.settings import Settings

    return Settings()


def _now() -> datetime:
    return datetime.now(UTC)


def _run(program: str, arguments: list[str], environment: dict[str, str]) -> None:
    import os

    os.execve(program, arguments, environment)


@dataclass(frozen=True)
class Doors:
    """Every way out of a command; whoever tests one puts its own in the place."""

    settings: Callable[[], Settings] = _settings
    claims: Callable[[Settings], Awaitable[ClaimsDesk]] = _claims
    crises: Callable[[Settings], Awaitable[CrisesDesk]] = _crises
    recoveries: Callable[[Settings], Awaitable[RecoveryDesk]] = _recoveries
    watches: Callable[[Settings], Awaitable[WatchesDesk]] = _watches
    rows: Callable[[Settings], Awaitable[tuple[CaseRow, ...]]] = _rows
    crisis_rows: Callable[[Settings], Awaitable[tuple[CrisisRow, ...]]] = _crisis_rows
    check_up: Callable[[Settings, Queue | None], Awaitable[Iterable[Check]]] = _check_up
    become: Callable[[str, list[str], dict[str, str]], None] = _run
    """Turns this process into another program."""
    now: Callable[[], datetime] = _now
