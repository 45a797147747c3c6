"""The days of a demonstration: short, and longer where people would not keep up with them."""

import pytest

from starters.demo.room import day_seconds


@pytest.mark.parametrize(
    ("took", "seconds"), [(0.05, 1.25), (0.3, 1.25), (0.45, 1.875), (0.6, 2.5), (9.0, 2.5)]
)
def test_days_are_longer_on_a_machine_that_is_slow_or_busy(took: float, seconds: float) -> None:
    assert day_seconds(took) == pytest.approx(seconds)
