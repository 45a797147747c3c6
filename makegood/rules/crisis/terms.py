"""What policy says of a crisis, pinned to a case when it starts."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Cell, Floor, Severity, Trigger
from makegood.rules.crisis.words import Audience, Role, SourceType
from makegood.rules.durations import Term
from makegood.rules.terms import Mandate, SlaTarget


class ContactKind(StrEnum):
    """How a rung of a ladder names whom it calls."""

    ROTA = "rota"
    """Whoever is on call for a team, at the moment of the page; `layer` 1 is the first."""
    PERSON = "person"
    ROLE = "role"
    """Whoever holds a role of the case at that moment."""


@dataclass(frozen=True)
class Contact:
    """Whom a rung calls: the first on call of a team, a person by name, or the holder of a role."""

    kind: ContactKind
    name: str
    layer: int = 1


@dataclass(frozen=True)
class Rung:
    """One rung: whom it calls, how long it waits for an acknowledgement, how many must give one.

    `hierarchic` marks the escalation to authority (ITIL), which is never quiet.
    """

    contacts: tuple[Contact, ...]
    wait: Term
    acks_needed: int = 1
    hierarchic: bool = False


@dataclass(frozen=True)
class Ladder:
    """Who is called one after the other until a person acknowledges.

    After its last rung it begins again, `repeats` times; then the fallback is called without end
    every `wait` of the last rung. `silence` is how long after an acknowledgement nothing may
    happen to a case before the ladder begins anew; None: it does not.
    """

    name: str
    rungs: tuple[Rung, ...]
    repeats: int = 1
    silence: Term | None = None


@dataclass(frozen=True)
class Cadence:
    """How often an audience hears of a case of a severity; `first` counts from the declaration."""

    severity: Severity
    audience: Audience
    first: Term
    every: Term


@dataclass(frozen=True)
class SeverityTerms:
    """All that hangs on the severity alone: clocks of the case, ladder, review."""

    severity: Severity
    ladder: Ladder
    targets: tuple[SlaTarget, ...]
    """`acknowledge`, `first_response`, `containment`, `resolution`, and `ola.<team>` for tasks."""
    review_within: Term | None
    """When the review is due after closing; None where none is asked for."""
    stale_after: Term
    """After how long an unsent page is not sent any more."""
    quiet_allowed: bool = False


@dataclass(frozen=True)
class Approver:
    """A team that signs statements, and who is paged when it is silent for `within`."""

    mandate: Mandate
    within: Term
    backup: Contact


@dataclass(frozen=True)
class PlaybookTask:
    """A task of a playbook; `after` are the keys of tasks that come before it."""

    key: str
    title: str
    owner: Team
    within: Term
    after: tuple[str, ...] = ()
    skippable_by: tuple[Role, ...] = (Role.LEAD,)


@dataclass(frozen=True)
class HoldingStatement:
    """A text approved beforehand for a scenario and language; `sha256` is what was approved."""

    key: str
    language: str
    text: str
    sha256: str
    approved_by: tuple[str, ...]
    approved_on: date


@dataclass(frozen=True)
class Playbook:
    """What is done in a scenario, by whom, by when; a running case keeps the version it took."""

    name: str
    version: str
    title: str
    owner: str
    review_by: date
    tasks: tuple[PlaybookTask, ...]
    approvers: tuple[Approver, ...]
    statements: tuple[HoldingStatement, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    sources: tuple[SourceType, ...] = ()
    rehearse_every: Term | None = None


@dataclass(frozen=True)
class CrisisTerms:
    """All that a case needs of policy but its playbook, which comes with the triage.

    `version` names the policy version; `sha256` its content.
    """

    version: str
    sha256: str
    matrix: tuple[Cell, ...]
    floors: tuple[Floor, ...]
    by_severity: tuple[SeverityTerms, ...]
    cadences: tuple[Cadence, ...]
    triage_within: Term
    action_due: Term
    reopen_within: Term
    csat_after: Term
    promise_warning: Term
    """How long before a promise falls due its liaison is paged."""
    source_floors: tuple[tuple[SourceType, Severity], ...] = ()
    unsure_severity: Severity = Severity.SEV2
    """What a case counts as until somebody has triaged it, unless a floor is worse."""
    action_reminders_percent: tuple[int, ...] = (50, 90)
    csat_reminders: int = 1
    held_claim_clocks: tuple[str, ...] = ()
    """Clocks of a linked claim that stand still while this case is open."""
    rates_per_hour: tuple[tuple[Role, str], ...] = ()
    """What an hour of each role costs, as text of money, for the review's cost of the case."""
    members: tuple[str, ...] = ()
    """Who may always see restricted cases: accounts of Legal and management."""
    bundle_promises: bool = False
    """Whether promises that end at one moment are one letter and one page to each reader."""

    def of(self, severity: Severity) -> SeverityTerms:
        """What hangs on that severity."""
        return next(one for one in self.by_severity if one.severity is severity)

    def cadence(self, severity: Severity, audience: Audience) -> Cadence | None:
        """How often that audience hears of such a case; None: it is promised nothing."""
        found = (c for c in self.cadences if (c.severity, c.audience) == (severity, audience))
        return next(found, None)


@dataclass(frozen=True)
class PlaybookShelf:
    """Every playbook in force."""

    playbooks: tuple[Playbook, ...] = field(default_factory=tuple)

    def find(self, name: str) -> Playbook | None:
        """The playbook of that name, or None."""
        return next((one for one in self.playbooks if one.name == name), None)
