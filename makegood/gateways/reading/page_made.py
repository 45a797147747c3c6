"""A picture of a page as its child hands it over: a line about it, its bytes, then its words."""

from dataclasses import dataclass
from enum import StrEnum

PICTURE_BYTES = 1_000_000
"""As large as a packed picture may be."""

WORDS_BYTES = 500_000
"""As much may be written of the words on it."""

LONGEST_SIDE = 1400
"""Pixels; an A4 page is then legible down to its small print."""


class Source(StrEnum):
    """What a picture was made from."""

    PAGE = "page"
    TEXT = "text"
    PHOTO = "photo"


class Refusal(StrEnum):
    """Why a page is not shown as it is."""

    SLOW = "slow"
    BROKE_OFF = "broke_off"
    LOCKED = "locked"
    DAMAGED = "damaged"
    ABSENT = "absent"
    TOO_LARGE = "too_large"


class Refused(Exception):
    """The page cannot be drawn; `why` says so."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Box:
    """A place on a picture, in its pixels, from its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column after it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first line below it."""
        return self.y + self.height


@dataclass(frozen=True)
class Word:
    """A word of the page, and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True)
class Head:
    """What a picture shows: its size in pixels, of how many pages the document has.

    `length` bytes of picture follow, or none, where `refused` says why; then the words on it.
    """

    source: Source = Source.PAGE
    media_type: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0
    length: int = 0
    refused: Refusal | None = None
