"""Scores messages with a trained detector, and says which words made the score."""

import re
from collections.abc import Iterable
from functools import cache

import numpy as np

from makegood.detector.model import LinearModel
from makegood.detector.model_file import Detector, load
from makegood.detector.reading import names, read
from makegood.rules.detection.mention import TextPart, TextScore

_WORD = re.compile(r"\S+")
MOST_PARTS = 12
MOST_WORDS = 60
SEVERE_OUTPUT = 2
"""The output that tells severe from not, where a model has it; else the first."""


class Scorer:
    """A detector ready to score; it holds no state, so that many threads may share it."""

    def __init__(self, detector: Detector) -> None:
        self._models = dict(detector.models)
        self.version = detector.version

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it reads; any other has triggers only."""
        return tuple(self._models)

    def score(self, text: str, language: str) -> TextScore | None:
        """What the model says of a message; None where no model reads the language."""
        model = self._models.get(language)
        if model is None:
            return None
        chances = model.probabilities(read(text, model.cues))
        return TextScore(language, self.version, chances)

    def score_many(self, messages: Iterable[tuple[str, str]]) -> list[TextScore | None]:
        """What it says of each (text, language), in their order."""
        return [self.score(text, language) for text, language in messages]

    def explain(self, text: str, language: str) -> TextScore | None:
        """The score with its parts, the largest first, in log-odds.

        Figures (cues and manner) add up exactly; a word's part is what the n-grams of the whole
        message add less without it.
        """
        model = self._models.get(language)
        if model is None:
            return None
        chances = model.probabilities(read(text, model.cues))
        parts = [*_figures(model, text), *_words(model, text)]
        parts.sort(key=lambda part: -abs(part.contribution))
        return TextScore(language, self.version, chances, tuple(parts[:MOST_PARTS]))

    def threshold(self, language: str) -> float:
        """The probability from which a message counts as a complaint; KeyError without a model."""
        return self._models[language].threshold

    def target(self, language: str) -> str:
        """What degree 1 means in a language: `complaint` or `negative`."""
        return self._models[language].target


@cache
def shipped() -> Scorer:
    """The scorer of the detector that ships, loaded once."""
    return Scorer(load())


def _output(model: LinearModel) -> int:
    return min(SEVERE_OUTPUT, len(model.bias) - 1)


def _figures(model: LinearModel, text: str) -> list[TextPart]:
    """What each sort of cue and the manner add, for those that are in the message."""
    reading, k = read(text, model.cues), _output(model)
    level = model.level(reading.figures)
    return [
        TextPart(name, float(model.weights[k, n] * level[n]))
        for n, name in enumerate(names(model.cues))
        if reading.figures[n] > 0
    ]


def _words(model: LinearModel, text: str) -> list[TextPart]:
    """What each word adds through its n-grams: the sum with it less the sum without it."""
    whole, found = _ngrams(model, text), list(_WORD.finditer(text))[:MOST_WORDS]
    return [
        TextPart(
            f"'{word.group()}'", whole - _ngrams(model, text[: word.start()] + text[word.end() :])
        )
        for word in found
    ]


def _ngrams(model: LinearModel, text: str) -> float:
    reading, k = read(text, model.cues), _output(model)
    return float(np.sum([voice.shares(reading)[k] for voice in model.voices]))
