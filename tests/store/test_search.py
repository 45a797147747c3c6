"""Cases are found by what people remember of them, and nothing is found by restricted words."""

import pytest
from sqlalchemy import Engine

from makegood.store.claims import ClaimRecords
from makegood.store.crises import CrisisRecords
from makegood.store.search import MOST, Finder, Found
from tests.store.builders import a_claim, a_record, a_row
from tests.store.crisis_builders import a_crisis_record, a_crisis_row


@pytest.fixture
def finder(engine: Engine) -> Finder:
    """Two claims and two crises to look among."""
    claims, crises = ClaimRecords(engine), CrisisRecords(engine)
    claims.open_claim(a_claim("C-1", parcels=("GHN 001",)), "hash-1")
    claims.record(a_record(a_row("C-1")))
    claims.record(a_record(a_row("C-2", merchant_id="shop-of-hung")))
    crises.record(a_crisis_record(a_crisis_row("K-1")))
    crises.record(a_crisis_record(a_crisis_row("K-2", headline="", restricted=True)))
    return Finder(engine)


def ids(found: Found) -> set[str]:
    """All that was found, by id."""
    return {one.claim_id for one in found.claims} | {one.case_id for one in found.crises}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("c-1", {"C-1"}),
        ("C-", {"C-1", "C-2"}),
        ("Shop-of-HUNG", {"C-2"}),
        ("ghn-001", {"C-1"}),
        ("thrown PARCELS", {"K-1"}),
        ("k-2", {"K-2"}),
        ("  C-2 ", {"C-2"}),
        ("%", set()),
        ("__", set()),
        ("x", set()),
        ("nothing like it", set()),
    ],
)
def test_a_case_is_found_by_what_is_remembered_of_it(
    finder: Finder, words: str, found: set[str]
) -> None:
    assert ids(finder.find(words)) == found


def test_whoever_may_see_one_kind_finds_that_kind_alone(finder: Finder) -> None:
    assert finder.find("k-1", crises=False).nothing
    assert finder.find("c-1", claims=False).nothing


def test_a_long_list_says_that_there_is_more(finder: Finder, engine: Engine) -> None:
    records = ClaimRecords(engine)
    for number in range(MOST):
        records.record(a_record(a_row(f"C-9{number}")))

    found = finder.find("C-")

    assert len(found.claims) == MOST
    assert found.more
