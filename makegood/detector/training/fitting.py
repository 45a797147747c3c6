"""Training: rows of a language in, its linear model out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from makegood.detector.judging import best_threshold
from makegood.detector.model import SLOTS, Counting, LinearModel, Sort, Voice
from makegood.detector.reading import Floats
from makegood.detector.training.joining import chances, inner_folds, joined
from makegood.detector.training.recipe import Recipe, Trained, cues_of
from makegood.detector.training.sheaf import (
    Matrix,
    Sheaf,
    TooFewRows,
    level_figures,
    weighed,
)

FEWEST = 5
"""Rows of a degree below which no output can be trained for it."""

Slots = NDArray[np.float32]
"""A figure a slot."""
Mix = tuple[Floats, float]
"""How voices are weighed together, and what is added."""


@dataclass(frozen=True)
class _Heard:
    """One trained voice for one output, before it is mixed with the others."""

    trained: Trained
    scales: dict[Sort, Slots]
    weights: dict[Sort, Slots]
    figures: Floats
    bias: float


def trained(found: Sheaf) -> LinearModel:
    """The model of a language: voices, stacked and calibrated on rows they were not trained on."""
    outputs = _outputs(found)
    outside = _outside(found, outputs)
    means, spreads = _levelling(found)
    voices = [
        [_hear(found, one, k, means, spreads) for one in found.recipe.voices] for k in outputs
    ]
    mixes = [_mix(outside[n], found.levels >= k) for n, k in enumerate(outputs)]
    plain = np.stack([said @ mix[0] + mix[1] for said, mix in zip(outside, mixes, strict=True)], 1)
    return LinearModel(
        language=found.language,
        target=found.recipe.target,
        cues=cues_of(found.language),
        voices=_mixed_voices(found.recipe, voices, mixes),
        means=means,
        spreads=spreads,
        weights=np.array([_figures(v, m) for v, m in zip(voices, mixes, strict=True)]),
        bias=np.array([_bias(v, m) for v, m in zip(voices, mixes, strict=True)]),
        threshold=best_threshold(found.levels >= 1, chances(plain[:, 0])),
        sense=None if found.senses is None else joined(found, found.senses, plain, outputs),
    )


def _outputs(found: Sheaf) -> list[int]:
    """The degrees with rows enough on both sides; TooFewRows when there is none."""
    degrees = range(1, int(found.levels.max(initial=0)) + 1)
    above = {k: int((found.levels >= k).sum()) for k in degrees}
    enough = [k for k in degrees if min(above[k], len(found.levels) - above[k]) >= FEWEST]
    if not enough:
        raise TooFewRows(f"{found.language}: at least {FEWEST} rows of each label are needed.")
    return enough


def _outside(found: Sheaf, outputs: list[int]) -> list[Floats]:
    """What each voice says of rows it was not trained on: for each output, rows x voices."""
    said = [np.zeros((len(found.levels), len(found.recipe.voices))) for _ in outputs]
    for inside, out in inner_folds(found):
        part, rest = found.of(inside), found.of(out)
        means, spreads = _levelling(part)
        for n, k in enumerate(outputs):
            for v, one in enumerate(found.recipe.voices):
                heard = _hear(part, one, k, means, spreads)
                said[n][out, v] = _say(heard, rest, means, spreads)
    return said


def _levelling(found: Sheaf) -> tuple[Floats, Floats]:
    spreads = found.figures.std(axis=0)
    return found.figures.mean(axis=0), np.where(spreads > 0, spreads, 1.0)


def _hear(found: Sheaf, one: Trained, k: int, means: Floats, spreads: Floats) -> _Heard:
    target = found.levels >= k
    scales = {sort: _scale(found, sort, one.counting, target) for sort in one.sorts}
    matrix = _design(found, one, scales, level_figures(found, means, spreads) * one.figures)
    fitted = LogisticRegression(
        C=one.freedom, class_weight="balanced", solver="liblinear", dual=True, random_state=0
    )
    fitted.fit(matrix, target)
    weights, at = fitted.coef_[0], 0
    by_sort: dict[Sort, Slots] = {}
    for sort in one.sorts:
        kept = np.flatnonzero(scales[sort])
        by_sort[sort] = np.zeros(SLOTS[sort], dtype=np.float32)
        by_sort[sort][kept] = weights[at : at + len(kept)]
        at += len(kept)
    return _Heard(one, scales, by_sort, weights[at:] * one.figures, float(fitted.intercept_[0]))


def _scale(found: Sheaf, sort: Sort, counting: Counting, target: NDArray[np.bool_]) -> Slots:
    """IDF, or the log-count ratio of naive Bayes, of each slot; 0 where it is too rare."""
    seen = found.counts[sort].copy()
    seen.data[:] = 1
    frequency = np.asarray(seen.sum(axis=0)).ravel()
    if counting is Counting.LOG:
        scale = np.log((1 + len(found.levels)) / (1 + frequency)) + 1
    else:
        yes = np.asarray(seen[target].sum(axis=0)).ravel() + 1
        no = np.asarray(seen[~target].sum(axis=0)).ravel() + 1
        scale = np.log((yes / yes.sum()) / (no / no.sum()))
    return np.where(frequency >= found.recipe.rarest, scale, 0).astype(np.float32)


def _design(found: Sheaf, one: Trained, scales: dict[Sort, Slots], figures: Floats) -> Matrix:
    """Rows as the regression sees them: slots that are too rare are left out, to be quick."""
    kept = {sort: np.flatnonzero(scales[sort]) for sort in one.sorts}
    blocks = [
        weighed(found.counts[sort][:, slots], one.counting, scales[sort][slots])
        for sort, slots in kept.items()
    ]
    return sparse.hstack([*blocks, Matrix(figures)]).tocsr()


def _say(heard: _Heard, rest: Sheaf, means: Floats, spreads: Floats) -> Floats:
    said = heard.bias + level_figures(rest, means, spreads) @ heard.figures
    for sort in heard.trained.sorts:
        block = weighed(rest.counts[sort], heard.trained.counting, heard.scales[sort])
        said = said + block @ heard.weights[sort]
    return np.asarray(said)


def _mix(said: Floats, target: NDArray[np.bool_]) -> Mix:
    """How the voices are weighed together, so that the sum is a calibrated log-odds."""
    fitted = LogisticRegression(C=1.0).fit(said, target)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _mixed_voices(
    recipe: Recipe, voices: list[list[_Heard]], mixes: list[Mix]
) -> tuple[Voice, ...]:
    return tuple(
        Voice(
            sort,
            one.counting,
            _scales([by[n].scales[sort] for by in voices], one.counting),
            np.array(
                [by[n].weights[sort] * mix[n] for by, (mix, _) in zip(voices, mixes, strict=True)]
            ),
        )
        for n, one in enumerate(recipe.voices)
        for sort in one.sorts
    )


def _scales(rows: list[Slots], counting: Counting) -> Slots:
    """A row an output; one row where all outputs share it, as inverse document frequencies do."""
    return np.array(rows[:1] if counting is Counting.LOG else rows)


def _figures(voices: list[_Heard], mix: Mix) -> Floats:
    return np.asarray(
        sum(heard.figures * share for heard, share in zip(voices, mix[0], strict=True))
    )


def _bias(voices: list[_Heard], mix: Mix) -> float:
    return mix[1] + sum(
        float(heard.bias * share) for heard, share in zip(voices, mix[0], strict=True)
    )
