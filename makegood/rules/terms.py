"""The tables of policy: what a contract promises, who decides, how long each step may take."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from makegood.rules.calendar import Term
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.money import ExchangeRate, Money


class StartEvent(StrEnum):
    """The event from which a filing window counts; each kind of claim has its own."""

    DELIVERED = "delivered_on"
    LAST_SCAN = "last_scan_on"
    PROMISED = "promised_on"
    SHIPPED = "shipped_on"
    INCIDENT = "incident_on"


@dataclass(frozen=True)
class FilingWindow:
    """When a claim of a kind may be filed: not before `no_earlier`, not after `within`."""

    starts: StartEvent
    within: Term
    no_earlier: Term | None = None
    clause: str = ""


class Need(StrEnum):
    """How a document is needed: always, under a condition, or fetched by ourselves."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    AUTOMATIC = "automatic"


class Condition(StrEnum):
    """When a conditional document is needed."""

    OVER_AMOUNT = "over_amount"
    DELIVERED = "delivered"
    THEFT = "theft"
    BEFORE_PAYOUT = "before_payout"
    FOR_FULL_VALUE = "for_full_value"


@dataclass(frozen=True)
class DocumentRule:
    """One cell of the document matrix.

    `alternatives` are kinds that serve as well. FOR_FULL_VALUE: without it the claim goes on, at
    the statutory fallback. OVER_AMOUNT: needed when more than `over` is claimed.
    """

    document: str
    need: Need = Need.REQUIRED
    when: Condition | None = None
    over: Money | None = None
    alternatives: tuple[str, ...] = ()
    at_least: int = 1
    clause: str = ""


class Unsupplied(StrEnum):
    """What happens to a claim whose documents are not supplied in time."""

    LAPSE = "lapse"
    DECIDE = "decide"


@dataclass(frozen=True)
class DeficiencyTerms:
    """How long the merchant has to supply what is missing, how often, and what follows."""

    answer_within: Term
    rounds: int
    then: Unsupplied
    reminders_percent: tuple[int, ...] = (50, 80)
    clause: str = ""


@dataclass(frozen=True)
class Coverage:
    """What is paid for a kind: the least of proven, declared, cap and weight limit.

    `share_percent` of the value is covered (a return leg may have its own). `per_kg` is in SDR or
    any currency with a rate in the snapshot. `freight_multiple` is the fallback without a legal
    invoice (Vietnam: Decree 47/2011, four times freight). `freight_percent` is for lateness.
    """

    per_parcel: Money | None = None
    per_claim: Money | None = None
    per_kg: Money | None = None
    share_percent: int = 100
    return_share_percent: int | None = None
    return_cap: Money | None = None
    freight_multiple: Decimal | None = None
    freight_percent: int | None = None
    freight_refunded: bool = False
    declaration_needed: bool = False
    clause: str = ""


@dataclass(frozen=True)
class Exclusion:
    """A numbered reason not to pay a line: it applies to goods by word, or to a finding by name."""

    number: int
    reason: str
    clause: str
    goods: tuple[str, ...] = ()
    finding: str = ""


@dataclass(frozen=True)
class NegotiationTerms:
    """How far and how long the desk may negotiate; ceiling and reservation are the team's alone.

    Percentages are of the entitlement. An offer above `ceiling_percent` is refused; above what was
    signed (or `authority_percent`, where nothing was) it waits for approval; `rounds` bounds the
    merchant's counter-offers.
    """

    rounds: int
    offer_valid: Term
    authority_percent: int = 100
    ceiling_percent: int = 150
    reservation_percent: int = 100
    reminders_percent: tuple[int, ...] = (50,)


class PayoutMethod(StrEnum):
    """How a settlement reaches the merchant."""

    TRANSFER = "transfer"
    CREDIT_NOTE = "credit_note"
    OFFSET = "offset"


