"""The policy tables as a process that runs for long reads them: again whenever they change."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")

State = tuple[tuple[str, int, int], ...]


def tables(folder: Path) -> Path:
    """The folder of the tables: the one named, or the `tables` in it."""
    return folder / "tables" if (folder / "tables").is_dir() else folder


class InForce(Generic[Loaded]):
    """What is loaded from the tables, kept until a file of theirs changes."""

    def __init__(self, folder: Path, load: Callable[[Path], Loaded]) -> None:
        self._folder = tables(folder)
        self._load = load
        self._lock = Lock()
        self._kept: tuple[State, Loaded] | None = None

    def now(self) -> Loaded:
        """The tables as they are; PolicyError where they cannot be used."""
        with self._lock:
            state = self._state()
            if self._kept is None or self._kept[0] != state:
                self._kept = (state, self._load(self._folder))
            return self._kept[1]

    def _state(self) -> State:
        files = sorted(path for path in self._folder.rglob("*") if path.is_file())
        stats = [(str(path), path.stat()) for path in files]
        return tuple((name, one.st_mtime_ns, one.st_size) for name, one in stats)
