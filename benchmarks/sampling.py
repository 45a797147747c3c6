"""Where a process spends its CPU time: all threads looked at some hundred times a second."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

INTERVAL = 0.005
MOST = 80
PARTS = (
    ("makegood/store", "application database"),
    ("sqlalchemy", "application database"),
    ("makegood/rules", "rules"),
    ("makegood/messages", "messages"),
    ("makegood/policy", "policy"),
    ("makegood/gateways", "gateways"),
    ("workflow_sandbox", "sandbox"),
    ("/pydantic", "messages"),
    ("workflows/wire", "messages"),
    ("/workflows/", "workflow code"),
    ("/activities/", "activities"),
    ("temporalio", "Temporal's own Python"),
    ("benchmarks", "the measurement"),
    ("asyncio", "event loop"),
)
"""Which part of the house a file belongs to; the innermost frame that is in one decides."""


def part_of(frame: FrameType | None) -> str:
    """The part of the house that a stack is at work in."""
    while frame is not None:
        for piece, name in PARTS:
            if piece in frame.f_code.co_filename:
                return name
        frame = frame.f_back
    return "other"


class Samples:
    """How much CPU each part, and each function of ours, was met at."""

    def __init__(self) -> None:
        self.parts: Counter[str] = Counter()
        self.functions: Counter[str] = Counter()
        self._spent: dict[int, int] = {}

    def look(self) -> None:
        """Look at every thread; what it has spent since the last look goes to where it is now."""
        for thread, frame in sys._current_frames().items():
            now = time.clock_gettime_ns(time.pthread_getcpuclockid(thread))
            spent = now - self._spent.get(thread, now)
            self._spent[thread] = now
            if spent and thread != threading.get_ident():
                self.parts[part_of(frame)] += spent
                self.functions.update(dict.fromkeys(_functions(frame), spent))

    def lines(self) -> Iterator[str]:
        """The shares of the whole process, largest first; Temporal's core has no Python frames."""
        whole = time.process_time_ns() or 1
        for name, spent in self.parts.most_common():
            yield f"{spent / whole:6.1%} {name}"
        core = whole - self.parts.total() - self._spent.get(threading.get_ident(), 0)
        yield f"{core / whole:6.1%} Temporal's core, and the profile itself"
        yield ""
        for name, spent in self.functions.most_common(MOST):
            yield f"{spent / whole:6.1%} {name}"


def _functions(frame: FrameType | None) -> set[str]:
    """Every function on a stack, once."""
    found = set()
    while frame is not None:
        code = frame.f_code
        place = "/".join(Path(code.co_filename).parts[-2:])
        found.add(f"{place}:{code.co_qualname}")
        frame = frame.f_back
    return found


@contextmanager
def sampled(file: Path | None) -> Iterator[None]:
    """Look until the block ends, then write down what was seen; without a file nothing happens."""
    if file is None:
        yield
        return
    samples, stop = Samples(), threading.Event()

    def watch() -> None:
        while not stop.wait(INTERVAL):
            samples.look()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()
        file.write_text("\n".join(samples.lines()) + "\n", encoding="utf-8")
