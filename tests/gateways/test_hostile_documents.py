"""Hostile documents: each gets a clear verdict, and none costs the worker more than it may."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from makegood.gateways.documents import DocumentStore
from makegood.gateways.reader import DocumentReader
from makegood.gateways.reading.limits import ReadingLimits
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import DocumentReading, Verdict
from tests.papers import hostile

LIMIT = 1 << 32
MEBIBYTE = 1 << 20


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(str(tmp_path))


def hand_in(store: DocumentStore, content: bytes, name: str = "invoice.pdf") -> HeldDocument:
    return HeldDocument("invoice", store.put(io.BytesIO(content), LIMIT).sha256, name)


def read(store: DocumentStore, content: bytes, name: str = "invoice.pdf") -> DocumentReading:
    return DocumentReader(store).read_held((hand_in(store, content, name),))[0]


def verdicts(reading: DocumentReading) -> dict[str, Verdict]:
    return {check.name: check.verdict for check in reading.checks}


def detail(reading: DocumentReading, name: str) -> str:
    return next(check.detail for check in reading.checks if check.name == name)


@pytest.mark.parametrize(
    ("make", "check", "says"),
    [
        (hostile.stream_bomb, "bomb", "swells"),
        (hostile.page_tree_loop, "readable", "cyclic"),
        (hostile.xref_loop, "pages", "no pages"),
        (hostile.nested_for_ever, "readable", "damaged"),
        (lambda: hostile.encrypted("secret"), "encryption", "password"),
        (hostile.with_script, "active_content", "a script"),
        (hostile.with_attachment, "active_content", "a file inside the file"),
        (hostile.with_launch, "active_content", "/Launch"),
        (lambda: hostile.with_pages(0), "pages", "no pages"),
        (lambda: hostile.with_pages(61), "pages", "more than 60"),
        (lambda: hostile.with_pages(1), "blank", "nothing is on its pages"),
        (lambda: hostile.honest_pdf()[:700], "readable", "damaged"),
        (hostile.gif_and_pdf, "type_by_content", "image/gif"),
        (hostile.jpeg_and_pdf, "type_by_content", "image/jpeg and a PDF at once"),
        (hostile.pdf_and_zip, "type_by_content", "an archive"),
        (lambda: b"\n" + hostile.honest_pdf(), "type_by_content", "accepted"),
        (lambda: b"\xef\xbb\xbf" + hostile.honest_pdf(), "type_by_content", "before it"),
        (lambda: hostile.honest_pdf() + b"MZ <script>", "type_by_content", "after its end"),
        (lambda: b"<html><script>alert(1)</script>", "type_by_content", "no known type"),
        (lambda: b"", "size", "empty"),
    ],
)
def test_a_hostile_file_fails_by_name_and_says_why(
    store: DocumentStore, make: Callable[[], bytes], check: str, says: str
) -> None:
    reading = read(store, make())

    assert verdicts(reading)[check] is Verdict.FAIL
    assert says in detail(reading, check)


@pytest.mark.parametrize(
    ("make", "check", "says"),
    [
        (hostile.pixel_bomb, "bomb", "50000000 pixels"),
        (lambda: hostile.pixel_bomb(9000, 9000), "bomb", "50000000 pixels"),
        (hostile.flat_png, "blank", "one shade"),
        (lambda: hostile.pixel_bomb(100, 100), "readable", "damaged"),
    ],
)
def test_a_hostile_picture_fails_by_name_and_says_why(
    store: DocumentStore, make: Callable[[], bytes], check: str, says: str
) -> None:
    reading = read(store, make(), "photo.png")

    assert verdicts(reading)[check] is Verdict.FAIL
    assert says in detail(reading, check)


def test_an_ending_that_belies_the_content_fails_and_the_content_is_read_all_the_same(
    store: DocumentStore,
) -> None:
    reading = read(store, hostile.honest_pdf("Invoice no. INV-7"), "photo.jpg")

    assert verdicts(reading)["extension"] is Verdict.FAIL
    assert [number.value for number in reading.invoice_numbers] == ["INV-7"]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_sealed_invoice_that_opens_for_everybody_is_read(
    store: DocumentStore, algorithm: str
) -> None:
    reading = read(store, hostile.encrypted("", algorithm))

    assert verdicts(reading)["encryption"] is Verdict.PASS
    assert [number.value for number in reading.invoice_numbers] == ["INV-7"]


def test_a_seal_that_cannot_be_opened_here_is_left_to_a_person(store: DocumentStore) -> None:
    reading = read(store, hostile.sealed_for_certificates())

    assert verdicts(reading)["encryption"] is Verdict.UNKNOWN
    assert Verdict.FAIL not in verdicts(reading).values()


def test_a_name_without_an_ending_says_nothing(store: DocumentStore) -> None:
    reading = read(store, hostile.honest_pdf(), "invoice")

    assert verdicts(reading)["extension"] is Verdict.UNKNOWN


def test_a_name_that_climbs_out_of_its_folder_is_only_a_name(store: DocumentStore) -> None:
    reading = read(store, hostile.honest_pdf(), "../../../etc/pass\x00wd\udcff.pdf")

    assert reading.name == "passwd.pdf"
    assert verdicts(reading)["readable"] is Verdict.PASS


def test_two_gigabytes_that_lie_in_the_store_are_refused_unread(
    store: DocumentStore, tmp_path: Path
) -> None:
    digest = "ab" * 32
    (tmp_path / "ab").mkdir()
    with (tmp_path / "ab" / digest).open("wb") as sparse:
        sparse.truncate(2_000_000_000)

    reading = DocumentReader(store).read(digest, "invoice", "invoice.pdf")

    assert verdicts(reading) == {"size": Verdict.FAIL}
    assert reading.size == 2_000_000_000


def test_a_document_that_takes_too_long_fails_as_a_bomb(store: DocumentStore) -> None:
    slow = hand_in(store, hostile.page_of_digits(kilobytes=8_000))
    reader = DocumentReader(store, replace(ReadingLimits(), seconds=1))

    (reading,) = reader.read_held((slow,))

    assert verdicts(reading) == {"bomb": Verdict.FAIL}
    assert detail(reading, "bomb") == "reading it took more than 1 seconds"


def test_a_picture_that_needs_more_memory_than_allowed_fails_as_a_bomb(
    store: DocumentStore,
) -> None:
    large = hand_in(store, hostile.large_png(4_000), "photo.png")
    reader = DocumentReader(store, replace(ReadingLimits(), memory_bytes=128 * MEBIBYTE))

    (reading,) = reader.read_held((large,))

    assert verdicts(reading)["bomb"] is Verdict.FAIL


def test_a_bomb_does_not_spoil_the_documents_around_it(store: DocumentStore) -> None:
    honest = [hand_in(store, hostile.honest_pdf(f"Invoice no. INV-{n}")) for n in range(3)]
    slow = hand_in(store, hostile.page_of_digits(kilobytes=8_000))
    empty = hand_in(store, b"")
    handed = (honest[0], slow, honest[1], empty, honest[2])

    readings = DocumentReader(store, replace(ReadingLimits(), seconds=2)).read_held(handed)

    assert [reading.sha256 for reading in readings] == [held.sha256 for held in handed]
    numbers = [[number.value for number in reading.invoice_numbers] for reading in readings]
    assert numbers == [["INV-0"], [], ["INV-1"], [], ["INV-2"]]


def test_bombs_leave_the_workers_own_memory_as_it_was(store: DocumentStore) -> None:
    bombs = (
        hand_in(store, hostile.stream_bomb()),
        hand_in(store, hostile.pixel_bomb(), "photo.png"),
        hand_in(store, hostile.nested_for_ever()),
    )
    reader = DocumentReader(store)
    reader.read_held(bombs)
    before = psutil.Process(os.getpid()).memory_info().rss

    for _ in range(3):
        reader.read_held(bombs)

    assert psutil.Process(os.getpid()).memory_info().rss - before < 20 * MEBIBYTE


def test_more_findings_than_can_be_kept_are_left_to_a_person(store: DocumentStore) -> None:
    rows = [f"SPXVN{n:09d} Teapot 1 1,000 1,000 VND" for n in range(100)]
    crowded = hand_in(store, hostile.honest_pdf(*rows))
    reader = DocumentReader(store, replace(ReadingLimits(), output_bytes=4096))

    (reading,) = reader.read_held((crowded,))

    assert reading.checks[-1].verdict is Verdict.UNKNOWN
    assert reading.checks[-1].detail == "more was found in it than can be kept"
    assert reading.line_items == ()
