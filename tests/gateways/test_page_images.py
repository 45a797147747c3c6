"""Pictures of pages: true to the page, with its words in place, and unharmed by hostile files."""

import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from fpdf import FPDF
from PIL import Image
from pypdfium2 import PDFIUM_INFO

from makegood.gateways.documents import DocumentMissing, DocumentStore
from makegood.gateways.page_images import NoPicture, PageImages, PagePicture
from makegood.gateways.page_marks import places
from makegood.gateways.reading.limits import ReadingLimits
from makegood.gateways.reading.page_made import LONGEST_SIDE, PICTURE_BYTES, Refusal, Source
from tests.papers import hostile

LIMIT = 1 << 32
MEBIBYTE = 1 << 20
INK = 128


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(str(tmp_path))


def pictured(
    store: DocumentStore, content: bytes, page: int = 1, limits: ReadingLimits | None = None
) -> PagePicture:
    """The page of a document that was just handed in."""
    sha256 = store.put(io.BytesIO(content), LIMIT).sha256
    return PageImages(store, limits).picture(sha256, page)


def refused(store: DocumentStore, content: bytes, page: int = 1) -> Refusal:
    """Why the page is not shown."""
    with pytest.raises(NoPicture) as caught:
        pictured(store, content, page)
    return caught.value.why


def shown(picture: PagePicture) -> Image.Image:
    """What somebody sees, in grey."""
    return Image.open(io.BytesIO(picture.content)).convert("L")


