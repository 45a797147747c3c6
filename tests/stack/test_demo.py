"""`make demo` as a newcomer meets it: whole, beside another one, and stopped halfway."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from makegood.settings import PREFIX, Ports

DEMO = (sys.executable, "-m", "starters", "demo")
LONGEST, LONGEST_FAREWELL = 330, 30
"""Seconds after which a demonstration is given up; it takes about a minute and a half at rest."""

pytestmark = pytest.mark.timeout(400)


@dataclass(frozen=True)
class Demo:
    """A demonstration that has ended: what it said, how it ended, who was left."""

    said: str
    status: int
    left: tuple[str, ...]


@dataclass(frozen=True)
class Both:
    """One demonstration that ran to its end, and one beside it that was stopped."""

    whole: Demo
    stopped: Demo
    ports: Ports


@pytest_asyncio.fixture(scope="module")
async def both(
    root: Path, tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Both:
    """Two demonstrations in one checkout; the second is stopped as soon as a claim moves."""
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    folder = tmp_path_factory.mktemp("demo")
    first = await _started(root, folder, ports)
    begun = await _read_to(first, "Temporal UI")
    whole = asyncio.create_task(_ended(first, folder / "demo" / "1", begun))
    second = await _started(root, folder, ports)
    begun = await _read_to(second, "verifying")
    second.send_signal(signal.SIGINT)
    stopped = await _ended(second, folder / "demo" / "2", begun)
    return Both(await whole, stopped, ports)


async def _started(root: Path, folder: Path, ports: Ports) -> asyncio.subprocess.Process:
    wanted = {f"{PREFIX}{name.upper()}": str(port) for name, port in ports.model_dump().items()}
    return await asyncio.create_subprocess_exec(
        *DEMO,
        cwd=root,
        env={**os.environ, **wanted, f"{PREFIX}VAR": str(folder)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )


async def _ended(demo: asyncio.subprocess.Process, room: Path, begun: str = "") -> Demo:
    try:
        said, _ = await asyncio.wait_for(demo.communicate(), LONGEST)
    except TimeoutError:
        os.killpg(demo.pid, signal.SIGKILL)
        said, _ = await asyncio.wait_for(demo.communicate(), LONGEST_FAREWELL)
    return Demo(begun + said.decode(), demo.returncode or 0, tuple(_living_in(room)))


async def _read_to(demo: asyncio.subprocess.Process, word: str) -> str:
    """What the demonstration says until a line has the word, or it ends."""
    said = ""
    async with asyncio.timeout(LONGEST):
        while demo.stdout and (line := (await demo.stdout.readline()).decode()):
            said += line
            if word in line:
                break
    return said


def _living_in(room: Path) -> list[str]:
    """The processes whose state is in that folder."""
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if process.environ().get(f"{PREFIX}VAR") == str(room):
                found.append(process.info["name"])
        except psutil.Error:
            continue
    return found


@pytest.mark.slow
async def test_every_sample_claim_ends_as_it_should_and_the_books_balance(both: Both) -> None:
    assert "17 of 17 claims ended as they should" in both.whole.said, both.whole.said
    assert "5 of 5 crises ended as they should" in both.whole.said, both.whole.said
    assert both.whole.said.count("holds  ") == 9
    assert "of 22 mentions 1 opened a case" in both.whole.said
    assert both.whole.status == 0
    assert both.whole.left == ()


@pytest.mark.slow
async def test_progress_and_links_are_shown_on_the_way(both: Both) -> None:
    said, ui = both.whole.said, both.ports.temporal_ui_port

    assert f"Desk: http://127.0.0.1:{both.ports.web_port}   API:" in said
    assert "Sign in, without a password, as: merchant shop.lotus" in said
    assert "signing off, waits on service desk, operations" in said
    assert "level_too_low" in said
    assert f"http://127.0.0.1:{ui}/namespaces/default/workflows/claim-goodwill" in said


@pytest.mark.slow
async def test_a_second_one_takes_the_next_ports_and_says_so(both: Both) -> None:
    for port in both.ports.model_dump().values():
        assert f"Port {port} is taken" in both.stopped.said

    assert "verifying" in both.stopped.said


@pytest.mark.slow
async def test_ctrl_c_stops_all_that_was_started_without_a_traceback(both: Both) -> None:
    assert "nothing of the demonstration is running any more" in both.stopped.said
    assert "Traceback" not in both.stopped.said
    assert both.stopped.status == 1
    assert both.stopped.left == ()
