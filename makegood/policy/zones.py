"""The names that a time zone may have."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names() -> frozenset[str]:
    """Every time zone of this machine; looked up once, for it is a walk through its files."""
    return frozenset(available_timezones())
