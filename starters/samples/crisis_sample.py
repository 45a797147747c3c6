"""A sample crisis: how it comes in, who says what, and how it must end."""

from dataclasses import dataclass

from makegood.messages.crises import CrisisFiling
from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.promising import PromiseState
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import CrisisStage
from starters.samples.crisis_turn import CrisisMove


@dataclass(frozen=True)
class CrisisExpected:
    """`rung` is the one whose person acknowledged; `sent_back` counts versions before the last."""

    stage: CrisisStage
    severity: Severity
    rung: int = 1
    published: int = 0
    sent_back: int = 0


@dataclass(frozen=True)
class CrisisSample:
    """A case with its script; without a filing a claim opens it. `secrets` stay in the case."""

    title: str
    case_id: str
    filing: CrisisFiling | None
    moves: tuple[CrisisMove, ...]
    expected: CrisisExpected
    secrets: tuple[str, ...] = ()


def crisis_differences(sample: CrisisSample, status: CrisisStatus) -> tuple[str, ...]:
    """What of the end is not as expected, in words; nothing when all is."""
    wanted = sample.expected
    pairs: tuple[tuple[str, object, object], ...] = (
        ("stage", wanted.stage, status.stage),
        ("severity", wanted.severity, status.severity),
        ("acknowledged on rung", wanted.rung, acknowledged_on(status)),
        ("statements published", wanted.published, published(status)),
        ("statements sent back", wanted.sent_back, sent_back(status)),
        ("updates late", 0, len(status.promises) - len(kept(status))),
        ("step that could not go on", "", status.parked),
    )
    return tuple(
        f"{name} is {found}, not {expected or 'any'}"
        for name, expected, found in pairs
        if expected != found
    )


def acknowledged_on(status: CrisisStatus) -> int:
    """The rung on which the first who acknowledged was paged; 0 where nobody did."""
    by = status.acknowledged_by[:1]
    pages = (one for one in status.pages if one.reason == PageReason.LADDER and one.person in by)
    return next((one.rung for one in pages), 0)


def published(status: CrisisStatus) -> int:
    """How many statements are out."""
    return sum(one.published_at is not None for one in status.statements)


def sent_back(status: CrisisStatus) -> int:
    """How often a statement was written anew."""
    return sum(one.version - 1 for one in status.statements)


def kept(status: CrisisStatus) -> tuple[int, ...]:
    """The numbers of the promises that were kept in time, or that nobody waits for any more."""
    fine = (PromiseState.KEPT, PromiseState.RELEASED)
    return tuple(one.number for one in status.promises if one.state in fine)
