"""Rows of one language as matrices, read once for all folds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from makegood.detector.model import FURTHEST, SLOTS, Counting, Sort
from makegood.detector.reading import Floats, Reading, read
from makegood.detector.rows import Labelled
from makegood.detector.sentences import Encoder, senses
from makegood.detector.training.recipe import RECIPES, Recipe, cues_of

Matrix: TypeAlias = sparse.csr_matrix
Levels = NDArray[np.int64]


class TooFewRows(Exception):
    """There is not enough to learn from, or nobody has made cues for the language."""


@dataclass(frozen=True)
class Sheaf:
    """Rows of a language: counts of n-grams by sort, figures, and the degree of each row."""

    language: str
    recipe: Recipe
    counts: dict[Sort, Matrix]
    figures: Floats
    levels: Levels
    senses: Floats | None = None
    """What a sentence encoder says of each row, where there is one."""

    def of(self, chosen: NDArray[np.int64]) -> "Sheaf":
        """Some of the rows."""
        return Sheaf(
            self.language,
            self.recipe,
            {sort: matrix[chosen] for sort, matrix in self.counts.items()},
            self.figures[chosen],
            self.levels[chosen],
            None if self.senses is None else self.senses[chosen],
        )


def sheaf(rows: Sequence[Labelled], encoder: Encoder | None = None) -> Sheaf:
    """The rows of one language, read; TooFewRows when it cannot be trained."""
    language = rows[0].language if rows else ""
    if language not in RECIPES:
        raise TooFewRows(f"There are no cues for {language!r}: {', '.join(RECIPES)} have them.")
    readings = [read(row.text, cues_of(language)) for row in rows]
    return Sheaf(
        language=language,
        recipe=RECIPES[language],
        counts={sort: _counts(readings, sort) for sort in Sort},
        figures=np.array([one.figures for one in readings]),
        levels=np.array([row.level for row in rows], dtype=np.int64),
        senses=senses(encoder, [row.text for row in rows]) if encoder else None,
    )


def _counts(readings: Sequence[Reading], sort: Sort) -> Matrix:
    blocks = [one.chars if sort is Sort.CHARS else one.words for one in readings]
    ends = np.cumsum([0, *(len(block.slots) for block in blocks)])
    return Matrix(
        (
            np.concatenate([block.counts for block in blocks]),
            np.concatenate([block.slots for block in blocks]),
            ends,
        ),
        shape=(len(blocks), SLOTS[sort]),
        dtype=np.float32,
    )


def weighed(counts: Matrix, counting: Counting, scale: NDArray[np.float32]) -> Matrix:
    """Rows scaled, each to length 1."""
    told = counts.copy()
    told.data = 1 + np.log(told.data) if counting is Counting.LOG else np.ones_like(told.data)
    told.data *= scale[told.indices]
    length = np.sqrt(np.asarray(told.multiply(told).sum(axis=1)).ravel())
    told.data /= np.repeat(np.maximum(length, 1e-9), np.diff(told.indptr))
    return told


def level_figures(found: Sheaf, means: Floats, spreads: Floats) -> Floats:
    return np.clip((found.figures - means) / spreads, -FURTHEST, FURTHEST)
