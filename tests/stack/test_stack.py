"""A stack starts its services in order, heals them and leaves nothing behind."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from starters.stack.guard import Guard
from starters.stack.home import AlreadyRunning, Home
from starters.stack.run import environment, running_stack
from starters.stack.running import Room, Running
from starters.stack.services import Service, ServiceFailed, answers
from tests.stack.stand_ins import (
    IGNORE_TERM,
    READY,
    SERVE,
    WITH_A_CHILD,
    a_job,
    a_service,
    settings_in,
)

LONGEST_SECONDS = 60


def runs(pid: int) -> bool:
    """Whether the process still does anything."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def gone(pid: int) -> bool:
    """Whether the process ends, given a moment."""
    for _ in range(200):
        if not runs(pid):
            return True
        await asyncio.sleep(0.05)
    return False


async def heard(words: str, told: list[str]) -> None:
    """Return when somebody was told the words; fail when that takes too long."""
    for _ in range(200):
        if any(words in line for line in told):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"nobody said {words!r} but {told}")


async def test_services_of_a_higher_order_start_after_and_stop_before(tmp_path: Path) -> None:
    told: list[str] = []
    early, late = a_service("bank", order=0), a_service("worker", order=1)

    async with running_stack(settings_in(tmp_path), (late, early), told.append) as stack:
        pids = [stack.pid("bank"), stack.pid("worker")]
        assert all(map(runs, pids))

    assert told == ["bank serves", "worker serves"]
    assert not any(map(runs, pids))


async def test_a_job_is_done_before_the_services_that_need_it_start(tmp_path: Path) -> None:
    book = tmp_path / "book"
    job = a_job("migrate", f"open({str(book)!r}, 'w').write('ready')")
    reader = a_service("worker", f"print(open({str(book)!r}).read(), flush=True)\n{SERVE}", order=1)

    async with running_stack(settings_in(tmp_path), (reader, job), print) as stack:
        assert "ready" in stack.log("worker")


async def test_a_failed_job_stops_the_start_and_shows_its_last_words(tmp_path: Path) -> None:
    job = a_job("migrate", "raise SystemExit('the disk is full')")
    worker = a_service("worker", order=1)

    with pytest.raises(ServiceFailed, match=r"migrate failed.*\n.*the disk is full"):
        async with running_stack(settings_in(tmp_path), (job, worker), print):
            pass

    assert not (tmp_path / "log" / "worker.log").exists()


async def test_a_service_that_dies_while_starting_is_an_error_with_its_reason(
    tmp_path: Path,
) -> None:
    broken = a_service("worker", "raise SystemExit('no such queue')")

    with pytest.raises(
        ServiceFailed, match=r"worker ended while it was starting.*\n.*no such queue"
    ):
        async with running_stack(settings_in(tmp_path), (broken,), print):
            pass


