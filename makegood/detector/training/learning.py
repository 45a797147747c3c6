"""A detector from labelled rows: trained on all of them, and judged on rows it did not see."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from makegood.detector.judging import Figures
from makegood.detector.model_file import Detector
from makegood.detector.rows import Labelled, by_language
from makegood.detector.sentences import Encoder
from makegood.detector.training.fitting import trained
from makegood.detector.training.recipe import RECIPES
from makegood.detector.training.sheaf import Sheaf, sheaf
from makegood.detector.training.validating import (
    SEVERE,
    Unseen,
    domain_folds,
    random_folds,
    unseen,
)

FOLDS, SEED = 5, 7
WITH = "with_sentences_"
"""Stands before a figure of the model joined by a sentence encoder."""
RANDOM = "random"
"""Domains that begin with it are not of a brand: posts of anybody, and never complaints."""
KEPT = ("f1", "precision", "recall", "average_precision", "precision_at_recall_80", "base_rate")


@dataclass(frozen=True)
class Course:
    """How training goes: `folds` 0 trains without judging; `encoder` joins whole messages."""

    folds: int = FOLDS
    say: Callable[[str], None] = print
    encoder: Encoder | None = None


def learn(rows: Sequence[Labelled], version: str, course: Course) -> Detector:
    """A detector of every language that has rows and cues, with the figures of cross-validation.

    TooFewRows where a language has not enough.
    """
    found = {name: own for name, own in by_language(rows).items() if name in RECIPES}
    models, figures = {}, {}
    for name, own in found.items():
        course.say(f"{name}: {len(own)} rows")
        one = sheaf(own, course.encoder)
        models[name] = trained(one)
        figures[name] = cross_validated(own, one, course.folds) if course.folds else {}
    counted = {name: len(own) for name, own in found.items()}
    return Detector(version, models, figures, counted)


def cross_validated(rows: Sequence[Labelled], found: Sheaf, folds: int) -> dict[str, float]:
    """Figures on rows of random folds, of severe ones, and of domains left out, by name.

    Where an encoder was asked, the same figures with it too. `found` is the rows, read.
    """
    told = unseen(found, random_folds(rows, folds, SEED))
    figures = _judged("", told)
    if len({row.domain for row in rows}) > 1:
        apart = unseen(found, domain_folds(rows))
        brands = np.array([not row.domain.startswith(RANDOM) for row in rows])
        figures |= _judged("unseen_domain_", apart)
        for name, one in _both(apart):
            figures |= _named(f"{name}unseen_brand_domain_", one.complaint(brands))
    return figures


def _judged(prefix: str, told: Unseen) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, one in _both(told):
        figures |= _named(f"{name}{prefix}", one.complaint())
        if one.scores.shape[1] >= SEVERE:
            figures |= _named(f"{name}{prefix}severe_", one.severe())
    return figures


def _both(told: Unseen) -> list[tuple[str, Unseen]]:
    """What was said without an encoder and, where there was one, with it."""
    return [("", told), *([(WITH, told.sensed)] if told.sensed else [])]


def _named(prefix: str, figures: Figures) -> dict[str, float]:
    told = asdict(figures)
    return {f"{prefix}{name}": round(float(told[name]), 3) for name in KEPT}
