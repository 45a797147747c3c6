"""What every test may lean on: a folder of its own, free ports, a clean environment."""

import atexit
import gc
import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as chance
from xdist.remote import Producer

from starters.stack.ports import is_free
from tests.kit.bounds import LONGEST_RUN_SECONDS, LONGEST_TEST_SECONDS, bounded, left_behind
from tests.kit.memory import in_memory
from tests.kit.order import ByUnit, in_order

ROOM_FOR_A_RUN = 6 * 2**30
"""Bytes: four times what a run has ever held at once."""

# A run in the background is deaf to Ctrl-C, and so would be every program that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before any folder is made: the files of tests are in memory where there is room for them.
if "TMPDIR" not in os.environ and (_memory := in_memory(ROOM_FOR_A_RUN)):
    os.environ["TMPDIR"] = tempfile.tempdir = str(_memory)

# Before any setting is read: a developer's own stack and variables never reach a test.
for _name in [
    name for name in os.environ if name.startswith("MAKEGOOD_") and name != "MAKEGOOD_DATA"
]:
    del os.environ[_name]
os.environ["MAKEGOOD_VAR"] = tempfile.mkdtemp(prefix="makegood-")
atexit.register(shutil.rmtree, os.environ["MAKEGOOD_VAR"], ignore_errors=True)

# Programs that tests start by the hundred find their modules compiled, wherever that is not usual.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A machine that is busy with other things makes no example slow enough to fail.
chance.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
chance.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
OWN_PORTS = range(20_000, 32_000)
"""Ports that tests serve on; each process of a run has its own of them."""

MOST_PROCESSES = 8


def pytest_configure() -> None:
    """A run that hangs in spite of everything ends all the same."""
    bounded("The run", LONGEST_RUN_SECONDS)


def pytest_collection_finish() -> None:
    """What has been imported by now stays: the collector of garbage need not look at it again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    place = {nodeid: at for at, nodeid in enumerate(in_order([one.nodeid for one in items]))}
    items.sort(key=lambda item: place[item.nodeid])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer | None) -> ByUnit:
    """Tests that share a server run in one process."""
    return ByUnit(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test that hangs in spite of its timeout ends all the same, by name."""
    timer = bounded(item.nodeid, LONGEST_TEST_SECONDS)
    try:
        return (yield)
    finally:
        timer.cancel()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """A run that leaves a process behind has failed, whatever its tests say."""
    finished = yield
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder: Path = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        for process in left_behind(folder):
            print(f"\nleft behind: {process}")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return finished


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
    """Give ports of the loopback that nobody listens on, each one once.

    None is of the range from which the system takes those of outgoing calls: a server that is
    killed and started again would else find its port taken now and then.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % MOST_PROCESSES
    own = OWN_PORTS[process::MOST_PROCESSES]
    ports = itertools.chain.from_iterable(random.sample(own, len(own)) for _ in itertools.count())

    def next_free() -> int:
        return next(port for port in ports if is_free(port))

    return next_free