async def test_a_service_that_never_serves_is_an_error_and_is_ended(tmp_path: Path) -> None:
    mute = Service(
        "bank",
        (sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"),
        ready=answers("http://127.0.0.1:1/healthz"),
        patience=timedelta(seconds=2),
    )

    with pytest.raises(ServiceFailed, match="bank did not get ready in time"):
        async with running_stack(settings_in(tmp_path), (mute,), print):
            pass

    assert await gone(int((tmp_path / "log" / "bank.log").read_text()))


@pytest.mark.fault
async def test_a_killed_service_serves_again_under_another_process(tmp_path: Path) -> None:
    told: list[str] = []
    async with running_stack(settings_in(tmp_path), (a_service("bank"),), told.append) as stack:
        first = stack.pid("bank")

        stack.kill("bank", signal.SIGKILL)
        await stack.serves("bank")

        assert stack.pid("bank") != first
        assert stack.restarts("bank") == 1
    assert "bank was ended by SIGKILL; starting it again" in told
    assert not runs(first)


@pytest.mark.fault
async def test_children_of_a_killed_service_do_not_outlive_it(tmp_path: Path) -> None:
    crew = (a_service("worker", WITH_A_CHILD),)
    async with running_stack(settings_in(tmp_path), crew, print) as stack:
        child = int(stack.log("worker").split()[0])
        os.kill(stack.pid("worker"), signal.SIGKILL)

        assert await gone(child)


@pytest.mark.fault
async def test_a_frozen_service_can_be_stopped_too(tmp_path: Path) -> None:
    async with running_stack(settings_in(tmp_path), (a_service("bank"),), print) as stack:
        pid = stack.pid("bank")
        stack.kill("bank", signal.SIGSTOP)
    assert not runs(pid)


async def test_a_halted_service_stays_down_until_it_is_resumed(tmp_path: Path) -> None:
    async with running_stack(settings_in(tmp_path), (a_service("bank"),), print) as stack:
        pid = stack.pid("bank")
        await stack.halt("bank")
        await asyncio.sleep(1)
        assert not runs(pid)
        assert stack.pid("bank") == pid

        await stack.resume("bank")
        assert runs(stack.pid("bank"))


async def test_two_stacks_never_share_a_folder(tmp_path: Path) -> None:
    async with running_stack(settings_in(tmp_path), (a_service(),), print):
        with pytest.raises(AlreadyRunning, match="runs in"):
            async with running_stack(settings_in(tmp_path), (a_service(),), print):
                pass
        with pytest.raises(AlreadyRunning):
            Home(tmp_path).clear()

    async with running_stack(settings_in(tmp_path), (a_service(),), print) as stack:
        assert runs(stack.pid("clerk"))


async def test_a_web_service_is_ready_when_it_answers(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    port = free_port()
    web = Service(
        "web",
        (sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"),
        ready=answers(f"http://127.0.0.1:{port}/"),
    )

    async with running_stack(settings_in(tmp_path), (web,), print):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        assert writer.get_extra_info("peername")[1] == port
        writer.close()


@pytest.mark.fault
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_no_service_outlives_the_program_that_runs_the_stack(
    tmp_path: Path, number: signal.Signals
) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.stack.program", str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert program.stdout
    async with asyncio.timeout(LONGEST_SECONDS):
        pids = [int(pid) for pid in (await program.stdout.readline()).split()]
        assert len(pids) == 3
        assert all(map(runs, pids))

        program.send_signal(number)
        await program.wait()

    assert [await gone(pid) for pid in pids] == [True, True, True]


async def test_a_service_deaf_to_sigterm_is_ended_by_force(tmp_path: Path) -> None:
    guard = Guard(environment(settings_in(tmp_path)))
    deaf = Running(a_service("deaf", IGNORE_TERM), Room(tmp_path, dict(os.environ), guard))
    await deaf.serves()

    await deaf.stop(timedelta(milliseconds=500))
    guard.close()

    assert deaf.status == -signal.SIGKILL
    assert READY in deaf.life.said()


@pytest.mark.fault
async def test_a_service_killed_again_and_again_always_comes_back(tmp_path: Path) -> None:
    async with running_stack(settings_in(tmp_path), (a_service("bank"),), print) as stack:
        pids = {stack.pid("bank")}
        for _ in range(3):
            stack.kill("bank", signal.SIGKILL)
            await stack.serves("bank")
            pids.add(stack.pid("bank"))

        assert len(pids) == 4
        assert stack.restarts("bank") == 3


@pytest.mark.fault
async def test_a_service_that_cannot_come_back_at_once_is_tried_again(tmp_path: Path) -> None:
    told: list[str] = []
    door = tmp_path / "open"
    door.touch()
    code = f"import pathlib, sys\npathlib.Path({str(door)!r}).exists() or sys.exit('shut')\n{SERVE}"
    async with running_stack(
        settings_in(tmp_path), (a_service("bank", code),), told.append
    ) as stack:
        door.unlink()
        stack.kill("bank")
        await heard("bank ended while", told)
        door.touch()

        await stack.serves("bank")

    assert any("bank ended while it was starting" in line and "shut" in line for line in told)
    assert told[-1] == "bank serves again"
