"""The clients in another language, with what they need from npm in a folder of their own."""

import os
import shutil
from pathlib import Path

import pytest

from tests.kit.programs import ran

NODE = Path(__file__).parent / "node"
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
LONGEST_INSTALL = 120.0


def installed(folder: Path) -> Path:
    """The Node client, ready to run in that folder; skips, with the reason, where npm cannot."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("there is no node or no npm on this machine")
    for name in ("package.json", "package-lock.json", "client.mjs"):
        shutil.copy(NODE / name, folder)
    done = ran(INSTALL, folder, dict(os.environ), LONGEST_INSTALL)
    if done.returncode != 0:
        pytest.skip(f"npm cannot install the client: {done.stdout.strip().splitlines()[:1]}")
    return folder / "client.mjs"
