"""Every letter of a crisis is known, with its fields, and is on the page that lists them."""

import re
from pathlib import Path

from makegood.rules.crisis.letters import CASE, CRISIS_FIELDS
from tests.docs.pages import page
from tests.rules.crisis.notices import notices

ROW = re.compile(r"^\| `(\w+)` \|.*\|([^|]*)\|$", re.MULTILINE)
PAGE = Path("docs/reference/crisis-notices.md")


def test_every_letter_that_a_crisis_sends_is_known_with_its_fields() -> None:
    assert {name: set(fields) for name, fields in CRISIS_FIELDS.items()} == notices()


def test_every_letter_is_on_its_page_with_its_fields() -> None:
    told = {
        name: set(re.findall(r"`(\w+)`", cell)) for name, cell in ROW.findall(page(str(PAGE)).text)
    }

    assert told == {name: set(fields) for name, fields in CRISIS_FIELDS.items()}


def test_no_letter_has_a_field_of_its_own_under_the_name_of_one_that_all_have() -> None:
    assert not any(CASE & fields for fields in CRISIS_FIELDS.values())
