"""The files of the policy in force as they are written, under the hash that covers them all."""

from dataclasses import dataclass
from pathlib import Path

from makegood.policy.folder import read_folder


@dataclass(frozen=True)
class WrittenPolicy:
    """A version, the hash of all files, and the text of each by its name in the folder."""

    version: str
    sha256: str
    files: dict[str, str]


def written_policy(folder: Path) -> WrittenPolicy:
    """The policy in a folder, or in the `tables` of it; its version is empty where none is told."""
    place = folder / "tables" if (folder / "tables").is_dir() else folder
    read = read_folder(place)
    files = {
        path.relative_to(place).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(place.rglob("*.yaml"))
    }
    return WrittenPolicy(read.policy.table.version if read.policy.table else "", read.sha256, files)
