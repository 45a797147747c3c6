"""A detector tried before a watch has it: a whole file may still be of no use, or of harm."""

from collections.abc import Iterator

import numpy as np

from makegood.detector.cues import Cues
from makegood.detector.model import LinearModel, Weights
from makegood.detector.model_file import Detector
from makegood.detector.packing import UnsafeModel
from makegood.detector.reading import Floats
from makegood.detector.scorer import Scorer

LARGEST_FIGURE = 1e6
LONGEST_VERSION = 80
LONGEST_CUE = 100
MOST_STARS = 2
"""Each `*` of a cue multiplies what a hostile text could cost by its length."""

TEXTS = ("", "You lied to me, what a scam!!", "พัสดุหาย แย่มาก", "x" * 600, "🙂 #lost ..")


def require_usable(detector: Detector) -> None:
    """UnsafeModel for a detector that a watch could choke on, or whose figures are no figures."""
    version = detector.version
    if not (version.isprintable() and 0 < len(version) <= LONGEST_VERSION):
        raise UnsafeModel("The version of the file is no word that could be shown.")
    if not detector.models:
        raise UnsafeModel("The file reads no language.")
    for model in detector.models.values():
        _require_plain(model.cues)
        _require_figures(model)
    _require_scores(detector)


def _require_plain(cues: Cues) -> None:
    for _, words in cues.words:
        for word in words:
            if len(word) > LONGEST_CUE or word.count("*") > MOST_STARS:
                raise UnsafeModel(f"A cue of the file is too long: {word[:LONGEST_CUE]!r}.")


def _require_figures(model: LinearModel) -> None:
    """Of voices too, slot by slot: no text that is tried touches all of them."""
    within = all(np.all(np.abs(array) <= LARGEST_FIGURE) for array in _arrays(model))
    if not within or not np.all(model.spreads) or not 0 <= model.threshold <= 1:
        raise UnsafeModel(f"A figure of {model.language} in the file is out of all bounds.")


def _arrays(model: LinearModel) -> Iterator[Floats | Weights]:
    yield from (model.means, model.spreads, model.weights, model.bias)
    for voice in model.voices:
        yield from (voice.scale, voice.weight)


def _require_scores(detector: Detector) -> None:
    """What does not fit together is found by using it."""
    scorer = Scorer(detector)
    for language in scorer.languages:
        for text in TEXTS:
            try:
                found = scorer.explain(text, language)
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                raise UnsafeModel(f"The file does not read {language}: {error}.") from error
            if found is None or not all(0 <= one <= 1 for one in found.at_least):
                raise UnsafeModel(f"The file does not score {language}.")
