"""A page of a PDF drawn from its text alone, for one that cannot be drawn as it is."""

import io
from functools import cache

import pypdf
from PIL import Image, ImageDraw, ImageFont
from pypdf import PageObject

from makegood.gateways.reading.page_made import LONGEST_SIDE, Refusal, Refused
from makegood.gateways.reading.printable import printable

LEAST_TYPE, MOST_TYPE = 7, 60
MOST_RUNS = 4000
"""Runs of text that are drawn of a page; more than a page of an invoice holds."""

Matrix = list[float]


def drawn_from_text(content: bytes, number: int) -> tuple[Image.Image, int]:
    """The page with each run of text where the page has it, of how many; Refused."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    if not 1 <= number <= len(pages):
        raise Refused(Refusal.ABSENT)
    page = pages[number - 1]
    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    if not (wide > 0 and high > 0):
        raise Refused(Refusal.DAMAGED)
    scale = LONGEST_SIDE / max(wide, high)
    sheet = Image.new("RGB", (max(1, int(wide * scale)), max(1, int(high * scale))), "white")
    pen = ImageDraw.Draw(sheet)
    for text, x, y, size in _runs(page)[:MOST_RUNS]:
        fits = max(LEAST_TYPE, min(MOST_TYPE, size * scale))
        place = (x * scale, sheet.height - y * scale - fits)
        pen.text(place, text, fill=(24, 28, 34), font=_font(round(fits)))
    return sheet, len(pages)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font with the letters of all our languages, where the machine has it."""
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


def _runs(page: PageObject) -> list[tuple[str, float, float, float]]:
    """The page's text, run by run, with place and size in points."""
    found: list[tuple[str, float, float, float]] = []

    def see(text: str, cm: Matrix, tm: Matrix, _: object, size: float) -> None:
        if text.strip():
            x, y = _placed(tm[4], tm[5], cm)
            found.append((printable(text.strip("\n")), x, y, abs(size * tm[3] * cm[3]) or size))

    page.extract_text(visitor_text=see)
    return found


def _placed(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
