"""Every command that the stack and the containers run is one that the command line knows."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from makegood.settings import Ports, Settings
from starters.stack.layout import services
from tests.house.compose import containers

ROOT = Path(__file__).resolve().parents[2]
OURS = ("-m", "starters")


def of_the_stack() -> dict[str, Sequence[str]]:
    """Arguments of each service of `make up` that is a command of ours."""
    found = services(Settings(), Ports())
    return {one.name: one.argv[3:] for one in found if one.argv[1:3] == OURS}


def of_the_containers() -> dict[str, Sequence[str]]:
    """Arguments of each container that runs our command line."""
    return {
        f"container-{name}": one.command
        for name, one in containers(ROOT).items()
        if one.is_ours and not one.entrypoint
    }


COMMANDS = of_the_stack() | of_the_containers()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_line_knows_the_command_and_its_options(name: str) -> None:
    told = COMMANDS[name]
    options = [word for word in told if word.startswith("--")]
    first = told.index(options[0]) if options else len(told)

    shown = subprocess.run(
        [sys.executable, *OURS, *told[:first], "--help"],
        cwd=ROOT,
        env={"COLUMNS": "200", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert shown.returncode == 0, shown.stderr
    assert [option for option in options if option not in shown.stdout] == []
