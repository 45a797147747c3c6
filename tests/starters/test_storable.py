"""A text that no database keeps is refused before anybody hears it."""

import json
from datetime import date
from decimal import Decimal

import pytest

from makegood.messages.claims import ClaimFiling, StrictParcel
from makegood.messages.commands import AddNote
from makegood.rules.claim import ClaimKind
from makegood.rules.money import Money
from makegood.settings import Settings
from starters.client import Claims
from starters.errors import BadInput
from starters.server import reach
from starters.storable import holds_nothing, require_storable

FILING = ClaimFiling(
    claim_id="C-9",
    merchant_id="shop",
    kind=ClaimKind.LOST,
    claimed=Money(Decimal(7), "USD"),
    incident_on=date(2026, 11, 2),
    statement="It never came.",
    parcels=(StrictParcel(tracking_number="T-1", goods="a lamp\0"),),
)


async def test_no_claim_is_filed_and_told_with_a_zero_byte_in_it() -> None:
    claims = Claims(await reach(Settings(temporal_address="127.0.0.1:1"), lazily=True))

    with pytest.raises(BadInput, match=r"parcels\.0\.goods: a text without zero bytes"):
        await claims.file(FILING)
    with pytest.raises(BadInput, match="text: a text without zero bytes") as refusal:
        await claims.say("C-9", "add_note", AddNote(text="a\0b", by="desk.chi"))
    assert refusal.value.code == "zero_byte"


@pytest.mark.parametrize(("text", "kept"), [("a\\u0000b \N{SNOWMAN}", True), ("a\0b", False)])
def test_only_what_can_be_kept_is_let_through(text: str, *, kept: bool) -> None:
    refused = None
    try:
        require_storable(AddNote(text=text, by="desk.chi"))
    except BadInput as error:
        refused = error

    assert (refused is None) is kept


@pytest.mark.parametrize(
    ("text", "found"),
    [("a\0b", True), ("\0", True), ("\\\0", True), ("\\u0000", False), ("\\\\u0000", False)],
)
def test_a_zero_byte_is_found_in_json_and_its_name_is_not(text: str, *, found: bool) -> None:
    assert holds_nothing(json.dumps({"text": text}).encode()) is found
