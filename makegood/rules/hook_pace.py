"""How often a webhook is tried: soon at first, then ever more rarely, for three days."""

from datetime import datetime, timedelta

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

PAUSES = (
    *(5 * _SECOND, 30 * _SECOND, 2 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR, 12 * _HOUR),
)
"""What lies between two tries; the last one goes on for ever."""

GIVEN_UP_AFTER = timedelta(days=3)
"""How long a delivery is tried before it is a dead letter."""


def next_try(first: datetime, attempts: int, now: datetime) -> datetime | None:
    """When a delivery that has failed so often is tried again; None when it is given up.

    The last try is made at the end of the three days, however long the pause would have been.
    """
    last = first + GIVEN_UP_AFTER
    if now >= last:
        return None
    return min(now + PAUSES[min(attempts, len(PAUSES)) - 1], last)
