"""The sample papers say what they were made from, to the reader that real papers go through."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from makegood.gateways.documents import DocumentStore
from makegood.gateways.reader import DocumentReader
from makegood.rules.claim import HeldDocument
from makegood.rules.evidence import ClaimFacts, DocumentKind, DocumentReading, Verdict, worst
from makegood.rules.evidence_checks import cross_check
from makegood.rules.evidence_images import Likeness, likeness, near_duplicate
from makegood.rules.evidence_value import proven_by_parcel
from makegood.rules.money import Money
from starters.papers import (
    ClaimForm,
    Goods,
    Invoice,
    Listing,
    Paper,
    Statement,
    bank_credit_line,
    claim_form,
    cod_report,
    fee_invoice,
    inspection_minutes,
    invoice,
    non_receipt_statement,
    payee_confirmation,
    police_report,
    repair_estimate,
    scanned,
    stock_count,
    tracking_history,
    waybill,
)
from starters.photos import Shot, photo

FIRST, SECOND = "SPXVN000000001", "SPXVN000000002"
MERCHANT = "Lotus Ceramics Co., Ltd"


def vnd(amount: int) -> Money:
    return Money(Decimal(amount), "VND")


TEAPOTS = Invoice(
    number="INV-2026-0042",
    issued_on=date(2026, 1, 5),
    seller=MERCHANT,
    buyer="Saigon Homeware JSC",
    goods=(
        Goods("Ceramic teapot", 2, vnd(500_000), FIRST),
        Goods("Ceramic teapot with a description that wraps over lines", 1, vnd(250_000), SECOND),
    ),
    tax_percent=10,
)
FORM = ClaimForm(
    claimant=MERCHANT,
    claimed=vnd(1_375_000),
    tracking_numbers=(FIRST, SECOND),
    statement="Two parcels handed over on 6 January 2026 never arrived.",
    signed_on=date(2026, 1, 20),
    invoice_number="INV-2026-0042",
)
STATEMENT = Statement("Sao Mai Express", "As stated above.", date(2026, 1, 8), (FIRST,))
LISTING = Listing(
    "Sao Mai Express",
    date(2026, 1, 8),
    ("Tracking no.", "Collected", "Remitted"),
    ((FIRST, "500,000 VND", "400,000 VND"),),
    vnd(400_000),
)
FACTS = ClaimFacts(
    kind="lost",
    received_on=date(2026, 1, 20),
    claimed=vnd(1_375_000),
    tracking_numbers=(FIRST, SECOND),
    incident_on=date(2026, 1, 8),
    shipped_on=date(2026, 1, 6),
)
EVERY_PAPER = (
    invoice(TEAPOTS),
    fee_invoice(TEAPOTS),
    claim_form(FORM),
    waybill(STATEMENT),
    inspection_minutes(STATEMENT),
    non_receipt_statement(STATEMENT),
    police_report(STATEMENT),
    payee_confirmation(STATEMENT),
    repair_estimate(STATEMENT),
    tracking_history(LISTING),
    cod_report(LISTING),
    bank_credit_line(LISTING),
    stock_count(LISTING),
    photo(DocumentKind.PACKING_PHOTO, Shot(FIRST, date(2026, 1, 6))),
    photo(DocumentKind.DAMAGE_PHOTO, Shot(FIRST, date(2026, 1, 8), damaged=True)),
    photo(DocumentKind.LABEL_PHOTO, Shot(FIRST, date(2026, 1, 8))),
)


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(str(tmp_path))


def read(store: DocumentStore, papers: Sequence[Paper]) -> tuple[DocumentReading, ...]:
    held = [
        HeldDocument(each.kind, store.put(io.BytesIO(each.content), 10_000_000).sha256, each.name)
        for each in papers
    ]
    return DocumentReader(store).read_held(held)


def photos(count: int) -> list[Paper]:
    numbers = (f"SPXVN{number:09d}" for number in range(count))
    return [photo(DocumentKind.DAMAGE_PHOTO, Shot(each, None, damaged=True)) for each in numbers]


def test_there_is_a_sample_of_every_kind_of_document() -> None:
    assert {paper.kind for paper in EVERY_PAPER} == set(DocumentKind) - {DocumentKind.OTHER}


def test_every_sample_is_sound_and_dated(store: DocumentStore) -> None:
    readings = read(store, EVERY_PAPER)

    assert {reading.kind: worst(reading.checks) for reading in readings} == {
        paper.kind: Verdict.PASS for paper in EVERY_PAPER
    }
    assert [each.kind for each in readings if not each.dated_on and not each.taken_on] == []


def test_the_same_facts_make_the_same_bytes() -> None:
    again = (invoice(TEAPOTS), cod_report(LISTING), photo(EVERY_PAPER[-1].kind, Shot(FIRST, None)))

    assert again[0] == EVERY_PAPER[0]
    assert again[1] in EVERY_PAPER
    assert again[2] == photo(EVERY_PAPER[-1].kind, Shot(FIRST, None))


def test_an_honest_claim_passes_every_check(store: DocumentStore) -> None:
    readings = read(store, (invoice(TEAPOTS), claim_form(FORM), waybill(STATEMENT)))

    checks = cross_check(readings, FACTS)

    assert [check for check in checks if check.verdict is not Verdict.PASS] == []
    assert proven_by_parcel(readings, FACTS) == ((FIRST, vnd(1_000_000)), (SECOND, vnd(250_000)))


def test_an_invoice_with_a_false_total_is_found_out(store: DocumentStore) -> None:
    false = invoice(replace(TEAPOTS, printed_total=vnd(9_375_000)))

    checks = cross_check(read(store, (false,)), FACTS)

    failing = [check for check in checks if check.verdict is Verdict.FAIL]
    assert [check.name for check in failing] == ["lines_sum_to_total"]
    assert failing[0].snippet == "Total amount: 9,375,000 VND"


def test_a_scanned_invoice_is_for_a_person_to_read(store: DocumentStore) -> None:
    picture = photo(DocumentKind.LABEL_PHOTO, Shot(FIRST, None)).content
    (reading,) = read(store, (scanned(invoice(TEAPOTS), picture),))

    assert worst(reading.checks) is Verdict.UNKNOWN
    assert {check.verdict for check in cross_check((reading,), FACTS)} == {Verdict.UNKNOWN}


def test_photos_of_different_parcels_are_not_taken_for_each_other(store: DocumentStore) -> None:
    hashes = [reading.image_hashes for reading in read(store, photos(12))]

    strengths = {likeness(near_duplicate(one, other)) for one, other in combinations(hashes, 2)}

    assert strengths == {Likeness.NONE}


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_photo_saved_again_smaller_and_turned_is_flagged(
    store: DocumentStore, angle: int
) -> None:
    (paper,) = photos(1)
    with Image.open(io.BytesIO(paper.content)) as picture:
        copy = picture.resize((640, 480)).rotate(angle, expand=True)
    target = io.BytesIO()
    copy.save(target, "JPEG", quality=40)

    original, turned = read(store, (paper, replace(paper, content=target.getvalue())))

    assert original.sha256 != turned.sha256
    distance = near_duplicate(original.image_hashes, turned.image_hashes)
    assert likeness(distance) is Likeness.FLAG


def test_a_camera_that_lay_on_its_side_makes_no_other_photo(store: DocumentStore) -> None:
    (paper,) = photos(1)
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    with Image.open(io.BytesIO(paper.content)) as picture:
        picture.rotate(90, expand=True).save(target, "JPEG", exif=exif)

    original, aside = read(store, (paper, replace(paper, content=target.getvalue())))

    assert near_duplicate(original.image_hashes[:1], aside.image_hashes[:1]) in range(4)
