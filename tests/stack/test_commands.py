"""`make up`, `status`, `down` and `reset` say what they do, and do no more."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from makegood.settings import Settings
from starters.exits import Exit
from starters.stack.commands import down, reset, status, up
from starters.stack.home import Home

WELL = (sys.executable, "-m", "tests.stack.background", "well")
BROKEN = (sys.executable, "-m", "tests.stack.background", "broken")
UP = (sys.executable, "-m", "starters.stack", "up")
LONGEST = 60
Said = pytest.CaptureFixture[str]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Settings whose stack, if any, is stopped after the test."""
    found = Settings(var=tmp_path)
    yield found
    down(found)


def test_up_leaves_the_stack_running_and_says_where(settings: Settings, capsys: Said) -> None:
    assert up(settings, WELL) == Exit.OK

    said = capsys.readouterr().out
    assert "bank serves\nworker serves\n" in said
    assert "MAKEGOOD_TEMPORAL_ADDRESS=127.0.0.1:7233" in said
    assert "stop: make down" in said
    assert status(settings) == Exit.OK
    assert "MAKEGOOD_BANK_URL=" in capsys.readouterr().out


def test_up_twice_is_one_stack(settings: Settings, capsys: Said) -> None:
    up(settings, WELL)
    first = Home(settings.var).holder()

    assert up(settings, WELL) == Exit.OK

    assert "runs already" in capsys.readouterr().out
    assert Home(settings.var).holder() == first


def test_down_ends_every_process_and_up_works_again(settings: Settings, capsys: Said) -> None:
    up(settings, WELL)
    holder = Home(settings.var).holder()
    assert holder
    crew = psutil.Process(holder.leader).children(recursive=True)

    assert down(settings) == Exit.OK

    assert len(crew) == 3
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in crew)
    assert status(settings) == Exit.FAILED
    assert "make up" in capsys.readouterr().out
    assert up(settings, WELL) == Exit.OK


def test_down_when_nothing_runs_is_no_error(settings: Settings, capsys: Said) -> None:
    assert down(settings) == Exit.OK
    assert capsys.readouterr().out == "Nothing runs.\n"


def test_up_that_fails_says_why_and_leaves_nothing(settings: Settings, capsys: Said) -> None:
    assert up(settings, BROKEN) == Exit.FAILED

    said = capsys.readouterr().out
    assert "worker ended while it was starting" in said
    assert "the queue is unknown" in said
    assert Home(settings.var).holder() is None


def test_reset_refuses_while_the_stack_runs(settings: Settings, capsys: Said) -> None:
    up(settings, WELL)
    (settings.var / "makegood.sqlite").touch()

    assert reset(settings) == Exit.REFUSED
    assert "make down" in capsys.readouterr().out
    assert (settings.var / "makegood.sqlite").exists()

    down(settings)
    assert reset(settings) == Exit.OK
    assert list(settings.var.iterdir()) == []


@pytest.mark.fault
def test_up_after_a_killed_stack_waits_for_its_services_to_end(settings: Settings) -> None:
    up(settings, WELL)
    holder = Home(settings.var).holder()
    assert holder
    crew = psutil.Process(holder.leader).children()
    os.kill(holder.leader, signal.SIGKILL)
    psutil.Process(holder.leader).wait(10)

    assert up(settings, WELL) == Exit.OK

    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in crew)


def test_up_names_the_port_that_is_taken_and_the_setting_that_moves_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        env = {**os.environ, "MAKEGOOD_VAR": str(tmp_path), "MAKEGOOD_BANK_PORT": port}
        refused = subprocess.run(UP, env=env, capture_output=True, text=True, timeout=LONGEST)

    assert refused.returncode == Exit.FAILED
    assert f"Port {port} is taken" in refused.stdout
    assert "MAKEGOOD_BANK_PORT=" in refused.stdout


def test_a_setting_that_cannot_be_is_a_usage_error(tmp_path: Path) -> None:
    env = {**os.environ, "MAKEGOOD_VAR": str(tmp_path), "MAKEGOOD_POLICY_PACE": "soon"}
    refused = subprocess.run(UP, env=env, capture_output=True, text=True, timeout=LONGEST)

    assert refused.returncode == Exit.USAGE
    assert "policy_pace" in refused.stderr
