"""A letter is filled in line by line, and says when its wording cannot be."""

import pytest

from makegood.rules.letters import CLAIM, FIELDS, Wording, filled_in, mistakes
from tests.docs.test_reference import notices

OFFERED = FIELDS["offer"] | {CLAIM}
OFFER = Wording("Offer {version} in {claim}", "We offer {total}.\nValid until {valid_until}.")


def body(text: str, **fields: str) -> str:
    """The body filled in."""
    return filled_in(Wording("A letter", text), fields).body


def test_values_stand_where_their_names_stood() -> None:
    letter = filled_in(
        OFFER,
        {
            "claim": "C-1",
            "version": "2",
            "total": "1,250,000 VND",
            "valid_until": "2026-11-09T16:00:00+07:00",
        },
    )

    assert letter.subject == "Offer 2 in C-1"
    assert letter.body == "We offer 1,250,000 VND.\nValid until 09 November 2026, 09:00 UTC."


@pytest.mark.parametrize("fields", [{}, {"invoice": ""}])
def test_a_line_about_nothing_is_left_out(fields: dict[str, str]) -> None:
    assert body("Paid.\nAgainst {invoice}.\nThank you.", **fields) == "Paid.\nThank you."


def test_a_list_has_a_line_for_each_thing() -> None:
    assert body("Missing:\n- {missing} ({claim})", missing="invoice\nwaybill", claim="C-1") == (
        "Missing:\n- invoice (C-1)\n- waybill (C-1)"
    )


def test_the_systems_words_are_written_as_people_write_them() -> None:
    assert body("By {method}.", method="credit_note") == "By credit note."


def test_a_letter_of_a_rehearsal_says_so_before_anything_else() -> None:
    letter = filled_in(OFFER, {"claim": "C-1", "version": "2", "total": "1 USD", "drill": "DRILL"})

    assert letter.subject == "DRILL: Offer 2 in C-1"
    assert letter.body == "DRILL\n\nWe offer 1 USD."


def test_a_value_in_braces_stays_as_it_is() -> None:
    assert body("{why}", why="as said: {ceiling}") == "as said: {ceiling}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ceiling}", "{ceiling} is no field of it"),
        ("{claim.run}", "{claim.run} is no field of it"),
        ("{claim!r}", "{claim!r} is no field of it"),
        ("{claim:>9}", "{claim:>9} is no field of it"),
        ("{claim", "not a text with fields"),
    ],
)
def test_a_wording_may_name_only_the_fields_of_its_letter(text: str, message: str) -> None:
    (found,) = mistakes(Wording("An offer", text), OFFERED)

    assert found[0] == "body"
    assert message in found[1]


def test_a_wording_with_its_own_fields_has_no_mistakes() -> None:
    assert list(mistakes(OFFER, OFFERED)) == []


def test_every_letter_that_a_claim_sends_is_known_with_its_fields() -> None:
    assert {name: set(fields) for name, fields in FIELDS.items()} == notices()
