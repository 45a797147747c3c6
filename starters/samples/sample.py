"""A sample claim: what is filed with which papers, who says what, and how it must end."""

from dataclasses import dataclass

from makegood.gateways.bank_simulator.script import Rule
from makegood.messages.claims import ClaimFiling
from makegood.messages.status import ClaimResult
from makegood.rules.casefile import Outcome
from makegood.rules.money import Money
from starters.papers import Paper
from starters.samples.moves import Move


@dataclass(frozen=True)
class Expected:
    outcome: Outcome
    entitlement: Money | None = None
    paid: Money | None = None
    goodwill: Money | None = None
    sign_offs: int = 0
    merged_into: str = ""


@dataclass(frozen=True)
class Sample:
    """A claim with its script; with `after` it is filed once that claim's documents are read."""

    title: str
    filing: ClaimFiling
    papers: tuple[Paper, ...]
    moves: tuple[Move, ...]
    expected: Expected
    after: str = ""
    bank: tuple[Rule, ...] = ()

    @property
    def claim_id(self) -> str:
        """The id of the claim, and the name of the sample."""
        return self.filing.claim_id


def differences(sample: Sample, result: ClaimResult) -> tuple[str, ...]:
    """What of the result is not as expected, in words; nothing when all is."""
    wanted, amounts = sample.expected, result.amounts
    pairs = (
        ("outcome", wanted.outcome, result.outcome),
        ("entitlement", _text(wanted.entitlement), _text(amounts.entitlement)),
        ("paid", _text(wanted.paid), _text(amounts.paid)),
        ("goodwill", _text(wanted.goodwill), _text(amounts.goodwill)),
        ("sign-offs", str(wanted.sign_offs), str(result.sign_offs)),
        ("merged into", wanted.merged_into, result.merged_into),
    )
    return tuple(
        f"{name} is {found or 'nothing'}, not {expected or 'nothing'}"
        for name, expected, found in pairs
        if expected != found
    )


def _text(money: Money | None) -> str:
    """Nothing decided and nothing at all are one to a reader."""
    return money.text() if money is not None and money.is_positive else ""
