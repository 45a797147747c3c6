"""What a contract pays for the lines of a claim: exclusions, windows, shares of a whole."""

from dataclasses import replace
from datetime import date

import pytest

from makegood.rules.claim import ClaimKind
from makegood.rules.coverage import ProvenValues, assess
from makegood.rules.filing import FilingVerdict, Timeliness
from makegood.rules.reasons import Because
from makegood.rules.terms import Coverage, Exclusion
from tests.rules.claims import (
    CAPPED,
    a_claim,
    a_parcel,
    assessed,
    numbers,
    only_line,
    proven,
    terms_with,
    vnd,
)

PROHIBITED = Exclusion(51, "prohibited goods", "art. 8.1", goods=("tiền mặt", "cash"))
BAD_PACKING = Exclusion(52, "inadequate packaging", "art. 8.2", finding="inadequate_packaging")


@pytest.mark.parametrize("goods", ["Cash", "souvenirs, cash and coins", "phong bì TIỀN MẶT"])
def test_excluded_goods_are_refused_by_number_and_clause(goods: str) -> None:
    terms = terms_with(CAPPED, exclusions=(PROHIBITED, BAD_PACKING))
    claim = a_claim(replace(a_parcel(), goods=goods))
    line = only_line(assessed(claim, terms, proven(2_000_000)))
    assert line.entitled == vnd(0)
    assert [(r.number, r.text, r.clause) for r in line.reasons] == [
        (51, "prohibited goods", "art. 8.1")
    ]


@pytest.mark.parametrize("goods", ["cashmere scarf", "tiền", ""])
def test_goods_are_excluded_by_whole_words_only(goods: str) -> None:
    terms = terms_with(CAPPED, exclusions=(PROHIBITED,))
    claim = a_claim(replace(a_parcel(), goods=goods))
    assert assessed(claim, terms, proven(2_000_000)).entitlement == vnd(2_000_000)


@pytest.mark.parametrize(
    ("finding", "entitled"),
    [
        ("inadequate_packaging", [0, 0]),
        ("inadequate_packaging:GHN2", [1_500_000, 0]),
        ("clean_delivery", [1_500_000, 1_500_000]),
    ],
)
def test_a_finding_excludes_every_line_or_the_one_it_names(
    finding: str, entitled: list[int]
) -> None:
    terms = terms_with(CAPPED, exclusions=(PROHIBITED, BAD_PACKING))
    claim = a_claim(a_parcel(), a_parcel("GHN2"))
    values = ProvenValues(total=vnd(6_000_000), legal_invoice=True)
    lines = assessed(claim, terms, values, (finding,)).lines
    assert [line.entitled for line in lines] == [vnd(amount) for amount in entitled]


def test_money_plainly_owed_knows_no_exclusion() -> None:
    terms = terms_with(Coverage(), exclusions=(BAD_PACKING,))
    parcel = replace(a_parcel(), cod_due=vnd(900_000), cod_remitted=vnd(0))
    claim = a_claim(parcel, kind=ClaimKind.COD_MISMATCH)
    assert assessed(claim, terms, findings=("inadequate_packaging",)).entitlement == vnd(900_000)


@pytest.mark.parametrize(
    ("verdict", "entitled", "expected", "words"),
    [
        (Timeliness.TOO_LATE, 0, [Because.FILED_TOO_LATE], "filing closed on 2026-11-10"),
        (Timeliness.TOO_EARLY, 0, [Because.FILED_TOO_EARLY], "filing opens on 2026-11-01"),
        (
            Timeliness.UNKNOWN,
            2_000_000,
            [Because.PROVEN_VALUE, Because.FILING_UNKNOWN],
            "cannot be dated",
        ),
    ],
)
def test_a_claim_outside_its_window_is_not_due_and_an_unknown_one_goes_to_a_person(
    verdict: Timeliness, entitled: int, expected: list[int], words: str
) -> None:
    filing = FilingVerdict(verdict, date(2026, 11, 1), date(2026, 11, 10), "art. 38")
    line = only_line(assess(a_claim(), terms_with(CAPPED), proven(2_000_000), (), filing))
    assert line.entitled == vnd(entitled)
    assert numbers(line) == expected
    assert words in line.reasons[-1].text
    assert line.reasons[-1].clause == "art. 38"


def test_of_a_bulk_claim_only_the_late_lines_fall_away() -> None:
    late = FilingVerdict(Timeliness.TOO_LATE, clause="art. 38")
    filing = FilingVerdict(Timeliness.TOO_LATE, lines=(FilingVerdict(Timeliness.TIMELY), late))
    claim = a_claim(a_parcel(), a_parcel("GHN2"))
    values = ProvenValues(total=vnd(6_000_000), legal_invoice=True)
    lines = assess(claim, terms_with(CAPPED), values, (), filing).lines
    assert [line.entitled for line in lines] == [vnd(1_500_000), vnd(0)]


def test_the_cap_of_a_claim_is_shared_out_over_its_lines() -> None:
    coverage = replace(CAPPED, per_claim=vnd(1_000_001))
    claim = a_claim(a_parcel(), a_parcel("GHN2"), a_parcel("GHN3"), claimed=9_000_000)
    values = ProvenValues(total=vnd(9_000_000), legal_invoice=True)
    assessment = assessed(claim, coverage, values)
    assert [line.entitled.minor for line in assessment.lines] == [333_334, 333_334, 333_333]
    assert assessment.entitlement == vnd(1_000_001)
    assert numbers(assessment.lines[0])[-1] == Because.CLAIM_CAP
    assert "at most 1,000,001 VND a claim" in assessment.lines[0].reasons[-1].text


def test_what_is_asked_is_shared_out_by_declared_value() -> None:
    claim = a_claim(a_parcel(declared=1_000_000), a_parcel("GHN2", declared=2_000_000))
    assert [line.asked for line in assessed(claim, CAPPED).lines] == [
        vnd(1_000_000),
        vnd(2_000_000),
    ]


def test_what_is_asked_is_shared_out_equally_where_a_value_is_not_declared() -> None:
    claim = a_claim(a_parcel(declared=None), a_parcel("GHN2", declared=2_000_000))
    assert [line.asked for line in assessed(claim, CAPPED).lines] == [vnd(1_500_000)] * 2


def test_lines_with_a_figure_of_their_own_keep_it_and_leave_the_rest() -> None:
    claim = a_claim(replace(a_parcel(), asked=vnd(500_000)), a_parcel("GHN2"))
    asked = [line.asked for line in assessed(claim, CAPPED).lines]
    assert asked == [vnd(500_000), vnd(2_500_000)]


def test_figures_above_the_sum_claimed_are_scaled_down_to_it() -> None:
    silent = a_parcel("GHN3")
    asking = [replace(a_parcel(n), asked=vnd(3_000_000)) for n in ("GHN1", "GHN2")]
    lines = assessed(a_claim(*asking, silent), CAPPED).lines
    assert [line.asked for line in lines] == [vnd(1_500_000), vnd(1_500_000), vnd(0)]


def test_where_nothing_limits_a_line_it_is_paid_what_is_asked() -> None:
    claim = a_claim(a_parcel(declared=None), claimed=700_000)
    line = only_line(assessed(claim, Coverage(), ProvenValues(legal_invoice=True)))
    assert line.entitled == vnd(700_000)
    assert numbers(line) == [Because.ASKED, Because.VALUE_UNREAD]
