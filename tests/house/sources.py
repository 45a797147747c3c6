"""The files of the project, and the functions in them, as the gates of the house read them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("makegood", "activities", "workflows", "workers", "starters")
UNREADABLE = {".png", ".jpg", ".jpeg", ".pdf", ".gz", ".woff2", ".ico"}
NOT_SOURCE = {".venv", ".git", "var", "build", "dist", "__pycache__"}
GIT = (ROOT / ".git").exists()

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """A Python file of the project, parsed."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path as a person would type it."""
        return self.path.relative_to(ROOT).as_posix()

    def lines(self) -> int:
        """How many lines are not blank."""
        return sum(1 for line in self.text.splitlines() if line.strip())

    def functions(self) -> Iterator[Function]:
        """Every function, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> Iterator[str]:
        """The full name of every module that is imported, anywhere in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project, whether or not it was cloned by git."""
    if GIT:
        listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
        return tuple(path for name in listed if (path := ROOT / name).is_file())
    found = (path for path in ROOT.rglob("*") if path.is_file())
    return tuple(path for path in found if not NOT_SOURCE & set(path.relative_to(ROOT).parts))


@cache
def texts() -> dict[str, str]:
    """The text of every readable file, by its name."""
    readable = (path for path in files() if path.suffix not in UNREADABLE)
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in readable}


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file under the folders."""
    return tuple(
        Source(ROOT / name, text, ast.parse(text))
        for name, text in texts().items()
        if name.endswith(".py") and name.split("/")[0] in folders
    )


def of_product() -> tuple[Source, ...]:
    """Every Python file that a user runs."""
    return sources(*PRODUCT)


def of_tests() -> tuple[Source, ...]:
    """Every Python file of the tests."""
    return sources("tests")


def spelled(*parts: str) -> str:
    """Join parts of a word that no file may hold, this one neither."""
    return "".join(parts)
