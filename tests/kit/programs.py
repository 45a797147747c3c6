"""Programs that a test runs: each has a bound, and takes whatever it started along."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

LONGEST_SECONDS = 120.0
LAST_WORDS_SECONDS = 5.0


def ran(
    argv: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float = LONGEST_SECONDS
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder to its end; TimeoutExpired, and all of it killed, when it has none.

    What it says goes to `stdout`, errors too. `subprocess.run` kills the program alone, and then
    waits for ever for whatever that has started and still holds the pipe.
    """
    program = subprocess.Popen(
        argv,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = program.communicate(timeout=seconds)
    except BaseException:
        _ended(program)
        raise
    return subprocess.CompletedProcess(argv, program.returncode, said)


def _ended(program: subprocess.Popen[str]) -> None:
    """Kill the program and its whole group; whoever has left the group may hold the pipe."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.communicate(timeout=LAST_WORDS_SECONDS)
