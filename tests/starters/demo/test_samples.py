"""The sample claims themselves: whole, dated as told, and with an end that is compared."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from makegood.gateways.documents import DocumentStore
from makegood.rules.casefile import Outcome
from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money
from starters.samples.all import SAMPLES, samples
from starters.samples.dossier import keep, references
from starters.samples.merchants import LOTUS
from starters.samples.sample import Sample, differences
from tests.starters.demo.stand_ins import OWED, TODAY, WITHIN, a_result

PROMISED = {
    "above-authority", "above-cap", "cod-mismatch", "counter-offer", "duplicate", "escalated",
    "found-after-payment", "goodwill", "offer-expired", "papers-never", "papers-supplied",
    "rejected-by-legal", "result-unknown", "returned-by-bank", "sent-back", "within-contract",
    "withdrawn",
}  # fmt: skip


@cache
def found() -> tuple[Sample, ...]:
    """All samples, filed on one day."""
    return samples(TODAY)


def test_there_is_one_sample_of_each_that_matters() -> None:
    assert {sample.claim_id for sample in found()} == PROMISED
    assert len(found()) == len(PROMISED)


def test_every_document_of_a_claim_is_among_its_papers() -> None:
    for sample in found():
        held = {hashlib.sha256(paper.content).hexdigest() for paper in sample.papers}

        assert {document.sha256 for document in sample.filing.documents} <= held, sample.claim_id


def test_only_the_duplicate_shares_a_paper_with_another_claim() -> None:
    seen: dict[str, str] = {}
    shared = set()
    for sample in found():
        for paper in references(sample.papers):
            if seen.setdefault(paper.sha256, sample.claim_id) != sample.claim_id:
                shared.add(sample.claim_id)

    assert shared == {"duplicate"}


@pytest.mark.parametrize("make", SAMPLES[:3])
def test_the_same_day_makes_the_same_claim(make: Callable[[date], Sample]) -> None:
    assert make(TODAY).filing == make(TODAY).filing
    assert make(TODAY).filing != make(TODAY + timedelta(days=1)).filing


def test_a_claim_asks_for_what_its_parcels_are_worth() -> None:
    warehouse = next(sample.filing for sample in found() if sample.claim_id == "above-authority")
    owed = next(sample.filing for sample in found() if sample.claim_id == "cod-mismatch")

    assert warehouse.claimed == LOTUS.money(64_000_000)
    assert [parcel.declared_value for parcel in warehouse.parcels] == [
        LOTUS.money(34_000_000),
        LOTUS.money(30_000_000),
    ]
    assert owed.kind is ClaimKind.COD_MISMATCH
    assert owed.claimed == LOTUS.money(600_000)


def test_papers_are_put_into_the_store_as_the_claim_names_them(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path.as_uri())

    keep(WITHIN.papers, store)
    keep(WITHIN.papers, store)

    assert all(store.exists(document.sha256) for document in WITHIN.filing.documents)


def test_a_sample_that_ends_as_expected_has_no_difference() -> None:
    assert differences(WITHIN, a_result()) == ()


@pytest.mark.parametrize(
    ("outcome", "paid", "sign_offs", "said"),
    [
        (Outcome.DENIED, OWED, 3, "outcome is denied, not paid"),
        (Outcome.PAID, LOTUS.money(1), 3, "paid is 1 VND, not 1,250,000 VND"),
        (Outcome.PAID, LOTUS.money(0), 3, "paid is nothing, not 1,250,000 VND"),
        (Outcome.PAID, OWED, 2, "sign-offs is 2, not 3"),
    ],
)
def test_each_difference_is_told(outcome: Outcome, paid: Money, sign_offs: int, said: str) -> None:
    assert differences(WITHIN, a_result(outcome, paid, sign_offs)) == (said,)
