"""Scores messages with a trained detector, and says which words made the score."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np

from makegood.detector.model import LinearModel, Sense
from makegood.detector.model_file import Detector, load
from makegood.detector.reading import Floats, names, read
from makegood.detector.sentences import Encoder, encoder, senses
from makegood.rules.detection.mention import TextPart, TextScore

_WORD = re.compile(r"\S+")
MOST_PARTS = 12
MOST_WORDS = 60
WHOLE = "the sense of the whole"
WITH_SENTENCES = "+sentences"
"""Stands after a version, so that a case records which of the two scores it has."""
AT_ONCE, AT_ONCE_WHOLE = 1_000, 100
"""Messages of a step by words alone, and with their sense; one may take a second of that."""
SEVERE_OUTPUT = 2
"""The output that tells severe from not, where a model has it; else the first."""


class Scorer:
    """A detector ready to score; it holds no state, so that many threads may share it."""

    def __init__(self, detector: Detector, encoder: Encoder | None = None) -> None:
        self._detector = detector
        self._models = dict(detector.models)
        sensing = encoder is not None and any(one.sense for one in self._models.values())
        self._encoder = encoder if sensing else None
        self.version = f"{detector.version}{WITH_SENTENCES}" if sensing else detector.version

    @property
    def sensing(self) -> bool:
        """Whether the sense of whole messages counts, beside their words."""
        return self._encoder is not None

    @property
    def at_once(self) -> int:
        """Messages to score in one step of a watch, which has minutes for it."""
        return AT_ONCE_WHOLE if self.sensing else AT_ONCE

    def plain(self) -> "Scorer":
        """The same detector without the sense of whole messages."""
        return Scorer(self._detector)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it reads; any other has triggers only."""
        return tuple(self._models)

    def score(self, text: str, language: str) -> TextScore | None:
        """What the model says of a message; None where no model reads the language."""
        return self.score_many([(text, language)])[0]

    def score_many(self, messages: Iterable[tuple[str, str]]) -> list[TextScore | None]:
        """What it says of each (text, language), in their order."""
        told = list(messages)
        return [
            self._scored(text, language, sense)
            for (text, language), sense in zip(told, self._senses(told), strict=True)
        ]

    def _scored(self, text: str, language: str, sense: Floats | None) -> TextScore | None:
        model = self._models.get(language)
        if model is None:
            return None
        chances = model.probabilities(read(text, model.cues), sense)
        return TextScore(language, self.version, chances)

    def _senses(self, messages: list[tuple[str, str]]) -> list[Floats | None]:
        """What the encoder says of each message that a model joins it to."""
        said: list[Floats | None] = [None] * len(messages)
        if self._encoder is None:
            return said
        wanted = [n for n, (_, language) in enumerate(messages) if self._sense(language)]
        rows = senses(self._encoder, [messages[n][0] for n in wanted])
        for n, row in zip(wanted, rows, strict=True):
            said[n] = row
        return said

    def _sense(self, language: str) -> Sense | None:
        model = self._models.get(language)
        return model.sense if model and self._encoder else None

    def explain(self, text: str, language: str) -> TextScore | None:
        """The score with its parts, the largest first, in log-odds.

        Figures (cues and manner) add up exactly; a word's part is what the n-grams of the whole
        message add less without it.
        """
        model, sense = self._models.get(language), self._sense(language)
        scored = self.score(text, language)
        if model is None or scored is None:
            return None
        parts = [*_figures(model, text), *_words(model, text)]
        if sense is not None and self._encoder is not None:
            parts = _joined(parts, sense, senses(self._encoder, [text])[0])
        parts.sort(key=lambda part: -abs(part.contribution))
        return replace(scored, parts=tuple(parts[:MOST_PARTS]))

    def threshold(self, language: str) -> float:
        """The probability from which a message counts as a complaint; KeyError without a model."""
        sense = self._sense(language)
        return sense.threshold if sense else self._models[language].threshold

    def target(self, language: str) -> str:
        """What degree 1 means in a language: `complaint` or `negative`."""
        return self._models[language].target


@cache
def shipped() -> Scorer:
    """The scorer of the detector that ships, loaded once."""
    return Scorer(load(), encoder())


def _joined(parts: list[TextPart], sense: Sense, figures: Floats) -> list[TextPart]:
    """The parts as they count beside the sense of the whole, which is one part more.

    Its bias is told with it: the figures of any message lie far from zero.
    """
    k = min(SEVERE_OUTPUT, len(sense.bias) - 1)
    told = [replace(one, contribution=one.contribution * float(sense.share[k])) for one in parts]
    return [*told, TextPart(WHOLE, float(sense.weights[k] @ figures + sense.bias[k]))]


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
