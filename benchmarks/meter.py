"""CPU and memory of the processes under measurement."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

GRACE_SECONDS = 40


def cpu(process: psutil.Process) -> float:
    """CPU seconds of a process so far, those of the children that it has outlived included."""
    times = process.cpu_times()
    own = times.user + times.system
    return float(own + times.children_user + times.children_system)


def memory(process: psutil.Process) -> int:
    """Resident bytes of a process now."""
    return int(process.memory_info().rss)


def server() -> psutil.Process:
    """The Temporal server that this process has started."""
    [found] = [child for child in psutil.Process().children() if child.name() == "temporal"]
    return found


@contextmanager
def host(address: str, arguments: Sequence[str]) -> Iterator[psutil.Process]:
    """Workers in a process of their own, told to stop in the end."""
    command = [sys.executable, "-m", "benchmarks.hosting", *arguments]
    environment = os.environ | {"MAKEGOOD_TEMPORAL_ADDRESS": address}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as started:
        try:
            yield psutil.Process(started.pid)
        finally:
            started.send_signal(signal.SIGTERM)
            try:
                started.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                started.kill()


@dataclass(frozen=True)
class Round:
    """What one round of so many runs took: wall seconds, CPU seconds of server and worker."""

    runs: int
    wall: float
    server: float
    worker: float

    @property
    def per_second(self) -> float:
        """Runs a second."""
        return self.runs / self.wall

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of server and worker together, a run."""
        return (self.server + self.worker) / self.runs * 1_000
