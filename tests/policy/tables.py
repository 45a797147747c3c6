"""Copies of the shipped policy with mistakes written into them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from makegood.policy.checking import check
from makegood.policy.loader import SHIPPED

LOTUS = "contracts/vn-lotus-2026.yaml"


@dataclass(frozen=True)
class Draft:
    """A copy of the shipped policy that a test may spoil."""

    folder: Path

    def change(self, file: str, old: str, new: str) -> int:
        """Replace the first `old` in the file, which must be there; the line number of it."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def faults(self) -> list[str]:
        """Every fault of the copy, as it is shown."""
        return [fault.text() for fault in check(self.folder)]


def a_draft(folder: Path) -> Draft:
    """A copy of the shipped policy in an empty folder."""
    return Draft(Path(shutil.copytree(SHIPPED, folder / "policy")))
