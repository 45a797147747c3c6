"""What local clocks show, by a table of their offsets from UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple


class OffsetFrom(NamedTuple):
    """From this instant (UTC) on, local clocks are this far ahead of UTC."""

    since: datetime
    offset: timedelta


def as_utc(at: datetime) -> datetime:
    """The same instant in UTC; ValueError for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone: a moment is aware")
    return at.astimezone(UTC)


def local_at(offsets: tuple[OffsetFrom, ...], at: datetime) -> datetime:
    """What a local clock shows at this instant, written as if it were UTC.

    Differences of two such readings are right; before the table begins its first offset holds.
    """
    current = offsets[0]
    for change in offsets[1:]:
        if at >= change.since:
            current = change
    return at + current.offset


def instant_of(offsets: tuple[OffsetFrom, ...], local: datetime) -> datetime:
    """When a local clock first shows this, or jumps past it when clocks go forward."""
    at = local - offsets[0].offset
    for before, after in pairwise(offsets):
        if local >= after.since + before.offset:
            at = max(after.since, local - after.offset)
    return at
