"""Every command that a page tells its reader exists, and takes what it is given."""

import re
import shlex
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperGroup

from starters.cli.app import app
from tests.docs.pages import ROOT, Page, commands, fences, in_code, pages, prose

ROOT_COMMAND = typer.main.get_command(app)
MAKE = re.compile(r"(?<![\w./-])make ([a-z]+)")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
MODULE = re.compile(r"python3? -m ([\w.]+)")
PLACEHOLDERS = re.compile(r"[\[\]|<>…]|\.\.\.")
DIAGRAMS = ("flowchart", "sequenceDiagram", "stateDiagram-v2")


def given(page: Page) -> Iterator[str]:
    """Every whole `makegood` command in the shell blocks of a page."""
    for command in commands(page):
        words = command.program.split("|")[0].split("&&")
        yield from (word.strip() for word in words if word.strip().startswith("makegood "))


def mentioned(page: Page) -> Iterator[str]:
    """Every `makegood` command in the prose, which may be a part of one."""
    yield from (code for code in in_code(page) if code.startswith("makegood "))


def found(words: list[str]) -> tuple[typer.core.TyperCommand | TyperGroup, list[str]]:
    """The command that the words lead to, and what is left of them; KeyError where none is."""
    command, rest = ROOT_COMMAND, words
    while isinstance(command, TyperGroup) and rest and not rest[0].startswith("-"):
        context = typer.Context(command)
        below = command.get_command(context, rest[0])
        if below is None:
            raise KeyError(rest[0])
        command, rest = below, rest[1:]
    return command, rest  # type: ignore[return-value]


def trouble(line: str) -> str:
    """What is wrong with a whole command; empty where nothing is."""
    try:
        command, rest = found(shlex.split(line.removesuffix("&"))[1:])
        command.make_context("makegood", rest)
    except typer.Exit:
        return ""
    except KeyError as error:
        return f"{line}: there is no {error}"
    except typer.TyperException as error:
        return f"{line}: {error.format_message()}"
    return ""


def unknown(line: str) -> str:
    """The first word of a part of a command that does not exist; empty where all do."""
    words = shlex.split(PLACEHOLDERS.sub(" ", line))[1:]
    try:
        command, rest = found(words)
    except KeyError as error:
        return f"{line}: there is no {error}"
    known = {"--help", "-h"} | {name for each in command.params for name in each.opts}
    return next((f"{line}: no {w}" for w in rest if w.startswith("--") and w not in known), "")


def wrong() -> list[str]:
    """Every command of every page that cannot be given."""
    whole = [f"{page.name}: {trouble(line)}" for page in pages() for line in given(page)]
    parts = [f"{page.name}: {unknown(line)}" for page in pages() for line in mentioned(page)]
    return [line for line in (*whole, *parts) if not line.endswith(": ")]


def test_every_makegood_command_of_the_pages_can_be_given() -> None:
    assert wrong() == []


def test_the_pages_tell_many_commands() -> None:
    told = {line for page in pages() for line in (*given(page), *mentioned(page))}

    assert len(told) > 40


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("makegood claim fly C1", "there is no 'fly'"),
        ("makegood claim show", "Missing argument"),
        ("makegood claim show C1 --loudly", "No such option"),
        ("makegood claim sign-off C1 --team choir --by x --approve", "choir"),
    ],
)
def test_a_command_that_cannot_be_given_is_found(line: str, says: str) -> None:
    assert says in trouble(line)


def test_an_option_that_does_not_exist_is_found_in_prose() -> None:
    assert unknown("makegood claim retry --all") == ""
    assert unknown("makegood claim retry --every") != ""


def test_every_make_target_of_the_pages_exists() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))
    told = {
        (page.name, target)
        for page in pages()
        for code in (*in_code(page), *(one.program for one in commands(page)))
        if code.startswith("make ") or " make " in code
        for target in MAKE.findall(code)
    }

    assert told
    assert sorted(one for one in told if one[1] not in targets) == []


def test_every_module_that_is_run_exists() -> None:
    told = {
        (page.name, module)
        for page in pages()
        for text in (prose(page), *(fence.body for fence in fences(page)))
        for module in MODULE.findall(" ".join(text.split()))
    }
    absent = [
        one
        for one in sorted(told)
        if not any(
            (ROOT / (one[1].replace(".", "/") + end)).is_file() for end in (".py", "/__main__.py")
        )
    ]

    assert absent == []


def test_every_diagram_draws_something() -> None:
    drawn = [(page.name, fence.body) for page in pages() for fence in fences(page, "mermaid")]

    assert len(drawn) >= 3
    for name, body in drawn:
        lines = [line for line in body.splitlines() if line.strip()]
        assert lines[0].split()[0] in DIAGRAMS, name
        assert len(lines) > 4, name
