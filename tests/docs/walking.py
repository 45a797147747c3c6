"""Gives the commands of a page, one after the other, in a checkout of their own."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from makegood.settings import STACK_ENV, Settings
from starters.cli.app import app
from starters.cli.doors import Doors
from tests.docs.pages import ROOT, Command
from tests.kit.programs import ran

LENT = (
    *("Makefile", "activities", "deploy", "docs", "makegood", "requirements.lock"),
    *("starters", "workers", "workflows", ".venv"),
)
"""What a reader finds in the checkout; `var` is made by what the reader does."""

ASKS = ("claim show", "claim explain", "claim timeline", "claim recovery", "inbox", "doctor",
        "projection check", "claim list", "dead-letters list")  # fmt: skip
"""Commands that change nothing: asked again until the claim has come to where the page says."""

LONGEST_WAIT_SECONDS = 90.0
WIDE = {"COLUMNS": "200"}
PLAIN = ("claim ", "crisis ", "inbox ", "dead-letters ", "oncall ", "policy ", "projection ")
"""Commands that say something and end: their own processes are tested elsewhere."""
GLANCE_SECONDS = 0.5


class Walk:
    """A checkout in a folder of its own, and the environment of somebody who works in it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        for name in LENT:
            (folder / name).symlink_to(ROOT / name)
        programs = folder / "bin"
        programs.mkdir()
        _program(programs / "makegood", f'"{sys.executable}" -P -m starters "$@"')
        # The environment is there already: it is not made anew, whatever make thinks of its age.
        _program(programs / "make", '/usr/bin/env -u MAKEFLAGS "$REAL_MAKE" -o .venv/.ready "$@"')
        self._environment = {
            **{name: value for name, value in os.environ.items() if not _ours(name)},
            **environment,
            "PYTHONPATH": str(ROOT),
            "REAL_MAKE": _found("make"),
            "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent),
                                     os.environ.get("PATH", os.defpath)]),
        }  # fmt: skip

    def give(self, line: str) -> str:
        """Give a command; all that it says."""
        return self._given(line).stdout

    def status(self, line: str) -> int:
        """Give a command; how it ends."""
        return self._given(line).returncode

    def answered(self, command: Command) -> str:
        """Give a command, a question again and again until it is answered as the page says."""
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        said = self.give(command.line)
        while _asks(command) and not says(said, command.answer) and time.monotonic() < until:
            time.sleep(GLANCE_SECONDS)
            said = self.give(command.line)
        return said

    def _given(self, line: str) -> subprocess.CompletedProcess[str]:
        if _is_plain(line):
            return self._here(line)
        return ran(["/bin/sh", "-c", line], self.folder, self._environment)

    def _doors(self) -> Doors:
        """The doors of a process of this folder, where `make up` wrote down what it is."""
        told = self.folder / "var" / STACK_ENV
        return Doors(settings=lambda: Settings(_env_file=told))

    def _here(self, line: str) -> subprocess.CompletedProcess[str]:
        """Give a plain command in this process: it says the same, without a second's start."""
        ours = {name: value for name, value in self._environment.items() if _ours(name)}
        with pytest.MonkeyPatch.context() as reader:
            reader.chdir(self.folder)
            for name in filter(_ours, list(os.environ)):
                reader.delenv(name)
            for name, value in ours.items():
                reader.setenv(name, value)
            ended = CliRunner(env=WIDE).invoke(app, shlex.split(line)[1:], obj=self._doors())
        return subprocess.CompletedProcess(line, ended.exit_code, ended.output)


def says(said: str, expected: tuple[str, ...]) -> bool:
    """Whether the lines are found in what was said, in their order, however it is spaced."""
    rest = " ".join(said.split())
    for line in filter(None, (" ".join(one.split()) for one in expected)):
        _, found, rest = rest.partition(line)
        if not found:
            return False
    return True


def _asks(command: Command) -> bool:
    return command.line.startswith(tuple(f"makegood {asked}" for asked in ASKS))


def _is_plain(line: str) -> bool:
    """Whether a line is one command of `makegood` that asks or tells, and needs no shell."""
    program, _, rest = line.partition(" ")
    known = rest.startswith(PLAIN) and not set(line) & set("|&;<>$`*?~(")
    return program == "makegood" and known


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\nexec {body}\n", "utf-8")
    path.chmod(0o755)


def _ours(name: str) -> bool:
    return name.startswith(("MAKEGOOD_", "MAKE", "MFLAGS", "COLUMNS", "PYTEST_"))


def _found(program: str) -> str:
    return subprocess.check_output(["/bin/sh", "-c", f"command -v {program}"], text=True).strip()
