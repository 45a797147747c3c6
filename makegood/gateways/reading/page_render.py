"""A page of a PDF as PDFium draws it, with the place of every word on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from makegood.gateways.reading.page_made import LONGEST_SIDE, Box, Refusal, Refused, Word
from makegood.gateways.reading.printable import printable

MOST_SCALE = 4.0
"""Pixels a point, 288 to the inch: a page as small as a stamp is not blown up beyond that."""

MOST_SIGNS = 20_000
"""Signs of a page that are looked at, for their places."""

MOST_WORDS = 2_000
LONGEST_WORD = 100

_LOCKED = frozenset({raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY})
_SURROGATES = range(0xD800, 0xE000)

Corners = tuple[int, int, int, int]


@dataclass(frozen=True)
class Rendered:
    """A page that has been drawn, of how many; its words are looked for when they are asked."""

    sheet: Image.Image
    pages: int
    _page: pdfium.PdfPage
    _bitmap: pdfium.PdfBitmap

    def words(self) -> tuple[Word, ...]:
        """The words in the order of the file; none of a page whose text cannot be had."""
        try:
            text = self._page.get_textpage()
        except pdfium.PdfiumError:
            return ()
        return tuple(islice(_words(text, self._page, self._bitmap), MOST_WORDS))


def rendered(content: bytes, number: int) -> Rendered:
    """The page as it looks, the first being 1; Refused.

    Filled-in form fields are drawn. No script runs: this PDFium is built without an engine.
    """
    pdf = _opened(content)
    if not 1 <= number <= len(pdf):
        raise Refused(Refusal.ABSENT)
    try:
        if pdf.get_formtype() != raw.FORMTYPE_NONE:
            pdf.init_forms()
        page = pdf[number - 1]
        bitmap = page.render(scale=_scale(*page.get_size()), limit_image_cache=True)
    except pdfium.PdfiumError as damage:
        raise Refused(Refusal.DAMAGED) from damage
    return Rendered(bitmap.to_pil().convert("RGB"), len(pdf), page, bitmap)


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        why = Refusal.LOCKED if error.err_code in _LOCKED else Refusal.DAMAGED
        raise Refused(why) from error


def _scale(width: float, height: float) -> float:
    """Pixels a point, so that the longest side has as many as it may; Refused without a size."""
    longest = max(width, height)
    if not (min(width, height) > 0 and longest < float("inf")):
        raise Refused(Refusal.DAMAGED)
    return min(MOST_SCALE, LONGEST_SIDE / longest)


def _words(
    text: pdfium.PdfTextPage, page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap
) -> Iterator[Word]:
    place = bitmap.get_posconv(page)
    signs = range(min(text.count_chars(), MOST_SIGNS))
    for spaced, run in groupby(signs, key=lambda at: _is_space(text, at)):
        word = None if spaced else _word(text, tuple(run)[:LONGEST_WORD], place)
        if word and 0 <= word.box.x < bitmap.width and 0 <= word.box.y < bitmap.height:
            yield word


def _is_space(text: pdfium.PdfTextPage, at: int) -> bool:
    code = raw.FPDFText_GetUnicode(text, at)
    return not code or code in _SURROGATES or chr(code).isspace()


def _word(text: pdfium.PdfTextPage, run: tuple[int, ...], place: pdfium.PdfPosConv) -> Word | None:
    corners = [_corners(text, at, place) for at in run]
    left, top = min(one[0] for one in corners), min(one[1] for one in corners)
    right, bottom = max(one[2] for one in corners), max(one[3] for one in corners)
    spelt = printable("".join(chr(raw.FPDFText_GetUnicode(text, at)) for at in run)).strip()
    if not spelt or right <= left or bottom <= top:
        return None
    return Word(spelt, Box(left, top, right - left, bottom - top))


def _corners(text: pdfium.PdfTextPage, at: int, place: pdfium.PdfPosConv) -> Corners:
    """Left, top, right and bottom of a sign on the picture, whichever way the page is turned."""
    left, bottom, right, top = text.get_charbox(at)
    (x1, y1), (x2, y2) = place.to_bitmap(left, top), place.to_bitmap(right, bottom)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
