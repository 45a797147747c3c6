"""The environment is made from the lock alone, once, and again only when the lock changes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A small project with a command of its own and nothing to install."""
    place = tmp_path / "a place with spaces"
    (place / "deploy").mkdir(parents=True)
    (place / "starters").mkdir()
    (place / "starters" / "__main__.py").write_text("import sys; print('makegood', *sys.argv[1:])")
    (place / "requirements.lock").write_text("# nothing\n")
    shutil.copy(root / "deploy" / "environment.py", place / "deploy")
    return place


def make_environment(checkout: Path) -> str:
    """What the script says while it makes the environment."""
    return subprocess.run(
        [sys.executable, "deploy/environment.py"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.slow
def test_the_command_works_from_anywhere_and_is_made_once(checkout: Path, tmp_path: Path) -> None:
    assert "this happens once" in make_environment(checkout)
    assert make_environment(checkout) == ""

    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "starters").mkdir(parents=True)
    command = checkout / ".venv" / "bin" / "makegood"
    said = subprocess.check_output([command, "claim", "show", "c 1"], cwd=elsewhere, text=True)
    assert said == "makegood claim show c 1\n"

    (checkout / "requirements.lock").write_text("# nothing, but newer\n")
    assert "this happens once" in make_environment(checkout)


@pytest.mark.slow
def test_a_package_without_its_hash_is_not_installed(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("six==1.17.0\n")

    with pytest.raises(subprocess.CalledProcessError) as refused:
        make_environment(checkout)

    assert "Could not finish .venv" in refused.value.stderr
    assert not (checkout / ".venv" / ".ready").exists()
