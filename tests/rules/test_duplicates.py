"""Claims that have something in common: merged when they are the same, flagged otherwise."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.rules.duplicates import Match, judge_duplicates
from tests.rules.claims import a_claim, a_parcel

SAME = Match("C-0", "parcel", "GHN1", "lost", open=True, merchant_id=a_claim().merchant_id)


@pytest.mark.parametrize("earlier", [SAME, replace(SAME, open=False, paid=True)])
def test_the_same_parcel_and_kind_in_an_open_or_paid_claim_is_the_same_claim(
    earlier: Match,
) -> None:
    verdict = judge_duplicates(a_claim(), (earlier,))
    assert verdict.merge_into == "C-0"
    assert verdict.flags == ()


@pytest.mark.parametrize(
    ("match", "flag"),
    [
        (replace(SAME, kind="damaged"), "parcel GHN1 also in claim C-0, damaged, open"),
        (replace(SAME, open=False), "parcel GHN1 also in claim C-0, lost, closed"),
        (
            replace(SAME, merchant_id="stranger"),
            "parcel GHN1 also in claim C-0, lost, open, of another merchant",
        ),
        (replace(SAME, merchant_id=""), "parcel GHN1 also in claim C-0, lost, open"),
        (
            Match("C-0", "invoice", "INV7", "lost", open=False, paid=True),
            "invoice INV7 also in claim C-0, lost, paid",
        ),
        (
            Match("C-0", "image", "ab12", "lost", open=True, strength="weak"),
            "image ab12 also in claim C-0, lost, open (weak likeness)",
        ),
    ],
)
def test_anything_else_in_common_is_flagged_to_a_person(match: Match, flag: str) -> None:
    verdict = judge_duplicates(a_claim(), (match,))
    assert verdict.merge_into is None
    assert verdict.flags == (flag,)


def test_a_bulk_claim_that_shares_one_parcel_keeps_the_others() -> None:
    verdict = judge_duplicates(a_claim(a_parcel(), a_parcel("GHN2")), (SAME,))
    assert verdict.merge_into is None
    assert verdict.flags == ("parcel GHN1 also in claim C-0, lost, open",)


def test_a_bulk_claim_is_merged_when_the_earlier_one_holds_every_parcel() -> None:
    matches = (SAME, replace(SAME, value="GHN2"))
    verdict = judge_duplicates(a_claim(a_parcel(), a_parcel("GHN2")), matches)
    assert verdict.merge_into == "C-0"


def test_of_several_same_claims_the_earliest_is_meant_and_others_are_flagged() -> None:
    verdict = judge_duplicates(a_claim(), (SAME, replace(SAME, claim_id="C-00")))
    assert verdict.merge_into == "C-0"
    assert verdict.flags == ("parcel GHN1 also in claim C-00, lost, open",)


def test_a_claim_is_no_duplicate_of_itself() -> None:
    verdict = judge_duplicates(a_claim(), (replace(SAME, claim_id="C-1"),))
    assert (verdict.merge_into, verdict.flags) == (None, ())


def test_the_same_finding_is_flagged_once() -> None:
    invoice = Match("C-0", "invoice", "INV7", "lost", open=True)
    assert len(judge_duplicates(a_claim(), (invoice, invoice)).flags) == 1


MATCHES = st.builds(
    Match,
    claim_id=st.sampled_from(["C-0", "C-1", "C-2"]),
    on=st.sampled_from(["parcel", "invoice", "document", "image"]),
    value=st.sampled_from(["GHN1", "X"]),
    kind=st.sampled_from(["lost", "late"]),
    open=st.booleans(),
    paid=st.booleans(),
    merchant_id=st.sampled_from(["", a_claim().merchant_id, "merchant-2"]),
)


@given(st.lists(MATCHES, max_size=6))
def test_no_match_with_another_claim_goes_unmentioned(matches: list[Match]) -> None:
    verdict = judge_duplicates(a_claim(), tuple(matches))
    others = {match.claim_id for match in matches} - {"C-1"}
    said = {flag.split("claim ")[1].split(",")[0] for flag in verdict.flags}
    assert said | {verdict.merge_into} - {None} >= others
