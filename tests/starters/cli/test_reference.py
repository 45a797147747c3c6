"""The references say what the code does: every command, message and name."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import JsonValue, TypeAdapter

from makegood.messages.names import (
    CLAIM,
    CRISIS,
    DIGESTS,
    NOTICES,
    RECOVERY,
    WATCH,
    Attribute,
    Queue,
)
from makegood.rules.case_words import Outcome, Stage
from makegood.rules.claim import ClaimKind
from makegood.rules.crisis.calling import PageState
from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.crisis.words import Audience, CrisisStage, Role, SourceType
from starters.cli.reference import reference
from starters.exporting import HEARD, SAID

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"
PAGES = ("contract.md", "crisis-contract.md", "watch-contract.md")
CONTRACT = "\n".join((FOLDER / name).read_text() for name in PAGES)
EXAMPLE = re.compile(r"^```json (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES: Mapping[str, JsonValue] = {
    name: json.loads(text) for name, text in EXAMPLE.findall(CONTRACT)
}
MODELS = {**SAID, **HEARD}


def test_the_reference_of_the_command_line_is_what_the_commands_are() -> None:
    assert (FOLDER / "cli.md").read_text().splitlines() == "\n".join(reference()).splitlines()


def test_every_message_of_the_contract_has_an_example() -> None:
    assert set(EXAMPLES) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_an_example_is_a_message_that_is_understood(name: str) -> None:
    example = EXAMPLES[name]
    found = MODELS[name].model_validate(example)

    said = TypeAdapter(JsonValue).validate_python(found.model_dump(mode="json"))
    assert _within(example, said) == []


@pytest.mark.parametrize(
    "name",
    [
        *(CLAIM, RECOVERY, NOTICES, CRISIS, DIGESTS, WATCH),
        *(*Queue, *Attribute, *Stage, *Outcome, *ClaimKind),
        *(*CrisisStage, *SourceType, *Severity, *Trigger, *Role, *Audience, *PageState),
    ],
)
def test_every_name_that_others_rely_on_is_in_the_contract(name: str) -> None:
    assert f"`{name}`" in CONTRACT


def _within(example: JsonValue, said: JsonValue, where: str = "") -> list[str]:
    """Fields of the example that the message does not know."""
    if isinstance(example, dict):
        if not isinstance(said, dict):
            return [where]
        unknown = [f"{where}.{name}" for name in example if name not in said]
        known = [name for name in example if name in said]
        return unknown + [
            each for name in known for each in _within(example[name], said[name], f"{where}.{name}")
        ]
    if isinstance(example, list) and isinstance(said, list):
        return [each for pair in zip(example, said, strict=True) for each in _within(*pair, where)]
    return []
