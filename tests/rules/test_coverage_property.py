"""What holds of every entitlement, whatever is claimed and whatever the contract says."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from makegood.rules.claim import Claim, ClaimKind, Parcel
from makegood.rules.coverage import LineAssessment, ProvenValues
from makegood.rules.money import Money
from makegood.rules.terms import Coverage
from tests.rules.claims import (
    a_claim,
    a_parcel,
    assessed,
    vnd,
)

AMOUNTS = st.integers(min_value=0, max_value=50_000_000)
MAYBE = st.none() | AMOUNTS
PARCELS = st.builds(
    lambda n, declared, asked, share, weight: replace(
        a_parcel(f"T{n}", declared=declared),
        asked=vnd(asked) if asked is not None else None,
        missing_share=share,
        weight_g=weight,
    ),
    n=st.integers(0, 10**6),
    declared=MAYBE,
    asked=MAYBE,
    share=st.none() | st.integers(0, 100),
    weight=st.none() | st.integers(0, 30_000),
)
CLAIMS = st.builds(
    lambda parcels, kind, claimed: a_claim(*parcels, kind=kind, claimed=claimed),
    parcels=st.lists(PARCELS, min_size=1, max_size=6, unique_by=lambda p: p.tracking_number),
    kind=st.sampled_from(
        [ClaimKind.LOST, ClaimKind.DAMAGED, ClaimKind.MISSING_ITEMS, ClaimKind.WAREHOUSE_LOSS]
    ),
    claimed=AMOUNTS,
)
COVERAGES = st.builds(
    Coverage,
    per_parcel=st.none() | AMOUNTS.map(vnd),
    per_claim=st.none() | AMOUNTS.map(vnd),
    per_kg=st.none() | st.just(Money(Decimal(26), "XDR")),
    share_percent=st.integers(1, 100),
    freight_multiple=st.none() | st.just(Decimal(4)),
    declaration_needed=st.booleans(),
)
PROOFS = st.builds(ProvenValues, total=st.none() | AMOUNTS.map(vnd), legal_invoice=st.booleans())


@given(CLAIMS, COVERAGES, PROOFS)
def test_the_entitlement_is_within_every_limit_and_the_sum_of_its_lines(
    claim: Claim, coverage: Coverage, values: ProvenValues
) -> None:
    assessment = assessed(claim, coverage, values)
    amounts = [line.entitled.minor for line in assessment.lines]
    assert assessment.entitlement.minor == sum(amounts)
    assert assessment.entitlement <= claim.claimed
    if coverage.per_claim:
        assert assessment.entitlement <= coverage.per_claim
    for parcel, line in zip(claim.parcels, assessment.lines, strict=True):
        assert_within_limits(parcel, line, coverage)


def assert_within_limits(parcel: Parcel, line: LineAssessment, coverage: Coverage) -> None:
    """No line is negative, above its asking, its declared value, or the cap."""
    bounds = [line.asked, parcel.asked, parcel.declared_value, coverage.per_parcel]
    assert vnd(0) <= line.entitled
    assert all(line.entitled <= bound for bound in bounds if bound is not None)
    assert line.reasons


@given(CLAIMS, COVERAGES, AMOUNTS)
def test_with_a_legal_invoice_never_more_is_due_than_it_proves(
    claim: Claim, coverage: Coverage, value: int
) -> None:
    covered = replace(coverage, freight_multiple=None)
    values = ProvenValues(total=vnd(value), legal_invoice=True)
    assert assessed(claim, covered, values).entitlement <= vnd(value)


@given(CLAIMS, COVERAGES, PROOFS, AMOUNTS)
def test_a_higher_cap_never_pays_less(
    claim: Claim, coverage: Coverage, values: ProvenValues, more: int
) -> None:
    low = replace(coverage, per_parcel=vnd(1_000_000))
    high = replace(coverage, per_parcel=vnd(1_000_000 + more))
    assert assessed(claim, low, values).entitlement <= assessed(claim, high, values).entitlement


@given(CLAIMS, COVERAGES, PROOFS)
def test_what_is_asked_by_line_is_never_above_the_sum_claimed(
    claim: Claim, coverage: Coverage, values: ProvenValues
) -> None:
    asked = sum(line.asked.minor for line in assessed(claim, coverage, values).lines)
    stated = [parcel.asked for parcel in claim.parcels]
    assert asked <= claim.claimed.minor
    if None in stated:
        assert asked == claim.claimed.minor
