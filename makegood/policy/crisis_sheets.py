"""The tables of crises as their author writes them, one class a file."""

from dataclasses import dataclass
from datetime import date

from makegood.rules.calendar import Term
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.terms import Approver, Cadence, PlaybookTask, Rung
from makegood.rules.crisis.words import Role, SourceType
from makegood.rules.money import Money
from makegood.rules.terms import SlaTarget


@dataclass(frozen=True)
class LadderRow:
    """A ladder under its name: rungs in order, how often it begins again, how long is silence."""

    rungs: tuple[Rung, ...]
    repeats: int = 1
    silence: Term | None = None


@dataclass(frozen=True)
class SeverityRow:
    """What hangs on a severity: its ladder by name, its clocks, its review, its quiet hours."""

    ladder: str
    stale_after: Term
    targets: tuple[SlaTarget, ...]
    review_within: Term | None = None
    quiet_allowed: bool = False


@dataclass(frozen=True)
class CsatRow:
    """When the customer is asked how it went, and how often again."""

    after: Term
    reminders: int = 1


@dataclass(frozen=True)
class ActionsRow:
    """By when an action of a review is done unless it says otherwise, reminded at parts of it."""

    due: Term
    reminders_percent: tuple[int, ...]


@dataclass(frozen=True)
class CrisesSheet:
    """`crises.yaml`: severities, ladders, cadences, clocks, and who may always look."""

    calendar: str
    matrix: dict[Impact, dict[Urgency, Severity]]
    floors: dict[Trigger, Severity]
    source_floors: dict[SourceType, Severity]
    unsure_severity: Severity
    triage_within: Term
    ladders: dict[str, LadderRow]
    severities: dict[Severity, SeverityRow]
    cadences: tuple[Cadence, ...]
    promise_warning: Term
    actions: ActionsRow
    csat: CsatRow
    reopen_within: Term
    held_claim_clocks: tuple[str, ...]
    rates_per_hour: dict[Role, Money]
    members: tuple[str, ...]
    languages: tuple[str, ...]
    playbooks: tuple[str, ...]
    bundle_promises: bool = True


@dataclass(frozen=True)
class PlaybookSheet:
    """`playbooks/<name>.yaml`: what is done in one scenario."""

    version: str
    title: str
    owner: str
    review_by: date
    rehearse_every: Term
    triggers: tuple[Trigger, ...]
    sources: tuple[SourceType, ...]
    approvers: tuple[Approver, ...]
    tasks: tuple[PlaybookTask, ...]


@dataclass(frozen=True)
class StatementRow:
    """One text approved beforehand; `sha256` is of the text as it was approved."""

    key: str
    text: str
    sha256: str
    approved_by: tuple[str, ...]
    approved_on: date


@dataclass(frozen=True)
class StatementsSheet:
    """`statements/<language>.yaml`: the holding statements of every scenario in a language."""

    language: str
    status: str
    statements: dict[str, tuple[StatementRow, ...]]
