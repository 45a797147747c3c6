"""`python -m benchmarks.page_pictures`: how long a picture of a page of a document takes."""

import argparse
import io
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import quantiles

from fpdf import FPDF
from PIL import Image

from makegood.gateways.documents import DocumentStore
from makegood.gateways.page_images import PageImages
from makegood.gateways.reading.limits import ReadingLimits
from makegood.rules.evidence import DocumentKind
from makegood.rules.money import Money
from starters.papers import Goods, Invoice, invoice
from starters.photos import Shot, photo

ROWS = 25
SCAN = (1654, 2339)
"""Pixels of an A4 page at 200 to the inch."""


def _invoice() -> bytes:
    price = Money(Decimal(500_000), "VND")
    goods = tuple(Goods("Teapot", 1, price, f"SPXVN{row:09d}") for row in range(ROWS))
    facts = Invoice("INV-1", date(2026, 1, 5), "Lotus Ceramics", "Saigon Homeware", goods)
    return invoice(facts).content


def _scan() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    noisy = Image.effect_noise(SCAN, 40).convert("RGB")
    pdf.image(noisy, x=0, y=0, w=210)
    return bytes(pdf.output())


def _photo() -> bytes:
    return photo(DocumentKind.DAMAGE_PHOTO, Shot("SPXVN000000001", None, damaged=True)).content


@dataclass(frozen=True)
class Took:
    """Milliseconds of a picture, half of them and 95 of 100, of CPU in the child; its kB."""

    half: float
    most: float
    cpu: float
    size: float


def measure(content: bytes, times: int) -> Took:
    """Make a picture of the first page so often."""
    with tempfile.TemporaryDirectory(prefix="makegood-") as folder:
        store = DocumentStore(folder)
        sha256 = store.put(io.BytesIO(content), ReadingLimits().file_bytes).sha256
        images, took, made = PageImages(store), [], 0
        before = _cpu()
        for _ in range(times):
            begun = time.perf_counter()
            made = len(images.picture(sha256, 1).content)
            took.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(took, n=20)
    return Took(cuts[9], cuts[18], (_cpu() - before) / times * 1000, made / 1000)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(times: int) -> Iterator[str]:
    """The figures in Markdown."""
    yield "| page | p50 ms | p95 ms | CPU ms | kB |"
    yield "|---|---:|---:|---:|---:|"
    pages = {"an invoice of 25 rows": _invoice(), "a scan in colour": _scan(), "a photo": _photo()}
    for name, content in pages.items():
        took = measure(content, times)
        yield f"| {name} | {took.half:.0f} | {took.most:.0f} | {took.cpu:.0f} | {took.size:.0f} |"


def main() -> None:
    """Make pictures of three kinds of pages, say how long they took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_pictures", description=__doc__)
    parser.add_argument("--times", type=int, default=30, help="pictures of each page")
    print("\n".join(table(parser.parse_args().times)))


if __name__ == "__main__":
    main()
