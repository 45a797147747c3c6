"""Services forked from one warm process are processes like any other."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from starters.stack.forking import WARM, Forked, Forks, module_of
from starters.stack.guard import Guard
from starters.stack.nursery import COMM
from starters.stack.run import environment, running_stack
from starters.stack.running import Room, Running
from starters.stack.services import Service, says
from tests.gateways.bank_at_work import until
from tests.stack.stand_ins import READY, a_service, settings_in

LONGEST = 60
FORKED = "tests.stack.forked"
FEW = ("json", "psutil")


def a_module(name: str = "clerk", told: str = "stay") -> Service:
    """A service that can be forked."""
    argv = (sys.executable, "-m", FORKED, told)
    return Service(name, argv, ready=says(READY), patience=timedelta(seconds=LONGEST))


@pytest.fixture
def forks(tmp_path: Path) -> Iterator[Forks]:
    """A nursery that has little to load."""
    made = Forks({**environment(settings_in(tmp_path)), "OLD": "from the nursery"}, FEW)
    yield made
    made.close()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """What a service finds in its environment."""
    return {**environment(settings_in(tmp_path)), "SAID": "to the service"}


async def born(forks: Forks, env: dict[str, str], log: Path, told: str) -> Forked:
    """A service that waits at its gate."""
    assert await forks.ready()
    child = forks.bear((FORKED, told), env, log)
    assert child is not None
    return child


async def ended(child: Forked) -> int:
    """How it ends."""
    await until(lambda: child.poll() is not None, LONGEST)
    status = child.poll()
    assert status is not None
    return status


def nursery_of(child: Forked) -> psutil.Process:
    """The process that it comes from."""
    return psutil.Process(psutil.Process(child.pid).ppid())


async def test_it_leads_its_own_session_and_has_its_own_log_and_variables(
    forks: Forks, env: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "clerk.log"
    log.write_text("earlier\n")
    child = await born(forks, env, log, "7")
    child.go()

    assert await ended(child) == 7
    before, told, ready = log.read_text("utf-8").splitlines()
    found: dict[str, Any] = json.loads(told)
    assert (before, ready) == ("earlier", READY)
    assert found | {"open": 0, "parent": 0} == {
        "argv": ["7"],
        "name": f"{FORKED} 7"[:COMM],
        "leads": True,
        "said": "to the service",
        "old": "",
        "stdin": "",
        "open": 0,
        "parent": 0,
    }
    assert len(found["open"]) == len({0, 1, 2, "the folder that is listed"})


async def test_a_signal_that_ended_it_is_told(
    forks: Forks, env: dict[str, str], tmp_path: Path
) -> None:
    child = await born(forks, env, tmp_path / "log", "stay")
    child.go()
    assert child.poll() is None

    os.kill(child.pid, signal.SIGKILL)

    assert await ended(child) == -signal.SIGKILL


async def test_each_is_told_apart_and_one_killed_at_its_gate_is_noticed(
    forks: Forks, env: dict[str, str], tmp_path: Path
) -> None:
    first, second, third = [
        await born(forks, env, tmp_path / "log", told) for told in ("3", "stay", "5")
    ]
    os.kill(second.pid, signal.SIGKILL)
    for child in (first, second, third):
        child.go()

    assert [await ended(child) for child in (third, first, second)] == [5, 3, -signal.SIGKILL]


async def test_what_was_born_outlives_its_nursery_and_its_end_is_seen(
    forks: Forks, env: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.touch()
    child = await born(forks, env, log, "stay")
    child.go()
    await until(lambda: READY in log.read_text("utf-8"), LONGEST)
    nursery_of(child).kill()
    await until(lambda: psutil.Process(child.pid).ppid() != forks.pid, LONGEST)

    assert child.poll() is None
    assert forks.bear((FORKED, "stay"), env, log) is None
    assert not await forks.ready()
    os.killpg(child.pid, signal.SIGKILL)
    assert await ended(child) == -signal.SIGKILL


async def test_one_at_its_gate_goes_with_its_nursery(
    forks: Forks, env: dict[str, str], tmp_path: Path
) -> None:
    child = await born(forks, env, tmp_path / "log", "stay")
    waiting = psutil.Process(child.pid)
    nursery_of(child).kill()

    await until(lambda: not waiting.is_running(), LONGEST)
    assert await ended(child) == -signal.SIGKILL


async def test_where_nothing_can_be_loaded_services_start_by_themselves(tmp_path: Path) -> None:
    env = environment(settings_in(tmp_path))
    guard, forks = Guard(env), Forks(env, ("no.such.module",))
    room = Room(tmp_path, env, guard, forks)

    assert not await room.is_warm_for(a_module())
    alone = Running(a_module(), room, warm=True)
    await alone.serves()
    await alone.stop(timedelta(seconds=LONGEST))

    assert json.loads(alone.life.said().splitlines()[0])["leads"]
    forks.close()
    guard.close()


@pytest.mark.fault
async def test_a_forked_service_that_is_killed_comes_back_and_none_is_left(tmp_path: Path) -> None:
    pids: dict[str, set[int]] = {"one": set(), "two": set()}
    async with running_stack(settings_in(tmp_path), (a_module("one"), a_module("two"))) as stack:
        parents = {psutil.Process(stack.pid(name)).ppid() for name in pids}
        for _ in range(3):
            pids["one"].add(stack.pid("one"))
            pids["two"].add(stack.pid("two"))
            stack.kill("one")
            await stack.serves("one")
        parents.add(psutil.Process(stack.pid("one")).ppid())
        restarts = stack.restarts("one"), stack.restarts("two")

    assert (len(pids["one"]), len(pids["two"]), restarts) == (3, 1, (3, 0))
    assert len(parents) == 1
    assert not any(map(psutil.pid_exists, parents | pids["one"] | pids["two"]))


async def test_a_stack_goes_on_when_its_nursery_has_died(tmp_path: Path) -> None:
    async with running_stack(settings_in(tmp_path), (a_module("one"), a_module("two"))) as stack:
        psutil.Process(psutil.Process(stack.pid("one")).ppid()).kill()
        before = stack.pid("one")
        stack.kill("one")
        async with asyncio.timeout(LONGEST):
            await until(lambda: stack.restarts("one") == 1, LONGEST)
            await stack.serves("one")

        assert stack.pid("one") != before
        assert json.loads(stack.log("one").splitlines()[0])["parent"] == os.getpid()


def test_what_services_have_in_common_starts_no_thread() -> None:
    code = "import sys; from importlib import import_module as load\n"
    code += "for name in sys.argv[1:]: load(name)\n"
    code += "print(len(list(__import__('pathlib').Path('/proc/self/task').iterdir())))"
    told = subprocess.run([sys.executable, "-c", code, *WARM], capture_output=True, text=True)

    assert (told.stdout, told.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    ("argv", "module"),
    [
        ((sys.executable, "-P", "-m", "workers", "claims"), ("workers", "claims")),
        ((sys.executable, "-m", "starters"), ("starters",)),
        (("python-of-another-house", "-m", "starters"), ()),
        (a_service().argv, ()),
        ((sys.executable, "-m"), ()),
    ],
)
def test_only_modules_of_this_python_are_forked(
    argv: tuple[str, ...], module: tuple[str, ...]
) -> None:
    assert module_of(argv) == module
