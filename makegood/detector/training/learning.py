"""A detector from labelled rows: trained on all of them, and judged on rows it did not see."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np

from makegood.detector.judging import Figures
from makegood.detector.model_file import Detector
from makegood.detector.rows import Labelled, by_language
from makegood.detector.training.fitting import trained
from makegood.detector.training.recipe import RECIPES
from makegood.detector.training.sheaf import sheaf
from makegood.detector.training.validating import SEVERE, domain_folds, random_folds, unseen

FOLDS, SEED = 5, 7
RANDOM = "random"
"""Domains that begin with it are not of a brand: posts of anybody, and never complaints."""
KEPT = ("f1", "precision", "recall", "average_precision", "precision_at_recall_80", "base_rate")


def learn(
    rows: Sequence[Labelled], version: str, folds: int = FOLDS, say: Callable[[str], None] = print
) -> Detector:
    """A detector of every language that has rows and cues, with the figures of cross-validation.

    `folds` 0 trains without judging. TooFewRows where a language has not enough.
    """
    found = {name: own for name, own in by_language(rows).items() if name in RECIPES}
    models, figures = {}, {}
    for name, own in found.items():
        say(f"{name}: {len(own)} rows")
        models[name] = trained(sheaf(own))
        figures[name] = cross_validated(own, folds) if folds else {}
    counted = {name: len(own) for name, own in found.items()}
    return Detector(version, models, figures, counted)


def cross_validated(rows: Sequence[Labelled], folds: int = FOLDS) -> dict[str, float]:
    """Figures on rows of random folds, of severe ones, and of domains left out, by name."""
    told = unseen(rows, random_folds(rows, folds, SEED))
    figures = _named("", told.complaint())
    if told.scores.shape[1] >= SEVERE:
        figures |= _named("severe_", told.severe())
    if len({row.domain for row in rows}) > 1:
        apart = unseen(rows, domain_folds(rows))
        brands = np.array([not row.domain.startswith(RANDOM) for row in rows])
        figures |= _named("unseen_domain_", apart.complaint())
        figures |= _named("unseen_brand_domain_", apart.complaint(brands))
        if apart.scores.shape[1] >= SEVERE:
            figures |= _named("unseen_domain_severe_", apart.severe())
    return figures


def _named(prefix: str, figures: Figures) -> dict[str, float]:
    told = asdict(figures)
    return {f"{prefix}{name}": round(float(told[name]), 3) for name in KEPT}
