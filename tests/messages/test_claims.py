"""The start argument: idempotent, bounded, tolerant in histories and strict at the doors."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from makegood.messages.claims import MOST_PARCELS, ClaimFiling, ClaimRequest
from tests.builders import vnd

FILED: dict[str, Any] = {
    "claim_id": "C-1001",
    "merchant_id": "merchant-lotus",
    "kind": "lost",
    "parcels": [{"tracking_number": "VN0001", "declared_value": "1250000", "weight_g": 900}],
    "claimed": {"amount": "1250000", "currency": "VND"},
    "incident_on": "2026-10-15",
    "documents": [{"kind": "invoice", "sha256": "ab" * 32, "name": "invoice.pdf"}],
}


def filed(**said: object) -> dict[str, Any]:
    return {**FILED, **said}


def faults(raw: dict[str, Any], model: type[ClaimRequest] = ClaimFiling) -> str:
    with pytest.raises(ValidationError) as refusal:
        model.model_validate(raw)
    return str(refusal.value)


def test_plain_amounts_of_parcels_are_in_the_currency_of_the_claim() -> None:
    request = ClaimRequest.model_validate(FILED)

    assert request.parcels[0].declared_value == vnd(1_250_000)
    assert request.claimed == vnd(1_250_000)


def test_a_claim_is_what_the_rules_see_received_on_the_day_of_the_door() -> None:
    claim = ClaimRequest.model_validate(FILED).claim(date(2026, 11, 2))

    assert claim.received_on == date(2026, 11, 2)
    assert claim.documents[0].kind == "invoice"
    dated = ClaimRequest.model_validate(filed(received_on="2026-11-01"))
    assert dated.claim(date(2026, 11, 2)).received_on == date(2026, 11, 1)


def test_a_field_that_newer_code_adds_is_tolerated_in_a_history() -> None:
    newer = filed(priority="high", parcels=[{**FILED["parcels"][0], "colour": "red"}])

    assert ClaimRequest.model_validate(newer).claim_id == "C-1001"


def test_a_field_that_nobody_knows_is_refused_at_a_door_by_name() -> None:
    assert "priority" in faults(filed(priority="high"))
    assert "colour" in faults(filed(parcels=[{**FILED["parcels"][0], "colour": "red"}]))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"claimed": {"amount": "0", "currency": "VND"}}, "above zero"),
        ({"parcels": FILED["parcels"] * 2}, "stands twice"),
        ({"parcels": [{"tracking_number": "VN0001", "freight": "-1"}]}, "below zero"),
        ({"parcels": []}, "at least 1"),
        ({"parcels": ["VN0001"]}, "parcels.0"),
        ({"parcels": "VN0001"}, "parcels"),
        ({"claimed": "1250000"}, "claimed"),
        ({"claim_id": "../etc"}, "claim_id"),
        ({"documents": [{"kind": "invoice", "sha256": "zz"}]}, "sha256"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(said: dict[str, Any], expected: str) -> None:
    assert expected in faults(filed(**said))


def test_what_is_not_an_object_is_refused() -> None:
    with pytest.raises(ValidationError):
        ClaimRequest.model_validate("C-1001")


def test_an_incident_may_cover_five_hundred_parcels_and_no_more() -> None:
    parcels = [{"tracking_number": f"VN{number:04}"} for number in range(MOST_PARCELS + 1)]

    assert len(ClaimFiling.model_validate(filed(parcels=parcels[1:])).parcels) == MOST_PARCELS
    assert "at most 500" in faults(filed(parcels=parcels))


def test_what_a_door_takes_is_what_the_workflow_takes() -> None:
    filing = ClaimFiling.model_validate(FILED)

    assert filing.request() == ClaimRequest.model_validate(FILED)
    assert type(filing.request()) is ClaimRequest


def test_amounts_are_strings_on_the_wire() -> None:
    assert '"amount":"1250000"' in ClaimRequest.model_validate(FILED).model_dump_json()


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2100-01-02", "9999-12-31"])
@pytest.mark.parametrize("name", ["incident_on", "received_on"])
def test_a_day_that_no_claim_can_mean_is_refused_with_the_days_that_it_can(
    name: str, day: str
) -> None:
    assert f"{day} is no day of a claim: 1990-01-01 to 2100-01-01 are" in faults(
        filed(**{name: day})
    )


@pytest.mark.parametrize("name", ["shipped_on", "promised_on", "delivered_on", "last_scan_on"])
def test_the_days_of_a_parcel_are_bounded_too(name: str) -> None:
    parcel = {**filed()["parcels"][0], name: "9999-12-31"}

    assert "9999-12-31 is no day of a claim" in faults(filed(parcels=[parcel]))
