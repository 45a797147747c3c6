"""A message as figures: hashed n-grams, counted cues, and the manner of its writing."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from makegood.detector.cues import Cues, Hit
from makegood.detector.ngrams import Slots, char_slots, word_slots
from makegood.detector.text import LINK, MAX_LETTERS, PERSON, levelled, tokens

Floats = NDArray[np.float64]

CHAR_BITS, WORD_BITS = 19, 18
LONGEST_RUN, LONGEST_WORDS = 5, 2
_SHOUT = re.compile(r"[!?]{2,}")

MANNER = (
    "length", "people", "begins with a name", "links", "hashtags", "exclamation marks",
    "question marks", "shouting marks", "words in capitals", "figures", "trailing dots", "words",
    "all small letters", "quotation marks", "cut short",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """The n-grams of one sort in a message: each slot once, and how often it occurs."""

    slots: Slots
    counts: Floats


@dataclass(frozen=True)
class Reading:
    """All that the model looks at in one message; `figures` are log(1 + count)."""

    chars: Block
    words: Block
    figures: Floats


def names(cues: Cues) -> tuple[str, ...]:
    """What the figures of a reading count, in their order."""
    return (*cues.names, *MANNER)


def read(text: str, cues: Cues) -> Reading:
    """The figures of a message in the language of the cues; of a long one, of its beginning."""
    told = levelled(text)
    cut = tokens(told)
    hits = cues.hits(told, cut)
    counts = [*cues.counts(hits), *_manner(text[:MAX_LETTERS], told, cut)]
    return Reading(
        chars=_block(char_slots(told, LONGEST_RUN, CHAR_BITS)),
        words=_block(word_slots(_words(cues, cut, hits), LONGEST_WORDS, WORD_BITS)),
        figures=np.log1p(np.array(counts, dtype=np.float64)),
    )


def _words(cues: Cues, cut: list[str], hits: list[Hit]) -> list[str]:
    """Words where the language parts them; else the order of the cues stands for them."""
    return cut if cues.spaced else [str(sort) for sort, _ in hits]


def _block(slots: Slots) -> Block:
    once, counts = np.unique(slots, return_counts=True)
    return Block(once, counts.astype(np.float64))


def _manner(text: str, told: str, cut: list[str]) -> list[float]:
    whole = [word for word in text.split() if word.isalpha() and len(word) > 1]
    return [
        len(text) / 30,
        told.count(PERSON),
        told.startswith(f" {PERSON}"),
        told.count(LINK),
        text.count("#"),
        text.count("!"),
        text.count("?"),
        bool(_SHOUT.search(text)),
        sum(word.isupper() for word in whole),
        told.count("0") / 3,
        text.count(".."),
        len(cut) / 5,
        text == text.lower(),
        text.count('"'),
        "…" in text,
    ]
