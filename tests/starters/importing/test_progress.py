"""The progress bar is drawn on a terminal's error stream, and nowhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.starters.importing.files import a_file, cells, written

COMMAND = (sys.executable, "-m", "starters", "claim", "import")


def drawn(path: Path, root: Path) -> tuple[str, str]:
    """What the command writes to a terminal as its error stream, and to its output."""
    ours, terminal = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(root)}
    typed = (*COMMAND, str(path), "--mapping", "tsa")
    done = subprocess.run(
        typed, env=env, cwd=root, stderr=terminal, stdout=subprocess.PIPE, text=True, timeout=60
    )
    os.close(terminal)
    try:
        return os.read(ours, 1 << 16).decode(), done.stdout
    finally:
        os.close(ours)


def test_a_person_at_a_terminal_sees_how_far_it_is(tmp_path: Path, root: Path) -> None:
    path = a_file(tmp_path, written([cells(Claim_Number=str(n)) for n in range(200)]))

    seen, said = drawn(path, root)

    assert "rows" in seen
    assert "/201" in seen
    assert "read 200 = accepted 200 + refused 0" in said
    assert "/201" not in said
