"""What makes a mention a case is policy, and a mistake in it is named by line."""

from pathlib import Path

import pytest

from makegood.policy.faults import PolicyError
from makegood.policy.triggers import load_detection
from makegood.rules.crisis.severity import Trigger
from tests.policy.tables import a_draft

FILE = "triggers.yaml"


def test_what_ships_can_be_used(tmp_path: Path) -> None:
    terms = load_detection()

    assert a_draft(tmp_path).faults() == []
    assert {floor.trigger for floor in terms.floors} == set(Trigger)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("raised: 0.12", "raised: 0.5", "raised, high and severe are shares of 1"),
        ("heard: 1_000", "heard: 40_000", "heard, loud and viral are people"),
        ("chance: 0.000001", "chance: 2", "a chance is between 0 and 1"),
        ("likeness: 0.6", "likeness: 0", "a likeness is above 0"),
        ("crowds: [50, 500]", "crowds: [500, 50]", "each crowd is larger"),
        ("heard: SEV3, loud: SEV2", "heard: SEV1, loud: SEV2", "more reach is never milder"),
        ("quiet: SEV4, heard: SEV4, loud: SEV3", "heard: SEV2, loud: SEV2", "more heat is never"),
        ("lawsuit*", "l*", "'l*' is too short"),
        ("lawsuit*", "lawsuit*, {}", "expected text"),
        ("opens_from: SEV3", "opens_from: bad", "expected one of SEV1"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    draft = a_draft(tmp_path)
    draft.change(FILE, old, new)

    assert any(one.startswith(f"{FILE}:") and fault in one for one in draft.faults())
    with pytest.raises(PolicyError, match=FILE):
        load_detection(draft.folder)


def test_a_language_without_phrases_is_a_fault(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(FILE, "  ms:\n    triggers:\n", "  ms:\n    unless: []\n    triggers:\n")
    draft.change(FILE, "      legal_letter: [peguam", "      vip: [peguam")

    assert any("a key is one word, and comes once" in one for one in draft.faults())


def test_a_trigger_without_a_phrase_is_a_fault(tmp_path: Path) -> None:
    draft = a_draft(tmp_path)
    draft.change(FILE, "      vip: [สส., รัฐมนตรี, เอกอัครราชทูต]\n", "")

    assert any("vip has no phrase" in one for one in draft.faults())
