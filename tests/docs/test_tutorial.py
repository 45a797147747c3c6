"""Whoever follows the tutorial sees what it says, on a real server."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.docs.pages import Command, commands, fences, page
from tests.docs.walking import Walk, says

PAGE = page("docs/tutorial/first-claim.md")
PORTS = ("TEMPORAL", "TEMPORAL_UI", "BANK", "WEBHOOKS", "WEB", "IDENTITY")
A_MINUTE, A_MOMENT = "MAKEGOOD_POLICY_PACE=60", "MAKEGOOD_POLICY_PACE=10"


@pytest.fixture
def walk(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Walk]:
    """A reader's checkout; whatever was started there is stopped in the end."""
    walk = Walk(tmp_path, {f"MAKEGOOD_{name}_PORT": str(free_port()) for name in PORTS})
    yield walk
    walk.give("make down")


def steps() -> list[Command]:
    """What the page tells its reader to do, with days that are a little shorter still."""
    told = [one for one in commands(PAGE) if one.answer]
    return [replace(one, line=one.line.replace(A_MINUTE, A_MOMENT)) for one in told]


@pytest.mark.slow
@pytest.mark.story
def test_the_first_claim_is_paid_as_the_tutorial_says(walk: Walk) -> None:
    for step in steps():
        said = walk.answered(step)
        assert says(said, step.answer), f"$ {step.line}\n{said}"

    assert walk.give("make status").startswith("Nothing runs")


def test_every_dialogue_of_the_tutorial_says_what_is_answered() -> None:
    told = [one for fence in fences(PAGE, "console") for one in fence.body.splitlines()]

    assert len(steps()) == sum(line.startswith("$ ") for line in told) > 20


@pytest.mark.parametrize(
    ("said", "expected", "agrees"),
    [
        ("a  b\n c", ("a b", "c"), True),
        ("a b", ("b", "a"), False),
        ("a", ("", "a"), True),
        ("stage paid", ("stage settled",), False),
    ],
)
def test_an_answer_agrees_line_by_line_in_order(
    said: str, expected: tuple[str, ...], agrees: bool
) -> None:
    assert says(said, expected) is agrees
