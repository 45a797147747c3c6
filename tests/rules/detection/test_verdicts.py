"""What analysts say becomes precision, recall, load, and rows to learn from."""

from datetime import UTC, datetime, timedelta

from makegood.rules.detection.verdicts import (
    Judged,
    Verdict,
    load,
    loads,
    training_rows,
    week_of,
)

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def judged(number: int, verdict: Verdict, shift: str = "day", days: int = 0) -> Judged:
    alerted = verdict is not Verdict.MISSED
    return Judged(f"m{number}", MONDAY + timedelta(days=days), verdict, alerted, shift)


WEEK = [
    judged(1, Verdict.CRISIS),
    judged(2, Verdict.CRISIS),
    judged(3, Verdict.NOT),
    judged(4, Verdict.DUPLICATE),
    judged(5, Verdict.MISSED),
]


def test_precision_is_of_alerts_and_recall_of_crises() -> None:
    found = load(WEEK)

    assert (found.alerts, found.crises, found.caught, found.missed) == (4, 3, 2, 1)
    assert (found.precision, found.recall) == (0.5, 2 / 3)
    assert found.duplicates == 1


def test_weeks_and_shifts_stand_apart() -> None:
    rows = loads([*WEEK, judged(6, Verdict.NOT, "night"), judged(7, Verdict.CRISIS, days=7)])

    assert [(one.week, one.shift, one.alerts) for one in rows] == [
        ("2026-W47", "day", 4),
        ("2026-W47", "night", 1),
        ("2026-W48", "day", 1),
    ]


def test_the_last_word_counts() -> None:
    rows = loads([judged(1, Verdict.NOT), judged(1, Verdict.CRISIS)])

    assert [(one.alerts, one.caught) for one in rows] == [(1, 1)]


def test_nothing_is_divided_by_nothing() -> None:
    assert (load([]).precision, load([]).recall) == (None, None)


def test_a_year_may_begin_in_the_week_before() -> None:
    assert week_of(datetime(2027, 1, 1, tzinfo=UTC)) == "2026-W53"


def test_verdicts_teach_and_duplicates_do_not() -> None:
    assert dict(training_rows(WEEK)) == {"m1": 1, "m2": 1, "m3": 0, "m5": 1}
