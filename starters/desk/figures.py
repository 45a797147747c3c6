"""A page of a document as the desk shows it: its picture, and marks where the findings stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from makegood.gateways.documents import DocumentAltered, DocumentMissing
from makegood.gateways.page_images import NoPicture, PagePicture
from makegood.gateways.page_marks import places
from makegood.gateways.reading.page_made import Box, Head, Refusal
from makegood.messages.docket import CheckStatus
from starters.desk.claim_view import Paper
from starters.desk.page_shelf import PageShelf
from starters.desk.words import N_

WHY: Mapping[Refusal, str] = {
    Refusal.SLOW: N_("Drawing the page took too long."),
    Refusal.BROKE_OFF: N_("Drawing the page broke off."),
    Refusal.LOCKED: N_("The file needs a password."),
    Refusal.DAMAGED: N_("The file is damaged."),
    Refusal.ABSENT: N_("The file has no such page."),
    Refusal.TOO_LARGE: N_("The page is too large to be drawn."),
}
GONE = N_("The file is no longer where it was kept.")
ALTERED = N_("The file was changed after it was handed in.")

UNSHOWN = (NoPicture, DocumentMissing, DocumentAltered)
"""What keeps a page from being shown at all."""

MOST_MARKS = 40

LEAST_CUT = 440
"""Pixels across a cut, so that its words keep their size beside those of the page round it."""

MOST_CUT = 240
"""Pixels down: what is spread over the page is not cut out."""

ROUND_CUT = 24
"""Pixels of the page above and below the words."""


@dataclass(frozen=True)
class Mark:
    """Where a finding stands on a picture, and its verdict."""

    box: Box
    verdict: str


@dataclass(frozen=True)
class Cut:
    """The part of a page that a finding quotes, and the words in it."""

    part: Box
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Figure:
    """A page of a document; `why` says what keeps it from being shown as it looks.

    Without a picture it has none yet, or there is none, for the reason given.
    """

    paper: Paper
    page: int
    picture: PagePicture | None = None
    why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has looked yet if the page can be shown."""
        return self.picture is None and not self.why

    @property
    def marks(self) -> tuple[Mark, ...]:
        """A box round each place that a finding quotes, the worst verdict last and so on top."""
        found: dict[Box, str] = {}
        for check in self.paper.ranked:
            for box in self._places(check):
                found.setdefault(box, check.verdict)
        return tuple(Mark(*one) for one in list(found.items())[:MOST_MARKS])[::-1]

    def cut(self, check: CheckStatus) -> Cut | None:
        """The part of the page that a finding is about; None for one that is well, or not here."""
        boxes = self._places(check) if check.verdict != "pass" else ()
        if self.picture is None or not boxes:
            return None
        part = _part(boxes, self.picture.head)
        return Cut(part, boxes) if part.height <= MOST_CUT else None

    def _places(self, check: CheckStatus) -> tuple[Box, ...]:
        here = check.snippet and check.page == self.page
        return places(self.picture.words, check.snippet) if self.picture and here else ()


def _part(boxes: tuple[Box, ...], sheet: Head) -> Box:
    """The part of the sheet that lies round the boxes."""
    left, right = min(box.x for box in boxes), max(box.right for box in boxes)
    top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
    width = min(sheet.width, max(LEAST_CUT, right - left + 2 * ROUND_CUT))
    x = max(0, min(left - ROUND_CUT, sheet.width - width))
    y = max(0, top - ROUND_CUT)
    return Box(x, y, width, min(sheet.height, bottom + ROUND_CUT) - y)


def known_figure(shelf: PageShelf, paper: Paper) -> Figure:
    """The page of a document's worst finding, with its picture where that is there already."""
    picture = shelf.known(paper.held.sha256, paper.page)
    return Figure(paper, paper.page, picture, _why(picture))


async def figure_of(shelf: PageShelf, paper: Paper, page: int) -> Figure:
    """A page with its picture, or why there is none."""
    try:
        picture = await shelf.picture(paper.held.sha256, page)
    except NoPicture as none:
        return Figure(paper, page, why=WHY[none.why])
    except DocumentMissing:
        return Figure(paper, page, why=GONE)
    except DocumentAltered:
        return Figure(paper, page, why=ALTERED)
    return Figure(paper, page, picture, _why(picture))


def _why(picture: PagePicture | None) -> str:
    return WHY[picture.why] if picture and picture.why else ""
