"""Whether a claim says all that it must, before anybody examines it."""

from dataclasses import replace
from datetime import date

import pytest

from makegood.rules.completeness import Intake, completeness
from tests.rules.claims import vnd

WHOLE = Intake(
    sum_claimed=vnd(3_000_000),
    statement="The parcel never arrived.",
    location="Da Nang hub",
    incident_on=date(2026, 11, 6),
    handed_over="GHN1",
    signed=True,
)


def test_a_claim_that_says_everything_is_complete() -> None:
    assert completeness(WHOLE).complete


@pytest.mark.parametrize(
    ("intake", "item"),
    [
        (replace(WHOLE, sum_claimed=None), "sum certain"),
        (replace(WHOLE, sum_claimed=vnd(0)), "sum certain"),
        (replace(WHOLE, statement="  "), "statement of fact"),
        (replace(WHOLE, signed=False), "signature"),
        (replace(WHOLE, location=""), "location of incident"),
        (replace(WHOLE, incident_on=None), "date of incident"),
        (replace(WHOLE, handed_over=""), "proof of hand-over"),
    ],
)
def test_what_is_left_out_is_named(intake: Intake, item: str) -> None:
    verdict = completeness(intake)
    assert verdict.missing == (item,)
    assert not verdict.complete


def test_what_a_channel_does_not_carry_is_not_held_against_the_claim() -> None:
    assert completeness(Intake(WHOLE.sum_claimed, WHOLE.incident_on)).complete


def test_an_empty_form_lacks_every_item_in_the_order_of_the_form() -> None:
    empty = Intake(None, None, "", "", "", signed=False)
    assert completeness(empty).missing == (
        "sum certain",
        "statement of fact",
        "signature",
        "location of incident",
        "date of incident",
        "proof of hand-over",
    )
