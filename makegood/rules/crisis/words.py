"""The words of a crisis case: where it stands, where it came from, who plays which part."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.grants import GrantState
from makegood.rules.money import Money


class CrisisStage(StrEnum):
    """Where a case stands; it is a crisis only from DECLARED on (ISO 22361)."""

    DETECTED = "detected"
    TRIAGED = "triaged"
    DECLARED = "declared"
    CONTAINED = "contained"
    STABLE = "stable"
    CLOSED = "closed"
    REVIEWED = "reviewed"
    REOPENED = "reopened"
    REJECTED = "rejected"
    MERGED = "merged"


ACTIVE = (
    CrisisStage.DETECTED,
    CrisisStage.TRIAGED,
    CrisisStage.DECLARED,
    CrisisStage.REOPENED,
    CrisisStage.CONTAINED,
    CrisisStage.STABLE,
)
"""Stages in which somebody works on the case; CLOSED still has its review and its actions."""


class SourceType(StrEnum):
    """Where a case comes from."""

    TICKET = "ticket"
    SOCIAL_POST = "social_post"
    LEGAL_LETTER = "legal_letter"
    VIP_ALERT = "vip_alert"
    MANAGEMENT_ALERT = "management_alert"
    REGULATOR = "regulator"
    PRESS = "press"
    RISK_WATCH = "risk_watch"
    CLAIM = "claim"


class Cluster(StrEnum):
    """How far the public holds us responsible (situational crisis communication, Coombs 2007)."""

    VICTIM = "victim"
    ACCIDENTAL = "accidental"
    PREVENTABLE = "preventable"


class Role(StrEnum):
    """The parts people play; exactly one lead (PagerDuty: incident commander and staff)."""

    LEAD = "lead"
    DEPUTY = "deputy"
    SCRIBE = "scribe"
    CUSTOMER_LIAISON = "customer_liaison"
    INTERNAL_LIAISON = "internal_liaison"


class Audience(StrEnum):
    """Who is promised updates."""

    PUBLIC = "public"
    CUSTOMER = "customer"
    MANAGEMENT = "management"
    INTERNAL = "internal"


class Channel(StrEnum):
    """How somebody is reached; OUTBOX is the twin that the command line shows."""

    OUTBOX = "outbox"
    PUSH = "push"
    CHAT = "chat"
    SMS = "sms"
    VOICE = "voice"
    MAIL = "mail"


@dataclass(frozen=True)
class Source:
    """Where a case was first seen; the same type and reference is the same case."""

    type: SourceType
    reference: str
    url: str = ""


@dataclass(frozen=True)
class Customer:
    """Whom it concerns; an id of the customer register and a tier, never a name."""

    id: str
    tier: str = ""


@dataclass(frozen=True)
class Link:
    """Another case, ticket or claim that this one has to do with."""

    kind: str
    reference: str
    url: str = ""


@dataclass(frozen=True)
class Mention:
    """Somebody else, or the same again, about the same thing; the whole text is not kept here.

    `count` is how many it speaks for, of a watch that heard many at once.
    """

    source: Source
    at: datetime
    reach: int = 0
    excerpt: str = ""
    author: str = ""
    count: int = 1


@dataclass(frozen=True)
class RoleHolding:
    """Who plays a part, since when; `offered_to` has been asked to take over and not yet agreed."""

    role: Role
    person: str
    since: datetime
    by: str
    offered_to: str = ""
    filled_since: datetime | None = None
    """Since when anybody has played it, over hand-overs; None: since this person took it."""


@dataclass(frozen=True)
class RecordedDecision:
    """A decision of the crisis team, its reason, and who took it.

    One that grants goodwill names the claim that pays it, and the total that is to be offered.
    """

    number: int
    at: datetime
    by: str
    what: str
    why: str
    claim_id: str = ""
    total: Money | None = None
    grant: GrantState | None = None


@dataclass(frozen=True)
class Evidence:
    """What was seen where and when, by hash, so that its integrity can be shown (NIST 800-61)."""

    sha256: str
    what: str
    url: str
    captured_at: datetime
    by: str
