"""One warm process, from which the Python services of a stack are forked."""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLOCK = 65_536
COMM = 15
"""Letters that Linux keeps of a process's name, as `ps -o comm` shows it."""


@dataclass(frozen=True)
class Order:
    """A service to be born: `python -m`, its module and what it is told."""

    argv: tuple[str, ...]
    env: dict[str, str]
    log: str


class Nursery:
    """Forks services, and says when they have ended.

    Requests and answers are lines of JSON. `{"ready": 1}` is said first. `{"argv", "env", "log"}`
    is answered `{"born": PID}`; the child leads a session of its own, and waits for `{"go": PID}`
    before it becomes its service. When it has ended, `{"ended": PID, "status": N}` is said, N as in
    `subprocess`. At the end of the requests the nursery ends, and leaves its children alone.
    """

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._gates: dict[int, int] = {}
        self._woken, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        os.set_blocking(self._woken, False)

    def serve(self) -> Order | None:
        """What this process is to become: in a child, its service; None once all is said."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)
        self._say(ready=1)
        rest = b""
        while True:
            ready, _, _ = select.select([self._line.fileno(), self._woken], [], [])
            if self._woken in ready:
                self._bury()
            if self._line.fileno() in ready:
                block = self._line.recv(BLOCK)
                if not block:
                    return None
                *lines, rest = (rest + block).split(b"\n")
                for line in lines:
                    if born := self._heard(json.loads(line)):
                        return born

    def _heard(self, said: dict[str, Any]) -> Order | None:
        if "go" in said:
            self._open(said["go"])
            return None
        order = Order(tuple(said["argv"]), said["env"], said["log"])
        gate, key = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(key)
            self._leave()
            _settle(order, gate)
            return order
        os.close(gate)
        self._gates[child] = key
        self._say(born=child)
        return None

    def _open(self, child: int) -> None:
        """Let a child go on; one that has died meanwhile hears nothing."""
        key = self._gates.pop(child, None)
        if key is not None:
            with contextlib.suppress(BrokenPipeError):
                os.write(key, b"go")
            os.close(key)

    def _bury(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._woken, BLOCK)
        for child, status in _ended():
            if child in self._gates:
                os.close(self._gates.pop(child))
            self._say(ended=child, status=status)

    def _leave(self) -> None:
        """Take nothing of the nursery into a child."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._line.close()
        for number in (self._woken, self._bell, *self._gates.values()):
            os.close(number)

    def _say(self, **said: int) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._line.sendall(json.dumps(said).encode() + b"\n")


def _ended() -> Iterator[tuple[int, int]]:
    """The children that have ended since, with their statuses."""
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found[0], os.waitstatus_to_exitcode(found[1])


def _settle(order: Order, gate: int) -> None:
    """Be a process like any other: own session, own log, own variables; then wait for the word."""
    os.setsid()
    log = os.open(order.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for found, wanted in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(found, wanted)
    os.close(log)
    os.close(nothing)
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(" ".join(order.argv[:2])[:COMM])
    os.environ.clear()
    os.environ.update(order.env)
    word = os.read(gate, BLOCK)
    os.close(gate)
    if not word:
        os._exit(1)


def become(order: Order) -> None:
    """Run the service as `python -m` would, in this process."""
    module, *told = order.argv
    sys.argv = [module, *told]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def main(arguments: Sequence[str]) -> None:
    """Load what services have in common, then serve until nobody asks any more.

    The first argument is the number of the socket that requests come by; the others are modules.
    """
    number, *modules = arguments
    gc.disable()
    for module in modules:
        importlib.import_module(module)
    gc.freeze()
    gc.enable()
    order = Nursery(socket.socket(fileno=int(number))).serve()
    if order:
        become(order)


if __name__ == "__main__":
    main(sys.argv[1:])
