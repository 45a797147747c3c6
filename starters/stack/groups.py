"""Process groups, told apart from strangers who were given the same number later."""

import contextlib
import os
import signal
from dataclasses import dataclass

import psutil

CLOCK_SLACK = 1.0


@dataclass(frozen=True)
class Group:
    """A process group, known by its leader and by when the leader began."""

    leader: int
    born: float

    @classmethod
    def of(cls, pid: int) -> "Group":
        """Return the group that the live process `pid` leads."""
        return cls(pid, psutil.Process(pid).create_time())

    def leads(self) -> bool:
        """Say whether the leader itself still runs."""
        found = self._found()
        return found is not None and self._is_the_leader(found) and not _has_ended(found)

    def is_a_stranger(self) -> bool:
        """Say whether the leader's number now belongs to somebody else."""
        found = self._found()
        return found is not None and not self._is_the_leader(found)

    def ask(self) -> None:
        """Ask the leader to end; its children are its own to drain."""
        if self.leads():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.leader, signal.SIGTERM)
                os.kill(self.leader, signal.SIGCONT)

    def strike(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the leader and to all its children that stayed in the group."""
        if not self.is_a_stranger():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.leader, number)

    def _found(self) -> psutil.Process | None:
        try:
            return psutil.Process(self.leader)
        except psutil.NoSuchProcess:
            return None

    def _is_the_leader(self, process: psutil.Process) -> bool:
        return abs(process.create_time() - self.born) < CLOCK_SLACK


def _has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
