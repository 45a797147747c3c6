"""The command line as a process: quick to help, honest at its end, whoever listens."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from starters.exits import Exit

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("temporalio", "sqlalchemy", "fastapi", "httpx", "fsspec", "yaml", "pydantic_settings")


@pytest.fixture
def environment(tmp_path: Path, free_port: Callable[[], int]) -> Mapping[str, str]:
    """An environment in which no Temporal answers, and no database is."""
    return {
        "MAKEGOOD_VAR": str(tmp_path),
        "MAKEGOOD_TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}",
        "PYTHONPATH": str(ROOT),
    }


def makegood(
    environment: Mapping[str, str], *words: str, said: str = ""
) -> subprocess.CompletedProcess[str]:
    """What a process of the command line prints, and how it ends."""
    return subprocess.run(
        [sys.executable, "-m", "starters", *words],
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("policy", "check"), Exit.OK),
        (("claim", "list"), Exit.FAILED),
        (("claim", "show"), Exit.USAGE),
        (("dead-letters", "done", "1"), Exit.NOT_FOUND),
        (("claim", "show", "C-1"), Exit.UNREACHABLE),
        (("projection", "check"), Exit.UNREACHABLE),
        (("claim", "recovery", "C-1"), Exit.UNREACHABLE),
        (("doctor",), Exit.FAILED),
    ],
)
def test_a_process_ends_with_the_status_of_what_happened(
    environment: Mapping[str, str], words: tuple[str, ...], status: Exit
) -> None:
    if status is Exit.NOT_FOUND:
        makegood(environment, "database", "migrate")

    ended = makegood(environment, *words)

    assert ended.returncode == status, ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_that_is_away_is_said_to_programs_too(environment: Mapping[str, str]) -> None:
    ended = makegood(environment, "claim", "explain", "C-1", "--json")

    error = json.loads(ended.stdout)["error"]
    assert (ended.returncode, error["code"]) == (Exit.UNREACHABLE, "unreachable")
    assert environment["MAKEGOOD_TEMPORAL_ADDRESS"] in error["message"]
    assert "make up" in error["next"]


async def test_a_server_that_accepts_and_never_answers_is_given_up(
    environment: Mapping[str, str],
) -> None:
    silent = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    host, port = silent.sockets[0].getsockname()
    words = {**environment, "MAKEGOOD_TEMPORAL_ADDRESS": f"{host}:{port}"}

    ended = await asyncio.to_thread(makegood, words, "claim", "show", "C-1")
    silent.close()

    assert ended.returncode == Exit.UNREACHABLE


def test_the_doctor_says_what_is_missing_and_what_to_do(environment: Mapping[str, str]) -> None:
    checks = json.loads(makegood(environment, "doctor", "--json").stdout)["checks"]

    wrong = {each["name"]: each["next"] for each in checks if each["verdict"] == "wrong"}
    assert wrong == {
        "temporal": "Start it: make up",
        "database": "Prepare it: makegood database migrate",
    }


@pytest.mark.parametrize("words", ["policy show", "claim show", "--help"])
def test_a_reader_that_went_away_does_not_change_the_status(
    environment: Mapping[str, str], words: str
) -> None:
    status = makegood(environment, *words.split()).returncode
    line = f'"$0" -m starters {words} | true; exit "${{PIPESTATUS[0]}}"'

    piped = subprocess.run(
        ["/bin/bash", "-c", line, sys.executable],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )

    assert (piped.returncode, "Traceback" in piped.stderr) == (status, False)


def test_a_terminal_that_lacks_letters_is_no_reason_to_fail(
    environment: Mapping[str, str],
) -> None:
    ended = makegood({**environment, "PYTHONIOENCODING": "ascii"}, "policy", "show")

    assert (ended.returncode, "merchant-lotus" in ended.stdout) == (Exit.OK, True)


def test_help_loads_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from starters.cli.app import app\n"
        "assert 'claim' in CliRunner().invoke(app, ['--help']).stdout\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )

    assert ended.stdout == "[]\n", ended.stderr


def test_a_worker_is_the_very_process_that_was_started(environment: Mapping[str, str]) -> None:
    ended = makegood(environment, "worker", "run", "--queue", "notices")

    assert ended.returncode != Exit.OK
    assert "workers" in ended.stderr  # it got as far as the workers' own code, and nobody answered
