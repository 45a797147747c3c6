"""The moment at which the desk of the tests is looked at."""

from datetime import UTC, datetime

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
"""Noon in Hanoi."""
