"""Where on the picture of a page the words of a finding stand."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from makegood.gateways.reading.page_made import Box, Word

LEAST = 4
"""Signs that are looked for: fewer stand anywhere."""

_ROOM = 3
"""Pixels of air round the words."""


def places(words: Sequence[Word], snippet: str) -> tuple[Box, ...]:
    """A box for each line that the snippet stands on; none where it is not found.

    Spaces do not count: two readers of a page rarely agree on them. A snippet that does not
    stand there as a whole is marked by those of its figures that the page has once.
    """
    found = _run(words, snippet) or tuple(_lone(words, snippet))
    return tuple(_roomy(box) for box in _by_line(found))


def _run(words: Sequence[Word], snippet: str) -> tuple[Word, ...]:
    """The words that make up the snippet, the first time that it stands there."""
    sought = _squeezed(snippet)
    spelt = [_squeezed(word.text) for word in words]
    at = "".join(spelt).find(sought) if len(sought) >= LEAST else -1
    if at < 0:
        return ()
    found, begins = [], 0
    for word, text in zip(words, spelt, strict=True):
        if begins < at + len(sought) and at < begins + len(text):
            found.append(word)
        begins += len(text)
    return tuple(found)


def _lone(words: Sequence[Word], snippet: str) -> Iterator[Word]:
    for part in dict.fromkeys(map(_squeezed, snippet.split())):
        if len(part) < LEAST or not any(sign.isdigit() for sign in part):
            continue
        there = [word for word in words if _squeezed(word.text) == part]
        if len(there) == 1:
            yield there[0]


def _by_line(words: Sequence[Word]) -> list[Box]:
    boxes = [word.box for word in words]
    lines = boxes[:1]
    for before, box in pairwise(boxes):
        if _same_line(before, box):
            lines[-1] = _around(lines[-1], box)
        else:
            lines.append(box)
    return lines


def _same_line(before: Box, box: Box) -> bool:
    """Whether two words overlap in height by half of the lower one, left to right."""
    shared = min(before.bottom, box.bottom) - max(before.y, box.y)
    return box.x >= before.x and 2 * shared >= min(before.height, box.height)


def _around(one: Box, other: Box) -> Box:
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Box(x, y, max(one.right, other.right) - x, max(one.bottom, other.bottom) - y)


def _roomy(box: Box) -> Box:
    x, y = max(0, box.x - _ROOM), max(0, box.y - _ROOM)
    return Box(x, y, box.right + _ROOM - x, box.bottom + _ROOM - y)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
