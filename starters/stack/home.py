"""The folder a stack lives in: one stack at a time, and where others find it."""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from makegood.settings import STACK_ENV
from starters.stack.groups import Group

LOCK = "stack.lock"
LONGEST_FUNERAL = timedelta(seconds=15)
GLANCE = timedelta(milliseconds=100)
STATE = (
    *("makegood.sqlite*", "temporal.sqlite*", "bank*", "documents", "post", "carriers"),
    *("drills", "published", "seals"),
    *("demo", "log", "stack.*"),
)
"""What the services of a stack leave in its folder, and `reset` throws away."""


class AlreadyRunning(Exception):
    """Another stack lives in this folder."""


class Home:
    """A stack's folder, held by at most one process, whatever became of the ones before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "log"

    @contextlib.contextmanager
    def held(self) -> Iterator[int]:
        """Be the one stack of this folder; raises `AlreadyRunning` if somebody else is.

        Yields the descriptor that holds it: whoever inherits that holds the folder as long.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a+") as lock:
            self._take(lock)
            me = Group.of(os.getpid())
            lock.truncate(0)
            lock.write(f"{me.leader} {me.born!r}")
            lock.flush()
            try:
                yield lock.fileno()
            finally:
                (self.folder / STACK_ENV).unlink(missing_ok=True)
                lock.truncate(0)

    def holder(self) -> Group | None:
        """Return the live process that holds the folder, or None when nobody does."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            pid, born = (self.folder / LOCK).read_text().split()
            group = Group(int(pid), float(born))
            return group if group.leads() else None
        return None

    def write_down(self, variables: Mapping[str, str]) -> None:
        """Tell commands that start in this folder where the stack serves."""
        lines = "".join(f"{name}={value}\n" for name, value in variables.items())
        (self.folder / STACK_ENV).write_text(lines)

    def written_down(self) -> str:
        """Return where the stack serves, as `write_down` left it; empty when nothing serves."""
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / STACK_ENV).read_text()
        return ""

    def clear(self) -> list[Path]:
        """Throw the state away, and return what that was; raises `AlreadyRunning` if in use."""
        with contextlib.ExitStack() as stack:
            if self.folder.is_dir():
                stack.enter_context(self.held())
            found = sorted(path for name in STATE for path in self.folder.glob(name))
            for path in found:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return found

    def _take(self, lock: TextIO) -> None:
        """Lock the folder; one whose stack was killed is free once its services have ended."""
        last_call = time.monotonic() + LONGEST_FUNERAL.total_seconds()
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if self.holder() or time.monotonic() > last_call:
                    raise AlreadyRunning(f"a stack runs in {self.folder} already") from error
                time.sleep(GLANCE.total_seconds())
