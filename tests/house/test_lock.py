"""What is installed is pinned with hashes, names no place, and is all that the project asks for."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from makegood.version import VERSION

PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,.-]+\])?==(?P<version>\S+)", re.MULTILINE)


def pins(root: Path) -> dict[str, str]:
    """The version of each locked package."""
    lock = (root / "requirements.lock").read_text()
    return {canonicalize_name(hit["name"]): hit["version"] for hit in PIN.finditer(lock)}


def wanted(root: Path) -> list[Requirement]:
    """What pyproject asks for, to run and to develop."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return [
        Requirement(one)
        for one in project["dependencies"] + project["optional-dependencies"]["dev"]
    ]


def test_the_version_is_the_same_wherever_it_is_said(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]

    assert project["version"] == VERSION
    assert f"\n## {VERSION}" in (root / "CHANGELOG.md").read_text()


def test_every_package_that_the_project_asks_for_is_locked_at_a_fitting_version(root: Path) -> None:
    locked = pins(root)
    missing = {
        str(one)
        for one in wanted(root)
        if not one.specifier.contains(locked.get(canonicalize_name(one.name), "0"))
    }

    assert missing == set()


def test_every_locked_package_has_a_hash(root: Path) -> None:
    blocks = re.split(r"\n(?=\S)", (root / "requirements.lock").read_text())
    bare = {block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block}

    assert bare == set()


def test_the_lock_names_no_place_to_fetch_from(root: Path) -> None:
    lock = (root / "requirements.lock").read_text()

    assert "://" not in lock
    assert "index" not in re.sub(r"^\s+# via.*|^\w\S+==.*", "", lock, flags=re.MULTILINE)
