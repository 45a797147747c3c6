"""Character and word n-grams as numbers of hashed slots: no text can be read back from them."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_STEP = np.uint64(0x100000001B3)
_STIR = np.uint64(0x9E3779B97F4A7C15)
NONE: Slots = np.zeros(0, dtype=np.int64)


def char_slots(told: str, longest: int, bits: int) -> Slots:
    """The slot of every run of 1 to `longest` characters, as often as it occurs."""
    return _slots(np.frombuffer(told.encode("utf-32-le"), dtype=np.uint32), longest, bits)


def word_slots(words: list[str], longest: int, bits: int) -> Slots:
    """The slot of every run of 1 to `longest` words, as often as it occurs."""
    hashed = [crc32(word.encode()) for word in words]
    return _slots(np.array(hashed, dtype=np.uint32), longest, bits)


def _slots(units: NDArray[np.uint32], longest: int, bits: int) -> Slots:
    """A rolling hash of every run of units; overflow is meant."""
    wide = units.astype(np.uint64)
    hashed: Hashes = np.zeros(len(wide), dtype=np.uint64)
    found: list[Slots] = []
    for size in range(1, min(longest, len(wide)) + 1):
        hashed = hashed[: len(wide) - size + 1] * _STEP + wide[size - 1 :] + np.uint64(size)
        found.append(_stirred(hashed, bits))
    return np.concatenate(found) if found else NONE


def _stirred(hashed: Hashes, bits: int) -> Slots:
    stirred = (hashed ^ (hashed >> np.uint64(29))) * _STIR
    stirred = (stirred ^ (stirred >> np.uint64(32))) * _STIR
    return (stirred >> np.uint64(64 - bits)).astype(np.int64)
