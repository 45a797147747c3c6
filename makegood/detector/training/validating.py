"""Cross-validation: what a model says of rows that neither it nor its threshold has seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from makegood.detector.judging import Figures, judged
from makegood.detector.model import LinearModel, Voice
from makegood.detector.reading import Floats
from makegood.detector.rows import Labelled
from makegood.detector.training.fitting import trained
from makegood.detector.training.joining import chances
from makegood.detector.training.sheaf import Sheaf, level_figures, weighed

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]
SEVERE = 3
"""From this degree on a complaint is severe: it accuses or blames (Jin and Aletras, 2021)."""


@dataclass(frozen=True)
class Unseen:
    """Probabilities of rows by a model that was not trained on them, one row an output a column."""

    levels: NDArray[np.int64]
    scores: NDArray[np.float64]
    flagged: NDArray[np.bool_]
    sensed: "Unseen | None" = None
    """The same with a sentence encoder, where there is one."""

    def complaint(self, chosen: NDArray[np.bool_] | None = None) -> Figures:
        """The figures of `at least 1`, at the threshold that training chose."""
        rows = np.ones(len(self.levels), dtype=bool) if chosen is None else chosen
        shift = np.where(self.flagged, 1.0, 0.0)[rows]
        told = judged(self.levels[rows] >= 1, self.scores[rows, 0], 0.5)
        at = judged(self.levels[rows] >= 1, shift, 0.5)
        return Figures(
            told.rows, told.base_rate, at.precision, at.recall, at.f1,
            told.average_precision, told.precision_at_recall_80,
        )  # fmt: skip

    def severe(self, chosen: NDArray[np.bool_] | None = None) -> Figures:
        """The figures of `at least 3`, where the labels tell that apart."""
        rows = np.ones(len(self.levels), dtype=bool) if chosen is None else chosen
        return judged(self.levels[rows] >= SEVERE, self.scores[rows, SEVERE - 1], 0.5)


def random_folds(rows: Sequence[Labelled], folds: int, seed: int) -> list[Fold]:
    """Folds of equal mixture; rows of the same text never stand on both sides."""
    first: dict[str, int] = {}
    group = np.array([first.setdefault(row.text.strip().lower(), n) for n, row in enumerate(rows)])
    heads = np.flatnonzero(group == np.arange(len(rows)))
    labels = [rows[int(n)].level for n in heads]
    parted = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return [
        (np.flatnonzero(np.isin(group, heads[a])), np.flatnonzero(np.isin(group, heads[b])))
        for a, b in parted.split(heads, labels)
    ]


def domain_folds(rows: Sequence[Labelled]) -> list[Fold]:
    """A fold a domain: trained on all others."""
    domains = np.array([row.domain for row in rows])
    return [
        (np.flatnonzero(domains != one), np.flatnonzero(domains == one))
        for one in sorted(set(domains))
    ]


def unseen(found: Sheaf, folds: Sequence[Fold]) -> Unseen:
    """What is said of each row by a model trained without its fold."""
    sensed = None if found.senses is None else _blank(found, None)
    told = _blank(found, sensed)
    for inside, out in folds:
        model, rest = trained(found.of(inside)), found.of(out)
        odds = log_odds(model, rest)
        _enter(told, out, odds, model.threshold)
        if sensed is not None and rest.senses is not None and model.sense is not None:
            joined = model.sense.joined(odds, rest.senses)
            _enter(sensed, out, joined, model.sense.threshold)
    return told


def _blank(found: Sheaf, sensed: Unseen | None) -> Unseen:
    count = len(found.levels)
    scores = np.zeros((count, int(found.levels.max())))
    return Unseen(found.levels, scores, np.zeros(count, dtype=bool), sensed)


def _enter(told: Unseen, out: NDArray[np.int64], odds: Floats, threshold: float) -> None:
    said = chances(np.minimum.accumulate(odds, axis=1))
    told.scores[out, : said.shape[1]] = said
    told.flagged[out] = said[:, 0] >= threshold


def log_odds(model: LinearModel, found: Sheaf) -> Floats:
    """Rows x outputs, as serving gives them one by one without an encoder."""
    odds = model.bias + level_figures(found, model.means, model.spreads) @ model.weights.T
    for voice in model.voices:
        odds = odds + np.stack(list(_columns(voice, found)), axis=1)
    return np.asarray(odds)


def _columns(voice: Voice, found: Sheaf) -> Iterator[NDArray[np.float64]]:
    scales = np.broadcast_to(voice.scale, voice.weight.shape)
    for scale, weight in zip(scales, voice.weight, strict=True):
        yield weighed(found.counts[voice.sort], voice.counting, scale) @ weight
