"""A claim that says what it is told to say, and notes what is said to it."""

from datetime import UTC, date, datetime

from pydantic import BaseModel

from makegood.messages.claims import ClaimFiling
from makegood.messages.commands import Receipt
from makegood.messages.records import Amounts, Awaited
from makegood.messages.status import ClaimResult, OfferStatus, Status
from makegood.rules.casefile import Outcome, Stage
from makegood.rules.money import Money
from starters.client import Filed
from starters.errors import NoSuchClaim
from starters.samples import paid
from starters.samples.moves import Move
from starters.samples.sample import Expected, Sample

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
TODAY = date(2026, 11, 16)
WITHIN = paid.within_contract(TODAY)
OWED = WITHIN.filing.claimed


def a_status(stage: Stage = Stage.SIGNING_OFF, **told: object) -> Status:
    """A claim in a stage; nothing else is known of it but what is told."""
    usual: dict[str, object] = {
        "claim_id": "C1", "kind": "lost", "merchant_id": "merchant-lotus", "outcome": None,
        "awaiting": (), "amounts": Amounts(claimed=OWED), "subject": "", "subject_hash": "",
        "clocks": (), "policy_version": "1", "assignee": "desk.an", "sign_offs": 0,
        "opened_at": NOON, "version": 1,
    }  # fmt: skip
    return Status.model_validate({**usual, "stage": stage, **told})


def asked(subject: str, *teams: str) -> Status:
    """A claim that waits for teams to sign a subject."""
    awaiting = tuple(Awaited(who=team, what=f"sign {subject}", since=NOON) for team in teams)
    return a_status(subject=subject, subject_hash="0123456789abcdef", awaiting=awaiting)


def offered(amount: Money, state: str = "open") -> Status:
    """A claim with one offer."""
    offer = OfferStatus(
        version=1, total=amount, state=state, made_at=NOON, valid_until=NOON, parcels=("GHN1",)
    )
    return a_status(Stage.NEGOTIATING, offers=(offer,))


def a_result(
    outcome: Outcome = Outcome.PAID, paid: Money = OWED, sign_offs: int = 3
) -> ClaimResult:
    """What a claim of the first sample ends with."""
    amounts = Amounts(claimed=OWED, entitlement=OWED, paid=paid)
    return ClaimResult(
        claim_id="C1", outcome=outcome, amounts=amounts, sign_offs=sign_offs,
        opened_at=NOON, closed_at=NOON,
    )  # fmt: skip


def a_sample(*moves: Move, after: str = "") -> Sample:
    """The first sample with another script."""
    return Sample("a sample", WITHIN.filing, (), moves, Expected(Outcome.PAID), after)


Reply = Status | Exception


class OneClaim:
    """A door behind which one claim goes through what it is told, a step a look."""

    def __init__(self, *looks: Reply, answers: tuple[Exception | None, ...] = ()) -> None:
        self.filed: list[str] = []
        self.said: list[tuple[str, BaseModel, str]] = []
        self.looked_at: list[str] = []
        self._looks = list(looks)
        self._answers = list(answers)

    async def file(self, filing: ClaimFiling) -> Filed:
        """Take the claim in."""
        self.filed.append(filing.claim_id)
        return Filed(claim_id=filing.claim_id, workflow_id="w", already=False)

    async def say(self, claim_id: str, command: str, message: BaseModel, once: str = "") -> Receipt:
        """Note what is said; answer as told."""
        self.said.append((command, message, once))
        trouble = self._answers.pop(0) if self._answers else None
        if trouble is not None:
            raise trouble
        return Receipt(stage="signing_off", version=1)

    async def status(self, claim_id: str) -> Status:
        """The next look; the last one stays."""
        self.looked_at.append(claim_id)
        if not self._looks:
            raise NoSuchClaim(claim_id)
        look = self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]
        if isinstance(look, Exception):
            raise look
        return look

    async def result(self, claim_id: str) -> ClaimResult:
        """The end."""
        return a_result()
