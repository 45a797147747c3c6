"""The supervisor's line to its nursery, and the processes that come of it."""

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from starters.stack.groups import Group

BLOCK = 65_536
PATIENCE_SECONDS = 20.0
"""How long a nursery may take over a birth: a thousand times what it needs."""

WARM = (
    *("workers.host", "starters.cli.app", "starters.listening", "starters.site"),
    *("makegood.gateways.bank_simulator.app", "makegood.gateways.bank_simulator.serving"),
    "makegood.gateways.identity_provider.app",
)
"""What the services of a stack have in common."""


class Process(Protocol):
    """A service's process, which waits at its gate."""

    pid: int

    def go(self) -> None:
        """Let it become its service."""

    def poll(self) -> int | None:
        """The exit status, None while it runs; a negative one is the signal that ended it."""


def module_of(argv: Sequence[str]) -> tuple[str, ...]:
    """The module that a command runs by this Python, and its arguments; empty for any other."""
    match tuple(argv):
        case (sys.executable, "-P", "-m", *told) | (sys.executable, "-m", *told):
            return tuple(told)
    return ()


class Forks:
    """Services forked from one warm process, for as long as that lives."""

    def __init__(self, env: Mapping[str, str], warm: Sequence[str] = WARM) -> None:
        """Start the nursery, which takes a moment to load the modules in `warm`."""
        ours, theirs = socket.socketpair()
        ours.settimeout(PATIENCE_SECONDS)
        with theirs:
            self._nursery = subprocess.Popen(
                [sys.executable, "-P", "-m", "starters.stack.nursery", str(theirs.fileno()), *warm],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=(theirs.fileno(),),
                env=dict(env),
            )
        self._line = ours
        self._rest = b""
        self._said: list[dict[str, int]] = []
        self._loaded: asyncio.Task[bool] | None = None
        self._lost = False

    async def ready(self) -> bool:
        """Whether services can be born here, once it is known."""
        if self._loaded is None:
            self._loaded = asyncio.create_task(asyncio.to_thread(self._has_loaded))
        return await asyncio.shield(self._loaded) and not self._lost

    def bear(self, argv: Sequence[str], env: Mapping[str, str], log: Path) -> "Forked | None":
        """A new process for a module and its arguments; None when the nursery is no more."""
        self._say(argv=list(argv), env=dict(env), log=str(log))
        born = self._hear("born")
        return None if born is None else Forked(born["born"], self)

    def let(self, child: int) -> None:
        """Let a child become its service."""
        self._say(go=child)

    def status(self, child: int) -> int | None:
        """How a child has ended, as far as anybody knows; None while it runs."""
        self._line.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while self._read():
                pass
        self._line.settimeout(PATIENCE_SECONDS)
        found = [one["status"] for one in self._said if one.get("ended") == child]
        return found[0] if found else None

    @property
    def pid(self) -> int:
        """The nursery's own process id."""
        return self._nursery.pid

    @property
    def is_lost(self) -> bool:
        """Whether the nursery has ended: nobody will say how its children do."""
        return self._lost

    def close(self) -> None:
        """Let the nursery go; what was born there goes on."""
        self._line.close()
        self._nursery.wait()

    def _has_loaded(self) -> bool:
        self._line.settimeout(None)
        loaded = self._hear("ready") is not None
        self._line.settimeout(PATIENCE_SECONDS)
        return loaded

    def _say(self, **said: object) -> None:
        try:
            self._line.sendall(json.dumps(said).encode() + b"\n")
        except OSError:
            self._lost = True

    def _hear(self, what: str) -> dict[str, int] | None:
        """The next line about something; what is said of other things is kept."""
        while True:
            for at, one in enumerate(self._said):
                if what in one:
                    return self._said.pop(at)
            if not self._read():
                return None

    def _read(self) -> bool:
        """Take in what was said; False once nobody says anything any more."""
        if self._lost:
            return False
        try:
            block = self._line.recv(BLOCK)
        except (ConnectionError, TimeoutError):
            block = b""
        *lines, self._rest = (self._rest + block).split(b"\n")
        self._said += map(json.loads, lines)
        self._lost = not block
        return bool(block)


class Forked:
    """A process of a nursery."""

    def __init__(self, pid: int, forks: Forks) -> None:
        self.pid = pid
        self._forks = forks
        self._group = Group.of(pid)
        self._status: int | None = None

    def go(self) -> None:
        """Let it become its service."""
        self._forks.let(self.pid)

    def poll(self) -> int | None:
        """The exit status; one whose nursery has gone is taken to have been killed."""
        if self._status is None:
            self._status = self._forks.status(self.pid)
        if self._status is None and self._forks.is_lost and not self._group.leads():
            self._status = -signal.SIGKILL
        return self._status


class Executed:
    """A process by itself.

    It waits for one line before it becomes the service: until then nobody guards it.
    """

    GATE = ("/bin/sh", "-c", 'read -r go && exec "$@" </dev/null', "gate")

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as written:
            self._process = subprocess.Popen(
                [*self.GATE, *argv],
                stdin=subprocess.PIPE,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=dict(env),
            )
        self.pid = self._process.pid

    def go(self) -> None:
        """Let it become its service."""
        if self._process.stdin:
            self._process.stdin.write(b"go\n")
            self._process.stdin.close()

    def poll(self) -> int | None:
        """The exit status."""
        return self._process.poll()
