"""Figures are right on rows small enough to count by hand."""

import numpy as np
import pytest

from makegood.detector.judging import best_threshold, curve, judged

TRUTH = [True, True, False, True, False]
SCORES = [0.9, 0.8, 0.7, 0.4, 0.1]


def test_precision_recall_and_f1_at_a_threshold() -> None:
    found = judged(TRUTH, SCORES, 0.5)

    assert [found.precision, found.recall, found.f1] == pytest.approx([2 / 3] * 3)
    assert (found.rows, found.base_rate) == (5, 0.6)


def test_average_precision_is_in_steps() -> None:
    assert judged(TRUTH, SCORES, 0.5).average_precision == pytest.approx((1 + 1 + 3 / 4) / 3)


def test_precision_at_recall_80_is_the_best_there_is() -> None:
    assert judged(TRUTH, SCORES, 0.5).precision_at_recall_80 == 0.75


def test_equal_scores_are_flagged_together() -> None:
    assert curve(np.array([True, False]), np.array([0.5, 0.5])) == [(1.0, 0.5)]


def test_no_rows_have_no_figures() -> None:
    found = judged([], [], 0.5)

    assert (found.rows, found.f1, found.average_precision) == (0, 0.0, 0.0)


def test_the_best_threshold_parts_what_can_be_parted() -> None:
    at = best_threshold(np.array([False] * 20 + [True] * 20), np.linspace(0, 1, 40))

    assert 0.4 < at < 0.6
