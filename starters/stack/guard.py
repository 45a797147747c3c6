"""The supervisor's line to its guardian."""

import contextlib
import subprocess
import sys
from collections.abc import Mapping

from starters.stack.groups import Group


class Guard:
    """Starts processes that end with this one, however it ends, also by SIGKILL."""

    def __init__(self, env: Mapping[str, str], holds: int | None = None) -> None:
        """Start the guardian; it holds the descriptor `holds` for as long as it lives."""
        self._guardian = subprocess.Popen(
            [sys.executable, "-m", "starters.stack.guardian"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            pass_fds=() if holds is None else (holds,),
            env=dict(env),
        )

    def watch(self, group: Group) -> None:
        """Have the group ended when this process is gone."""
        self._tell(f"watch {group.leader} {group.born!r}")

    def forget(self, group: Group) -> None:
        """Say that the group has ended."""
        self._tell(f"forget {group.leader}")

    def close(self) -> None:
        """Let the guardian go; whatever is still watched ends now."""
        if self._guardian.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._guardian.stdin.close()
        self._guardian.wait()

    def _tell(self, line: str) -> None:
        if self._guardian.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._guardian.stdin.write(line + "\n")
                self._guardian.stdin.flush()
