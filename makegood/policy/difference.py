"""Two editions of the policy held side by side, file by file and line by line."""

from dataclasses import dataclass
from difflib import unified_diff

CONTEXT = 3
KINDS = {"+": "new", "-": "old", "@": "place"}


@dataclass(frozen=True)
class ChangedLine:
    """A line of a difference: `new`, `old`, `place` (where it is), or as it was."""

    kind: str
    text: str


@dataclass(frozen=True)
class ChangedFile:
    """What differs in one file; `state` is changed, added or removed."""

    name: str
    state: str
    lines: tuple[ChangedLine, ...]


def differences(old: dict[str, str], new: dict[str, str]) -> tuple[ChangedFile, ...]:
    """The files in which two editions differ, by name."""
    names = sorted(old.keys() | new.keys())
    return tuple(_file(name, old, new) for name in names if old.get(name) != new.get(name))


def _file(name: str, old: dict[str, str], new: dict[str, str]) -> ChangedFile:
    state = "changed" if name in old and name in new else "added" if name in new else "removed"
    before, after = old.get(name, "").splitlines(), new.get(name, "").splitlines()
    _, _, *lines = (*unified_diff(before, after, n=CONTEXT, lineterm=""), "", "")
    shown = (ChangedLine(KINDS.get(line[:1], "same"), line) for line in lines if line)
    return ChangedFile(name, state, tuple(shown))
