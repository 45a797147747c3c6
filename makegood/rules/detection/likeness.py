"""Near-duplicate texts: a small sketch of each, compared without the texts."""

from zlib import crc32

from makegood.rules.detection.plain import bare

Sketch = tuple[int, ...]
"""The smallest hashes of a text's shingles, in order; empty for a text too short to compare."""

RUN = 5
"""Letters of a shingle: works with and without spaces between words."""
KEPT = 32
FEWEST = 12
"""Shingles below which two texts are alike by chance: `thanks!` is nobody's copy."""


def sketch(text: str) -> Sketch:
    """The `KEPT` smallest hashes of the shingles (bottom-k sketch: Broder, 1997).

    People, addresses and signs are left out, so that a post passed on has the sketch of the first.
    """
    told = bare(text)
    hashed = {crc32(told[n : n + RUN].encode()) for n in range(len(told) - RUN + 1)}
    return tuple(sorted(hashed)[:KEPT]) if len(hashed) >= FEWEST else ()


def likeness(one: Sketch, other: Sketch) -> float:
    """The share of shingles that two texts have in common, 0 to 1 (Jaccard, by the sketches)."""
    if not one or not other:
        return 0.0
    mine, theirs = set(one), set(other)
    union = sorted(mine | theirs)[:KEPT]
    return sum(each in mine and each in theirs for each in union) / len(union)
