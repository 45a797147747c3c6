"""PDF files: opened with every bound set, checked, and their text taken page by page."""

import io
from itertools import islice

import pypdf
from pypdf.errors import DependencyError, LimitReachedError

from makegood.gateways.reading.active import active_content
from makegood.gateways.reading.contents import Contents, failed, passed, unknown
from makegood.gateways.reading.limits import ReadingLimits
from makegood.rules.evidence import Check


def read_pdf(content: bytes, limits: ReadingLimits) -> Contents:
    """Open, check and read one PDF; what is hostile or damaged becomes a check, not an error."""
    pypdf.overwrite_configuration(
        zlib_maximum_output_length=limits.stream_bytes,
        lzw_maximum_output_length=limits.stream_bytes,
        run_length_maximum_output_length=limits.stream_bytes,
        array_based_stream_maximum_output_length=limits.stream_bytes,
        jbig2dec_binary=None,
    )
    try:
        return _read(pypdf.PdfReader(io.BytesIO(content)), limits)
    except (LimitReachedError, MemoryError, RecursionError) as bomb:
        return Contents((failed("bomb", f"it swells or runs in circles: {bomb}"[:200]),))
    except (DependencyError, NotImplementedError):
        seal = "it is sealed in a way that cannot be opened here: a person must look"
        return Contents((unknown("encryption", seal),))
    except Exception as damage:  # noqa: BLE001  pypdf raises whatever a damaged file leads it to
        return Contents((failed("readable", f"the file is damaged: {damage}"[:200]),))


def _read(reader: pypdf.PdfReader, limits: ReadingLimits) -> Contents:
    if reader.is_encrypted and not _opens_without_password(reader):
        return Contents((failed("encryption", "it needs a password: send a copy without one"),))
    pages = list(islice(reader.pages, limits.pages + 1))
    opened = (passed("encryption", "it opens without a password"), _page_count(len(pages), limits))
    if not 0 < len(pages) <= limits.pages:
        return Contents((*opened, unknown("readable", "the pages were not read")))
    for page in pages:
        _unpack(page)
    texts = tuple(_text_of(page) for page in pages)
    checks = (*opened, active_content(reader), *_legible(pages, texts))
    return Contents((*checks, passed("bomb", "it unpacks within bounds")), len(pages), texts)


def _opens_without_password(reader: pypdf.PdfReader) -> bool:
    """Many electronic invoices are sealed by their issuer yet open for everybody."""
    return bool(reader.decrypt(""))


def _page_count(count: int, limits: ReadingLimits) -> Check:
    if count == 0:
        return failed("pages", "it has no pages")
    if count > limits.pages:
        return failed("pages", f"it has more than {limits.pages} pages")
    return passed("pages", f"{count} page(s)")


def _unpack(page: pypdf.PageObject) -> None:
    """Raise LimitReachedError for a bomb: taking the text would swallow it and answer nothing."""
    contents = page.get_contents()
    if contents is not None:
        contents.get_data()


def _text_of(page: pypdf.PageObject) -> str:
    """The page as laid out, so that a row of a table is a line; else in the order of the file."""
    laid_out = page.extract_text(extraction_mode="layout", layout_mode_strip_rotated=False)
    return laid_out if laid_out.strip() else page.extract_text()


def _legible(pages: list[pypdf.PageObject], texts: tuple[str, ...]) -> tuple[Check, Check]:
    if any(text.strip() for text in texts):
        return passed("blank", "it has text"), passed("readable", "its text was read")
    if any(_is_painted(page) for page in pages):
        scanned = unknown(
            "readable", "it has pictures or drawings but no text: a person must read it"
        )
        return passed("blank", "something is on its pages"), scanned
    return failed("blank", "nothing is on its pages"), unknown("readable", "there is no text")


def _is_painted(page: pypdf.PageObject) -> bool:
    """Whether a page draws an image, a form or a shape (ISO 32000-1, 8.2: painting operators)."""
    contents = page.get_contents()
    words = set(contents.get_data().split()) if contents is not None else set()
    return bool(words & {b"Do", b"f", b"F", b"f*", b"B", b"b", b"S", b"s", b"sh", b"BI"})
