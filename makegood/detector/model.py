"""The linear model of one language: what it weighs, and the sum it comes to."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from makegood.detector.cues import Cues
from makegood.detector.reading import CHAR_BITS, WORD_BITS, Block, Floats, Reading

Weights = NDArray[np.float32]
FURTHEST = 4.0
"""A figure counts for no more than so many standard deviations."""


class Counting(StrEnum):
    """How the n-grams of a message are counted before they are scaled."""

    LOG = "log"
    """1 + log(count), times the inverse document frequency: TF-IDF."""
    ONCE = "once"
    """1, times the log-count ratio of naive Bayes: NB-SVM (Wang and Manning, ACL 2012)."""


class Sort(StrEnum):
    """Which n-grams of a reading a voice listens to."""

    CHARS = "chars"
    WORDS = "words"


SLOTS = {Sort.CHARS: 1 << CHAR_BITS, Sort.WORDS: 1 << WORD_BITS}


@dataclass(frozen=True)
class Voice:
    """Weights of one sort of n-grams; a message is scaled to length 1 before it is weighed.

    `weight` has a row an output and a column a slot; `scale` too, or one row for all outputs.
    Both are quickest in Fortran order, where all outputs of a slot lie together.
    """

    sort: Sort
    counting: Counting
    scale: Weights
    weight: Weights

    def block(self, reading: Reading) -> Block:
        """The n-grams that this voice listens to."""
        return reading.chars if self.sort is Sort.CHARS else reading.words

    def shares(self, reading: Reading) -> Floats:
        """What the block adds to each output."""
        block = self.block(reading)
        scaled = self.scale.T[block.slots]
        if self.counting is Counting.LOG:
            scaled = scaled * (1 + np.log(block.counts))[:, None]
        length = np.sqrt(np.einsum("sk,sk->k", scaled, scaled))
        weighed = np.einsum("sk,sk->k", *np.broadcast_arrays(scaled, self.weight.T[block.slots]))
        return np.asarray(weighed / np.maximum(length, 1e-9))


@dataclass(frozen=True)
class Sense:
    """How the figures of a sentence encoder join the sum, where there is one.

    `share` is what the plain log-odds count for beside them; `weights` are outputs x figures.
    `threshold` is the one of the whole.
    """

    share: Floats
    weights: Floats
    bias: Floats
    threshold: float

    def joined(self, plain: Floats, figures: Floats) -> Floats:
        """The log-odds of both, of one message or of many rows."""
        return np.asarray(plain * self.share + figures @ self.weights.T + self.bias)


@dataclass(frozen=True)
class LinearModel:
    """A language: outputs are P(label at least 1), at least 2 and so on, as log-odds.

    `means`, `spreads` level the figures; `weights` are outputs x figures; `bias` is by output.
    `threshold` is the probability from which output 0 counts as a complaint.
    """

    language: str
    target: str
    cues: Cues
    voices: tuple[Voice, ...]
    means: Floats
    spreads: Floats
    weights: Floats
    bias: Floats
    threshold: float
    sense: Sense | None = None

    def level(self, figures: Floats) -> Floats:
        """The figures as standard deviations from their means, none too far out."""
        return np.clip((figures - self.means) / self.spreads, -FURTHEST, FURTHEST)

    def log_odds(self, reading: Reading) -> Floats:
        """The sum of n-grams, cues and manner, by output."""
        total = self.bias + self.weights @ self.level(reading.figures)
        for voice in self.voices:
            total = total + voice.shares(reading)
        return total

    def probabilities(self, reading: Reading, sense: Floats | None = None) -> tuple[float, ...]:
        """P(at least 1), P(at least 2) ...; none is larger than the one before it.

        `sense` is what an encoder says of the message, for a model that was trained with one.
        """
        odds = self.log_odds(reading)
        if self.sense is not None and sense is not None:
            odds = self.sense.joined(odds, sense)
        odds = np.minimum.accumulate(odds)
        return tuple(float(p) for p in 1 / (1 + np.exp(-odds)))