def is_inked(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether something dark is drawn in a part of it."""
    return picture.crop(box).getextrema()[0] < INK  # type: ignore[operator]


def a_drawing() -> bytes:
    """A page with a black square at the upper left, and no text."""
    pdf = FPDF(unit="pt", format=(200, 400))
    pdf.add_page()
    pdf.set_fill_color(0, 0, 0)
    pdf.rect(10, 10, 50, 50, style="F")
    return bytes(pdf.output())


def noise_on_a_page() -> bytes:
    """A scan of nothing but noise: as dear to pack as a picture can be."""
    pdf = FPDF(unit="pt", format=(1000, 1400))
    pdf.add_page()
    noise = Image.merge("RGB", [Image.effect_noise((1000, 1400), 120) for _ in "rgb"])
    pdf.image(noise, x=0, y=0, w=1000, h=1400)
    return bytes(pdf.output())


def test_a_page_is_shown_as_it_looks_and_not_only_its_text(store: DocumentStore) -> None:
    picture = pictured(store, a_drawing())

    assert (picture.head.source, picture.why) == (Source.PAGE, None)
    assert picture.head.height == LONGEST_SIDE
    assert shown(picture).size == (picture.head.width, picture.head.height)
    assert is_inked(shown(picture), (40, 40, 200, 200))
    assert not is_inked(shown(picture), (300, 300, 700, 1400))


def test_words_are_placed_where_they_are_drawn(store: DocumentStore) -> None:
    picture = pictured(store, hostile.honest_pdf("Invoice no. INV-7", "Total: 1,250,000 VND"))
    sheet = shown(picture)

    assert [word.text for word in picture.words][:3] == ["Invoice", "no.", "INV-7"]
    for word in picture.words:
        assert is_inked(sheet, (word.box.x, word.box.y, word.box.right, word.box.bottom))
    [box] = places(picture.words, "Total: 1,250,000 VND")
    assert is_inked(sheet, (box.x, box.y, box.right, box.bottom))


def test_what_was_filled_into_a_form_is_shown(store: DocumentStore) -> None:
    filled, empty = (pictured(store, hostile.filled_form(value)) for value in ("INV-7", ""))

    assert is_inked(shown(filled), (0, 0, *shown(filled).size))
    assert not is_inked(shown(empty), (0, 0, *shown(empty).size))


@pytest.mark.parametrize("turned", [0, 90, 180, 270, -90, 45, 1_000_000])
def test_words_are_placed_right_however_the_page_is_turned(
    store: DocumentStore, turned: int
) -> None:
    picture = pictured(store, hostile.sized("0 0 200 100", turned=turned))

    [word] = picture.words
    sheet, box = shown(picture), word.box
    assert word.text == "INV-7"
    assert is_inked(sheet, (box.x, box.y, box.right, box.bottom))
    sheet.paste(255, (box.x - 2, box.y - 2, box.right + 2, box.bottom + 2))
    assert not is_inked(sheet, (0, 0, *sheet.size))


@pytest.mark.parametrize(
    "box",
    [
        *("0 0 0 0", "0 0 20000000 20000000", "0 0 1 200000", "200 100 0 0"),
        *("0 0 1e400 10", "-100000 -100000 -99000 -99000", "0 0 0.001 0.001"),
    ],
)
def test_a_page_of_an_odd_size_does_no_harm(store: DocumentStore, box: str) -> None:
    try:
        head = pictured(store, hostile.sized(box)).head
    except NoPicture:
        return
    assert 1 <= min(head.width, head.height) <= max(head.width, head.height) <= LONGEST_SIDE


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: hostile.encrypted("secret"), Refusal.LOCKED),
        (hostile.sealed_for_certificates, Refusal.LOCKED),
        (hostile.page_tree_loop, Refusal.DAMAGED),
        (hostile.nested_for_ever, Refusal.DAMAGED),
        (lambda: hostile.with_pages(0), Refusal.DAMAGED),
        (lambda: hostile.honest_pdf()[:300], Refusal.DAMAGED),
        (hostile.jpeg_and_pdf, Refusal.DAMAGED),
        (lambda: b"<html><script>alert(1)</script>", Refusal.DAMAGED),
        (lambda: b"", Refusal.DAMAGED),
        (hostile.pixel_bomb, Refusal.TOO_LARGE),
        (lambda: hostile.pixel_bomb(100, 100), Refusal.DAMAGED),
        (lambda: bytes(15_000_001), Refusal.TOO_LARGE),
    ],
)
def test_a_page_that_cannot_be_shown_says_why(
    store: DocumentStore, make: Callable[[], bytes], why: Refusal
) -> None:
    assert refused(store, make()) is why


@pytest.mark.parametrize("make", [hostile.honest_pdf, hostile.honest_jpeg])
@pytest.mark.parametrize("page", [0, 2, 60])
def test_a_page_that_is_not_there_is_not_shown(
    store: DocumentStore, make: Callable[[], bytes], page: int
) -> None:
    assert refused(store, make(), page) is Refusal.ABSENT


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_sealed_invoice_that_opens_for_everybody_is_shown(
    store: DocumentStore, algorithm: str
) -> None:
    assert pictured(store, hostile.encrypted("", algorithm)).head.source is Source.PAGE


def test_one_page_of_a_thousand_is_shown(store: DocumentStore) -> None:
    assert pictured(store, hostile.with_pages(1000), 60).head.pages == 1000


@pytest.mark.parametrize("make", [hostile.stream_bomb, hostile.image_bomb])
def test_a_bomb_costs_this_process_nothing(store: DocumentStore, make: Callable[[], bytes]) -> None:
    content = make()
    before = psutil.Process(os.getpid()).memory_info().rss

    with suppress(NoPicture):
        pictured(store, content)

    assert psutil.Process(os.getpid()).memory_info().rss - before < 20 * MEBIBYTE


def test_a_page_that_takes_too_long_is_drawn_from_its_text_and_says_so(
    store: DocumentStore,
) -> None:
    limits = replace(ReadingLimits(), seconds=3)

    picture = pictured(store, hostile.stamp_in_stamps(), limits=limits)

    assert picture.head.source is Source.TEXT
    assert picture.why in {Refusal.SLOW, Refusal.BROKE_OFF}
    assert not picture.is_true
    assert is_inked(shown(picture), (0, 0, *shown(picture).size))


def test_a_page_that_needs_more_memory_than_allowed_does_not_pass_for_the_page(
    store: DocumentStore,
) -> None:
    limits = replace(ReadingLimits(), memory_bytes=128 * MEBIBYTE)

    with pytest.raises(NoPicture) as caught:
        pictured(store, hostile.large_png(4_000), limits=limits)

    assert caught.value.why is Refusal.BROKE_OFF


def test_words_that_kill_the_child_cost_only_the_words(store: DocumentStore) -> None:
    picture = pictured(store, hostile.page_of_digits(kilobytes=8_000))

    assert picture.is_true
    assert picture.words == ()


def test_a_page_of_noise_is_packed_small_enough(store: DocumentStore) -> None:
    picture = pictured(store, noise_on_a_page())

    assert picture.head.source is Source.PAGE
    assert len(picture.content) <= PICTURE_BYTES


def test_a_photo_is_shown_upright_and_without_its_hidden_data(store: DocumentStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "the number of a telephone"
    target = io.BytesIO()
    Image.linear_gradient("L").resize((400, 200)).save(target, "JPEG", exif=exif)

    picture = pictured(store, target.getvalue())

    assert (picture.head.source, picture.head.media_type) == (Source.PHOTO, "image/jpeg")
    assert shown(picture).size == (200, 400)
    assert b"telephone" not in picture.content


def test_a_document_that_was_never_handed_in_has_no_picture(store: DocumentStore) -> None:
    with pytest.raises(DocumentMissing):
        PageImages(store).picture("ab" * 32, 1)


@pytest.mark.parametrize(
    "told",
    [
        *("", "ready", "ready\n", "ready\nnonsense\n"),
        'ready\n{"media_type":"text/html","width":9,"height":9,"length":6}\n<html>',
        'ready\n{"media_type":"image/webp","width":9,"height":9,"length":6}\n<html>',
        'ready\n{"media_type":"image/webp","width":9,"height":9,"length":99}\nRIFF',
        'ready\n{"media_type":"image/webp","width":0,"height":9,"length":4}\nRIFF',
    ],
)
def test_a_child_that_lies_is_not_believed(store: DocumentStore, told: str) -> None:
    liar = (sys.executable, "-c", f"import sys; sys.stdout.write({told!r})")
    sha256 = store.put(io.BytesIO(hostile.honest_pdf()), LIMIT).sha256

    with pytest.raises(NoPicture) as caught:
        PageImages(store, program=liar).picture(sha256, 1)

    assert caught.value.why is Refusal.BROKE_OFF


def test_the_pdfium_that_is_pinned_has_no_engine_for_scripts() -> None:
    assert not {"V8", "XFA"} & set(PDFIUM_INFO.flags)
