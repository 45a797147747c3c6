"""The tables of the policy as their author writes them, one class a file."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from makegood.rules.calendar import CalendarTable, Term
from makegood.rules.claim import ClaimKind
from makegood.rules.evidence import DocumentKind
from makegood.rules.money import ExchangeRate, Money
from makegood.rules.terms import (
    AppealTerms,
    AuthorityMatrix,
    Condition,
    Coverage,
    DeficiencyTerms,
    FilingWindow,
    NegotiationTerms,
    PaymentTerms,
    RecoveryTerms,
    SlaTarget,
)


@dataclass(frozen=True)
class PolicySheet:
    """`policy.yaml`: which version this is, from when on, and what changed."""

    version: str
    effective_from: date
    changes: str


@dataclass(frozen=True)
class RatesSheet:
    """`rates.yaml`: exchange rates, each with its source and day."""

    rates: tuple[ExchangeRate, ...]


@dataclass(frozen=True)
class CalendarsSheet:
    """`calendars.yaml`: the hours and countries of desks, banks and carriers."""

    calendars: tuple[CalendarTable, ...]


@dataclass(frozen=True)
class AuthoritySheet:
    """`authority.yaml`: matrices by name, one for each currency of contracts."""

    matrices: dict[str, AuthorityMatrix]


@dataclass(frozen=True)
class TargetsSheet:
    """`targets.yaml`: sets of promises of time, by name."""

    sets: dict[str, tuple[SlaTarget, ...]]


@dataclass(frozen=True)
class ExclusionRow:
    """A reason not to pay, with its number for life: for goods, or for a person's finding."""

    number: int
    reason: str
    goods: tuple[str, ...] = ()
    finding: str = ""


@dataclass(frozen=True)
class ExclusionsSheet:
    """`exclusions.yaml`: the catalogue that contracts choose from."""

    exclusions: tuple[ExclusionRow, ...]


class Needed(StrEnum):
    """How a document is needed; a contract drops one of the default matrix by `dropped`."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    AUTOMATIC = "automatic"
    DROPPED = "dropped"


@dataclass(frozen=True)
class DocumentRow:
    """A cell of the document matrix; `over` holds an amount for each currency it is used in."""

    document: DocumentKind
    need: Needed = Needed.REQUIRED
    when: Condition | None = None
    over: tuple[Money, ...] = ()
    alternatives: tuple[DocumentKind, ...] = ()
    at_least: int = 1
    clause: str = ""


@dataclass(frozen=True)
class DocumentsSheet:
    """`documents.yaml`: the default document matrix, by kind of claim."""

    documents: dict[ClaimKind, tuple[DocumentRow, ...]]


@dataclass(frozen=True)
class CalendarRoles:
    """Which calendar is the desk's, the bank's and the carrier's for a contract."""

    desk: str
    bank: str
    carrier: str


@dataclass(frozen=True)
class Excluded:
    """An exclusion that a contract takes from the catalogue: its clause, and goods of its own."""

    number: int
    clause: str
    goods: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindRow:
    """What a contract says on one kind of claim; its documents replace or extend the default's."""

    filing: FilingWindow
    coverage: Coverage
    documents: tuple[DocumentRow, ...] = ()
    release_needed: bool = True


@dataclass(frozen=True)
class ContractSheet:
    """`contracts/*.yaml`: one merchant's contract, for all kinds of claim."""

    contract: str
    merchant: str
    name: str
    country: str
    currency: str
    claims_contact: str
    sources: tuple[str, ...]
    calendars: CalendarRoles
    authority: str
    targets: str
    deficiency: DeficiencyTerms
    negotiation: NegotiationTerms
    payment: PaymentTerms
    appeal: AppealTerms
    aftercare: Term
    exclusions: tuple[Excluded, ...]
    kinds: dict[ClaimKind, KindRow]
    recovery: RecoveryTerms | None = None
