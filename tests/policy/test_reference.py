"""The reference of the policy files names what there is."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from makegood.policy.crises import load_crises
from makegood.policy.crisis_sheets import (
    ActionsRow,
    CrisesSheet,
    CsatRow,
    LadderRow,
    PlaybookSheet,
    SeverityRow,
    StatementRow,
    StatementsSheet,
)
from makegood.policy.loader import SHIPPED
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.terms import Approver, Cadence, PlaybookTask, Rung
from makegood.rules.crisis.words import Audience
from makegood.rules.reasons import Because
from makegood.rules.terms import Condition, SlaTarget

DIGITS = tuple(f"| {digit}" for digit in range(10))
CRISES = (Path(__file__).parents[2] / "docs/reference/crisis-policy.md").read_text(encoding="utf-8")
PAGE = (Path(__file__).parents[2] / "docs/reference/policy.md").read_text(encoding="utf-8")


def test_every_numbered_reason_is_in_the_reference() -> None:
    listed = {int(line.split("|")[1]) for line in PAGE.splitlines() if line.startswith(DIGITS)}
    assert listed == set(Because)


def test_every_file_and_condition_is_in_the_reference() -> None:
    files = {path.name for path in SHIPPED.glob("*.yaml")}
    assert [name for name in sorted(files) if f"`{name}`" not in PAGE] == []
    assert [each for each in Condition if f"`{each}`" not in PAGE] == []


@pytest.mark.parametrize(
    "table",
    [CrisesSheet, LadderRow, Rung, SeverityRow, SlaTarget, Cadence, CsatRow, ActionsRow,
     PlaybookSheet, Approver, PlaybookTask, StatementsSheet, StatementRow],
)  # fmt: skip
def test_every_field_of_every_crisis_table_is_in_its_reference(table: type) -> None:
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", CRISES))))

    assert {each.name for each in fields(table)} - told == set()


def test_every_playbook_ladder_and_word_of_the_crisis_tables_is_in_their_reference() -> None:
    book = load_crises()
    ladders = {book.terms.of(severity).ladder.name for severity in Severity}
    names = {*ladders, *(playbook.name for playbook in book.shelf.playbooks)}
    names |= {*Trigger, *Impact, *Urgency, *Audience}

    assert [name for name in sorted(names) if f"`{name}`" not in CRISES] == []
