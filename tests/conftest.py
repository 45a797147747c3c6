"""What every test may lean on: a folder of its own, free ports, a clean environment."""

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

# Before any setting is read: a developer's own stack and variables never reach a test.
for _name in [
    name for name in os.environ if name.startswith("MAKEGOOD_") and name != "MAKEGOOD_DATA"
]:
    del os.environ[_name]
os.environ["MAKEGOOD_VAR"] = tempfile.mkdtemp(prefix="makegood-")
atexit.register(shutil.rmtree, os.environ["MAKEGOOD_VAR"], ignore_errors=True)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real claims data, when this machine has it; the test is skipped when not."""
    folder = Path(os.environ.get("MAKEGOOD_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("set MAKEGOOD_DATA to the folder of real claims data")
    return folder


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Give ports of the loopback that nobody listens on, each one once."""
    given: set[int] = set()

    def next_free() -> int:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port: int = probe.getsockname()[1]
            if port not in given:
                given.add(port)
                return port

    return next_free
