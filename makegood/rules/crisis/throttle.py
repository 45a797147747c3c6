"""Whether a page goes out now: people are called often enough, and not to death."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.words import Channel


@dataclass(frozen=True)
class PageRequest:
    """A page as it leaves its case: to whom, about what, until when it is worth sending.

    `headline` and `subject` are empty for a restricted case. `first` is the first page of this
    case to this person; `last_channel` where nothing is left to try after it.
    """

    key: str
    case_id: str
    person: str
    channel: Channel
    reason: PageReason
    severity: Severity
    at: datetime
    stale_at: datetime
    via: str = ""
    subject: str = ""
    headline: str = ""
    place: str = ""
    restricted: bool = False
    drill: bool = False
    never_quiet: bool = False
    first: bool = False
    last_channel: bool = True


@dataclass(frozen=True)
class Limit:
    """At most `count` pages to a person by a channel in any stretch of time of that length."""

    count: int
    per: timedelta


@dataclass(frozen=True)
class Preferences:
    """What holds for a person now: until when it is quiet, and the limits of the channel.

    Limits are in the order of their lengths, the shortest first.
    """

    quiet_until: datetime | None = None
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Send:
    """It goes out now."""


@dataclass(frozen=True)
class Bundle:
    """It goes with others in one message, once there is room for another."""

    until: datetime


@dataclass(frozen=True)
class Defer:
    """It goes with others in one message, when the quiet hours end."""

    until: datetime


@dataclass(frozen=True)
class Stale:
    """It is not sent any more: it would come too late to be of use."""


Verdict = Send | Bundle | Defer | Stale


def verdict(
    request: PageRequest, recent: tuple[datetime, ...], preferences: Preferences, now: datetime
) -> Verdict:
    """What becomes of a page now; `recent` are the moments of pages sent to the same person by the
    same channel, in order, at least as far back as the longest limit reaches.

    A page that must not be quiet is never deferred. The first page of a case passes the shortest
    limit, not the longer ones (GoAlert: the first alert of a service goes before all others).
    """
    if now >= request.stale_at:
        return Stale()
    if preferences.quiet_until and not request.never_quiet:
        return Defer(preferences.quiet_until)
    limits = preferences.limits[1:] if request.first else preferences.limits
    room = max((_room_at(limit, recent) or now for limit in limits), default=now)
    return Bundle(room) if room > now else Send()


def _room_at(limit: Limit, recent: tuple[datetime, ...]) -> datetime | None:
    """When one more page keeps the limit; None where it does at any time."""
    return recent[-limit.count] + limit.per if len(recent) >= limit.count else None
