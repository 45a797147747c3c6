"""Every alert counts as load, and those that were judged say how right they were."""

from datetime import timedelta

from makegood.rules.detection.figures import Alert, shift_loads
from makegood.rules.detection.verdicts import Judged, Verdict
from tests.rules.detection.mentions import NOON

WEEK = timedelta(days=7)


def test_load_and_accuracy_are_told_by_week_and_shift() -> None:
    alerts = (Alert(NOON, "day"), Alert(NOON, "day"), Alert(NOON + WEEK, "night"))
    judged = (
        Judged("m1", NOON, Verdict.CRISIS, alerted=True, shift="day"),
        Judged("m2", NOON, Verdict.MISSED, alerted=False, shift="night"),
    )

    day, missed, night = shift_loads(alerts, judged)

    assert (day.week, day.shift, day.alerts) == ("2026-W47", "day", 2)
    assert day.judged is not None
    assert (day.judged.alerts, day.judged.precision) == (1, 1.0)
    assert (missed.shift, missed.alerts) == ("night", 0)
    assert missed.judged is not None
    assert missed.judged.recall == 0.0
    assert (night.week, night.shift, night.alerts, night.judged) == ("2026-W48", "night", 1, None)
