"""A newcomer's commands exist, explain themselves and start from nothing but python3."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROMISED = ("venv", "demo", "up", "down", "reset", "test", "check", "cover", "lock", "bench")


def make(root: Path, *told: str) -> str:
    """What make says."""
    return subprocess.check_output(["make", "--no-print-directory", *told], cwd=root, text=True)


def test_make_alone_names_every_promised_command(root: Path) -> None:
    said = make(root)

    for target in PROMISED:
        assert re.search(rf"^  make {target} +[A-Z]", said, re.MULTILINE)


def test_the_whole_test_run_includes_the_gates_and_the_rules_covered_whole(root: Path) -> None:
    said = make(root, "--dry-run", "test")

    for gate in ("ruff check", "ruff format --check", "mypy", "lint-imports"):
        assert gate in said
    assert "--cov=makegood.rules --cov-branch" in said
    assert "--cov-fail-under=100" in said


def test_ci_runs_what_a_developer_runs(root: Path) -> None:
    script = root / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"


def test_the_lock_can_be_made_again_as_it_was(root: Path) -> None:
    said = make(root, "--dry-run", "lock")

    assert "--generate-hashes --no-strip-extras --no-emit-index-url" in said


def environment(root: Path, before: str) -> subprocess.CompletedProcess[str]:
    """Run the script that makes the environment, in a Python that is first changed by `before`."""
    code = (
        f"import runpy, sys\n{before}\nrunpy.run_path('deploy/environment.py', run_name='__main__')"
    )
    return subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)


def test_a_python_that_is_too_old_is_told_so_with_the_way_out(root: Path) -> None:
    refused = environment(root, "sys.version_info = (3, 9, 2)")

    assert refused.returncode == 1
    assert "needs Python 3.11 or newer" in refused.stderr
    assert "make demo PYTHON=python3.12" in refused.stderr


@pytest.mark.parametrize("module", ["ensurepip", "venv"])
def test_a_python_without_pip_is_told_which_package_to_install(root: Path, module: str) -> None:
    refused = environment(root, f"sys.modules[{module!r}] = None")

    assert refused.returncode == 1
    assert re.search(r"sudo apt install python3\.\d+-venv", refused.stderr)
