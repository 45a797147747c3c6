"""Figures of a detector: precision, recall, F1, average precision and the curve between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from makegood.detector.reading import Floats

Truth = NDArray[np.bool_]
Point = tuple[float, float]
"""Recall and precision."""


@dataclass(frozen=True)
class Figures:
    """How good a detector is on rows; every figure is a share of 1."""

    rows: int
    base_rate: float
    precision: float
    recall: float
    f1: float
    average_precision: float
    precision_at_recall_80: float


def judged(
    truth: Sequence[bool] | Truth, scores: Sequence[float] | Floats, threshold: float
) -> Figures:
    """The figures at a threshold, and of the ranking as a whole; 0 where nothing can be said."""
    true, told = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=np.float64)
    flagged = told >= threshold
    right = int((flagged & true).sum())
    precision = right / max(int(flagged.sum()), 1)
    recall = right / max(int(true.sum()), 1)
    points = curve(true, told)
    return Figures(
        rows=len(true),
        base_rate=float(true.mean()) if len(true) else 0.0,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-12),
        average_precision=_average(points),
        precision_at_recall_80=max((p for r, p in points if r >= 0.8), default=0.0),
    )


def curve(truth: Truth, scores: Floats) -> list[Point]:
    """Recall and precision at every threshold, from the strictest on; equal scores go together."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(truth[order])
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True)) if len(scores) else order
    total = max(int(truth.sum()), 1)
    return [(float(right[n]) / total, float(right[n]) / (int(n) + 1)) for n in ends]


def _average(points: list[Point]) -> float:
    """The mean of precision over recall, in steps (no interpolation)."""
    before = 0.0
    total = 0.0
    for recall, precision in points:
        total += (recall - before) * precision
        before = recall
    return total


def best_threshold(truth: Truth, scores: Floats) -> float:
    """The threshold of the best F1, averaged over its neighbours so that no single row decides."""
    tried = np.linspace(0.05, 0.95, 91)
    found = np.array([judged_f1(truth, scores, float(at)) for at in tried])
    smooth = np.convolve(np.pad(found, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return round(float(tried[int(smooth.argmax())]), 2)


def judged_f1(truth: Truth, scores: Floats, threshold: float) -> float:
    """F1 at a threshold."""
    flagged = scores >= threshold
    right = int((flagged & truth).sum())
    return 2 * right / max(int(flagged.sum()) + int(truth.sum()), 1)
