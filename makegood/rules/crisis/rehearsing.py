"""When a playbook is to be rehearsed again."""

from datetime import datetime, timedelta

HALF_A_YEAR = 183
"""Days after which a playbook is rehearsed again, where nobody says otherwise."""


def rehearsal_due(rehearsed_at: datetime | None, now: datetime, days: int = HALF_A_YEAR) -> bool:
    """Whether a playbook is to be rehearsed: it never was, or that many whole days ago."""
    return rehearsed_at is None or now - rehearsed_at >= timedelta(days=days)
