"""The reference of the policy files names what there is."""

from pathlib import Path

from makegood.policy.loader import SHIPPED
from makegood.rules.reasons import Because
from makegood.rules.terms import Condition

DIGITS = tuple(f"| {digit}" for digit in range(10))
PAGE = (Path(__file__).parents[2] / "docs/reference/policy.md").read_text(encoding="utf-8")


def test_every_numbered_reason_is_in_the_reference() -> None:
    listed = {int(line.split("|")[1]) for line in PAGE.splitlines() if line.startswith(DIGITS)}
    assert listed == set(Because)


def test_every_file_and_condition_is_in_the_reference() -> None:
    files = {path.name for path in SHIPPED.glob("*.yaml")}
    assert [name for name in sorted(files) if f"`{name}`" not in PAGE] == []
    assert [each for each in Condition if f"`{each}`" not in PAGE] == []
