"""A detector held against labelled rows, with VADER and keywords beside it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from makegood.detector.baselines import keywords, vader
from makegood.detector.judging import Figures, Point, curve, judged
from makegood.detector.reading import Floats
from makegood.detector.rows import Labelled, by_language
from makegood.detector.scorer import Scorer

HALF = 0.5
SEVERE = 3
ALL = "all"
PLAIN = "model without sentences"
FEWEST = 20
"""Rows of a domain below which its figures would be chance."""
TRIGGERS_ONLY = ("vi", "ms", "zh")
"""Languages with triggers and, until somebody brings labelled rows, without a model."""
NO_ROWS = "triggers only: nobody has brought labelled rows, so that nothing can be measured"


@dataclass(frozen=True)
class Line:
    """A line of the table: who judged what, on which rows, and how well."""

    language: str
    target: str
    domain: str
    judge: str
    figures: Figures


@dataclass(frozen=True)
class Curve:
    """Precision over recall of one judge."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Evaluation:
    """The table, the curves for its picture, and what could not be measured, in sentences."""

    model: str
    lines: tuple[Line, ...]
    curves: tuple[Curve, ...]
    unmeasured: tuple[str, ...]


def evaluate(rows: Sequence[Labelled], scorer: Scorer) -> Evaluation:
    """The figures of a scorer on rows, which it must not have been trained on.

    The threshold is the one that training chose. `severe` is degree 3 and more.
    """
    lines: list[Line] = []
    curves: list[Curve] = []
    unmeasured = [f"{language}: {NO_ROWS}" for language in TRIGGERS_ONLY]
    for language, own in by_language(rows).items():
        if language not in scorer.languages:
            unmeasured.append(f"{language}: {len(own)} rows, and no model reads them")
            continue
        bench = _Bench(language, own, scorer)
        lines.extend(bench.lines())
        curves.extend(bench.curves())
    return Evaluation(scorer.version, tuple(lines), tuple(curves), tuple(dict.fromkeys(unmeasured)))


class _Bench:
    """The rows of one language, judged by everybody."""

    def __init__(self, language: str, rows: Sequence[Labelled], scorer: Scorer) -> None:
        self.language, self.rows, self.scorer = language, rows, scorer
        self.levels = np.array([row.level for row in rows])
        self.target = scorer.target(language)
        self.chances = self._chances(scorer)
        self.judges = dict(self._judges())

    def _judges(self) -> Iterator[tuple[str, tuple[Floats, float]]]:
        yield "model", (self.chances[:, 0], self.scorer.threshold(self.language))
        if self.scorer.sensing:
            plain = self.scorer.plain()
            yield PLAIN, (self._chances(plain)[:, 0], plain.threshold(self.language))
        yield "keywords", (self._scores(lambda text: keywords(text, self.language)), HALF)
        share = vader()
        if share:
            yield "VADER", (self._scores(share), HALF)

    def _chances(self, scorer: Scorer) -> Floats:
        found = scorer.score_many((row.text, self.language) for row in self.rows)
        return np.array([one.at_least for one in found if one])

    def _scores(self, judge: Callable[[str], float]) -> Floats:
        return np.array([judge(row.text) for row in self.rows])

    def lines(self) -> Iterator[Line]:
        """All rows, severe ones, and each domain with rows enough."""
        truth = self.levels >= 1
        for name, (scores, threshold) in self.judges.items():
            yield Line(self.language, self.target, ALL, name, judged(truth, scores, threshold))
        if self.chances.shape[1] >= SEVERE:
            yield from self._severe()
        domains = np.array([row.domain for row in self.rows])
        for domain in sorted(set(domains) - {""}):
            chosen = domains == domain
            if chosen.sum() >= FEWEST:
                scores, threshold = self.judges["model"]
                figures = judged(truth[chosen], scores[chosen], threshold)
                yield Line(self.language, self.target, str(domain), "model", figures)

    def _severe(self) -> Iterator[Line]:
        truth = self.levels >= SEVERE
        judges = {**self.judges, "model": (self.chances[:, SEVERE - 1], HALF)}
        for name, (scores, threshold) in judges.items():
            yield Line(self.language, "severe", ALL, name, judged(truth, scores, threshold))

    def curves(self) -> Iterator[Curve]:
        """A curve a judge, thinned to what a picture shows."""
        for name, (scores, _) in self.judges.items():
            points = curve(self.levels >= 1, scores)
            step = max(1, len(points) // 200)
            yield Curve(f"{self.language} {name}", (*points[::step], points[-1]))
