"""A sentence encoder joined to a trained model, on rows that neither of them was fitted to."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from makegood.detector.judging import best_threshold
from makegood.detector.model import Sense
from makegood.detector.reading import Floats
from makegood.detector.sentences import SIZE
from makegood.detector.training.sheaf import Sheaf

FREEDOM = 3.0
"""C of the regression over the figures, once they are levelled to rows of length about 1."""
STEPS = 300

Truth = NDArray[np.bool_]


@dataclass(frozen=True)
class _Ear:
    """What the figures of an encoder weigh, as they come from it."""

    weights: Floats
    bias: float

    def said(self, senses: Floats) -> Floats:
        """The log-odds of each row."""
        return np.asarray(senses @ self.weights + self.bias)


def joined(found: Sheaf, senses: Floats, plain: Floats, degrees: list[int]) -> Sense:
    """How both are weighed together; `plain` is what the model says of rows left out, by degree."""
    rows = [_join(found, senses, plain[:, n], degree) for n, degree in enumerate(degrees)]
    share, weights, bias, said = (list(column) for column in zip(*rows, strict=True))
    return Sense(
        share=np.array(share),
        weights=np.array(weights),
        bias=np.array(bias),
        threshold=best_threshold(found.levels >= 1, chances(said[0])),
    )


def _join(
    found: Sheaf, senses: Floats, plain: Floats, degree: int
) -> tuple[float, Floats, float, Floats]:
    """Share, weights and bias for one output, and what both together say of rows left out."""
    target = found.levels >= degree
    outside = np.zeros(len(target))
    for inside, out in inner_folds(found):
        outside[out] = _fitted(senses[inside], target[inside]).said(senses[out])
    both = np.column_stack([plain, outside])
    mixed = LogisticRegression(C=1.0).fit(both, target)
    whole, (own, other) = _fitted(senses, target), mixed.coef_[0]
    bias = float(mixed.intercept_[0] + other * whole.bias)
    return float(own), np.asarray(whole.weights * other), bias, mixed.decision_function(both)


def _fitted(senses: Floats, target: Truth) -> _Ear:
    """The regression over levelled figures, whose levelling is taken into its weights."""
    means, spreads = senses.mean(axis=0), senses.std(axis=0)
    stretch = np.where(spreads > 0, spreads, 1.0) * np.sqrt(SIZE)
    fitted = LogisticRegression(C=FREEDOM, class_weight="balanced", max_iter=STEPS)
    fitted.fit((senses - means) / stretch, target)
    weights = np.asarray(fitted.coef_[0] / stretch)
    return _Ear(weights, float(fitted.intercept_[0] - means @ weights))


def inner_folds(found: Sheaf) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The folds of the stacking, the same for everything that is stacked."""
    parted = StratifiedKFold(found.recipe.folds, shuffle=True, random_state=found.recipe.seed)
    yield from parted.split(found.levels, found.levels)


def chances(odds: Floats) -> Floats:
    """Log-odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-odds)))
