"""The words of calling people: a ladder that runs, the pages it has sent, what became of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.crisis.words import Channel


class PageState(StrEnum):
    """Where a page stands (after GoAlert's message states); only people acknowledge.

    BUNDLED and DEFERRED are sent with a digest later; STALE is not sent at all any more.
    SENT_UNKNOWN was handed in by somebody who died, or got no answer: it may have gone.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT_UNKNOWN = "sent_unknown"
    QUEUED_REMOTELY = "queued_remotely"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    STALE = "stale"
    BUNDLED = "bundled"
    DEFERRED = "deferred"
    CANCELLED = "cancelled"


class PageReason(StrEnum):
    """Why somebody is paged."""

    LADDER = "ladder"
    TASK = "task"
    APPROVAL = "approval"
    PROMISE = "promise"
    TRIAGE = "triage"
    HAND_OVER = "hand_over"
    UNREACHABLE = "unreachable"
    REVIEW = "review"
    CANARY = "canary"


@dataclass(frozen=True)
class Reachable:
    """Somebody as resolved at page time: in which capacity, and by which channels in order."""

    person: str
    via: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Page:
    """One page to one person by one channel; its key makes it once-only for ever.

    `key` is `case:reason:run.round.step:person:channel`. `channels` are those left to try when
    this one fails.
    """

    key: str
    person: str
    channel: Channel
    reason: PageReason
    at: datetime
    via: str = ""
    step: int = 0
    round: int = 0
    run: int = 0
    channels: tuple[Channel, ...] = ()
    state: PageState = PageState.PENDING
    state_at: datetime | None = None
    detail: str = ""
    subject: str = ""
    """What it is about where it is no ladder's: a task, a statement, an audience."""
    never_quiet: bool = False


@dataclass(frozen=True)
class PageReport:
    """What became of a page, as the pager or a provider's receipt tells it."""

    key: str
    state: PageState
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class LadderRun:
    """A ladder at work: on which rung, in which round, since when, until when it waits.

    `called` is false while nobody has been looked up for this rung yet; `stopped_at` once enough
    people have acknowledged, or nobody needs to any more. `on_rung` are those who have since this
    rung was reached.
    """

    name: str
    run: int
    since: datetime
    step: int = 0
    round: int = 0
    step_since: datetime | None = None
    next_at: datetime | None = None
    called: bool = False
    acknowledged_by: tuple[str, ...] = ()
    stopped_at: datetime | None = None
    stopped_by: str = ""
    on_rung: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """Whom to look up and page now, for which reason; made by rules, worked off by the process."""

    reason: PageReason
    contacts: tuple[str, ...]
    """Each `rota:team:layer`, `person:name` or `role:name`, as `contact_text` writes it."""
    subject: str = ""
    run: int = 0
    round: int = 0
    step: int = 0
    never_quiet: bool = False
