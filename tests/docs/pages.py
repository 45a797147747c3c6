"""The pages of the documentation, taken apart: fenced blocks, commands, words in code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"^ *(?:\d\. )?```(?P<language>[\w-]*)$\n(?P<body>.*?)^ *```$", re.DOTALL | re.MULTILINE
)
"""A block may stand in a list, and is indented there."""
INLINE = re.compile(r"(?<!`)`([^`\n]+(?:\n[^`\n]+)?)`(?!`)")
PROMPT = "$ "
SHELLS = ("console", "sh")
ASSIGNMENT = re.compile(r"[A-Z_]+=\S+")


@dataclass(frozen=True)
class Page:
    """A page of Markdown."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The path as a person would type it."""
        return self.path.relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Fence:
    """A fenced block of a page."""

    page: str
    language: str
    body: str


@dataclass(frozen=True)
class Command:
    """A command that a page tells its reader to give, and what it says will be answered."""

    page: str
    line: str
    answer: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The line without the variables set before it."""
        words = self.line.split(" ")
        while ASSIGNMENT.fullmatch(words[0]):
            words.pop(0)
        return " ".join(words)


def pages() -> tuple[Page, ...]:
    """Every page: those in `docs`, and those that lie beside it."""
    found = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
    return tuple(Page(path, path.read_text("utf-8")) for path in found)


def page(name: str) -> Page:
    """The page of that name."""
    return Page(ROOT / name, (ROOT / name).read_text("utf-8"))


def fences(of: Page, *languages: str) -> Iterator[Fence]:
    """The fenced blocks in one of the languages, or all."""
    for found in FENCE.finditer(of.text):
        if not languages or found["language"] in languages:
            yield Fence(of.name, found["language"], dedent(found["body"]))


def prose(of: Page) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", of.text)


def in_code(of: Page) -> Iterator[str]:
    """What stands in code marks in the prose, on one line."""
    for found in INLINE.finditer(prose(of)):
        yield " ".join(found[1].split())


def commands(of: Page) -> Iterator[Command]:
    """The commands in shell blocks: after a prompt in `console`, every line in `sh`."""
    for fence in fences(of, *SHELLS):
        yield from _dialogue(fence) if fence.language == "console" else _script(fence)


def _script(fence: Fence) -> Iterator[Command]:
    joined = fence.body.replace("\\\n", " ")
    for line in joined.splitlines():
        told = line.split("  #")[0].strip()
        if told and not told.startswith("#"):
            yield Command(fence.page, " ".join(told.split()))


def _dialogue(fence: Fence) -> Iterator[Command]:
    told, answer = "", list[str]()
    for line in fence.body.splitlines():
        if not line.startswith(PROMPT):
            answer.append(line)
            continue
        if told:
            yield Command(fence.page, told, tuple(answer))
        told, answer = line.removeprefix(PROMPT), []
    if told:
        yield Command(fence.page, told, tuple(answer))