@dataclass(frozen=True)
class PaymentTerms:
    """How and when a settlement is paid; `payout_within` counts on the bank's own calendar."""

    method: PayoutMethod
    payout_within: Term
    return_window: Term
    cut_off: time
    look_up_every: Term
    offset_allowed: bool = False
    payee_answer_within: Term | None = None
    dual_release_over: Money | None = None


@dataclass(frozen=True)
class AppealTerms:
    """How long after a decision a merchant may appeal; once."""

    within: Term


@dataclass(frozen=True)
class RecoveryTerms:
    """What is claimed back from the carrier or warehouse, by when, from which amount on."""

    party: str
    within: Term
    from_amount: Money
    kinds: tuple[ClaimKind, ...]
    chase_every: Term


@dataclass(frozen=True)
class SlaTarget:
    """A promise of time: to the merchant (sla), of a team (ola), of a supplier (underpinning)."""

    name: str
    kind: str
    party: str
    target: Term
    calendar: str = "desk"


@dataclass(frozen=True)
class AuthorityBand:
    """A row of the authority matrix: up to `up_to` (None: without limit), these must sign."""

    up_to: Money | None
    sign_offs: tuple["Mandate", ...]


@dataclass(frozen=True)
class Mandate:
    """One required signature: a team, at least at a level of the ladder (1 lowest)."""

    team: Team
    level: int = 1


@dataclass(frozen=True)
class AuthorityMatrix:
    """Who must sign what: by amount, and on top of it for goodwill, denial, doubt and release.

    `levels[n]` names level n + 1 of the ladder; `escalation` is how long a silent team has before
    its lead, then its manager, is asked (percent of its OLA).
    """

    bands: tuple[AuthorityBand, ...]
    goodwill: tuple[Mandate, ...] = ()
    denial: tuple[Mandate, ...] = ()
    doubt: tuple[Mandate, ...] = ()
    legal_risk: tuple[Mandate, ...] = ()
    owed: tuple[Mandate, ...] = ()
    late_acceptance: tuple[Mandate, ...] = ()
    release: tuple[Mandate, ...] = ()
    dual_release: tuple[Mandate, ...] = ()
    levels: tuple[str, ...] = ("executive", "lead", "manager", "director")


@dataclass(frozen=True)
class Terms:
    """All that a claim needs of policy, pinned when it starts: one kind of one contract.

    `version` names the policy version; `sha256` its content. The claim keeps these terms for life.
    """

    version: str
    sha256: str
    contract: str
    country: str
    currency: str
    coverage: Coverage
    deficiency: DeficiencyTerms
    negotiation: NegotiationTerms
    payment: PaymentTerms
    appeal: AppealTerms
    authority: AuthorityMatrix
    aftercare: Term
    filing: FilingWindow | None = None
    documents: tuple[DocumentRule, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    targets: tuple[SlaTarget, ...] = ()
    recovery: RecoveryTerms | None = None
    rates: tuple[ExchangeRate, ...] = ()
    release_needed: bool = True
    claims_contact: str = ""


@dataclass(frozen=True)
class Absence:
    """A person is away from `since` to `until`, both included."""

    since: date
    until: date


@dataclass(frozen=True)
class Delegation:
    """`to` may sign in a person's place from `since` to `until`, both included."""

    to: str
    since: date
    until: date


@dataclass(frozen=True)
class Person:
    """Someone who may sign: teams, level of the ladder, own absences and delegations."""

    name: str
    teams: tuple[Team, ...]
    level: int = 1
    absences: tuple[Absence, ...] = ()
    delegations: tuple[Delegation, ...] = ()


@dataclass(frozen=True)
class Directory:
    """The people of the company, by name; names are roles or accounts, not private persons."""

    people: tuple[Person, ...] = field(default_factory=tuple)

    def find(self, name: str) -> Person | None:
        """The person of that name, or None."""
        return next((person for person in self.people if person.name == name), None)
