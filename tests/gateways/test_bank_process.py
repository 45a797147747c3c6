"""The bank simulator as a process: it says where it is, and survives being killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from makegood.gateways.bank import connect
from makegood.gateways.bank_simulator.serving import listen
from makegood.messages.payments import PaymentState
from makegood.messages.problems import Problem
from tests.gateways.bank_at_work import (
    SECRET,
    Inbox,
    an_instruction,
    closing,
    served,
    submit,
    until,
)

MODULE = "makegood.gateways.bank_simulator"


def command(folder: Path, *options: str) -> list[str]:
    """How the bank of a folder is started."""
    state = ["--state", str(folder / "bank.sqlite")]
    return [sys.executable, "-m", MODULE, *state, *options]


@contextmanager
def a_bank_process(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The bank on its own; yields the process and its address, and kills it at the end."""
    environment = {**os.environ, "BANK_SECRET": SECRET}
    process = subprocess.Popen(
        command(folder, *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["pid"] == process.pid
        yield process, ready["address"]
    finally:
        process.kill()
        process.communicate()


async def got(address: str, path: str) -> str:
    """What the bank answers there."""
    async with httpx.AsyncClient(base_url=address) as client:
        return (await client.get(path)).text


async def bookings(address: str) -> list[tuple[str, str]]:
    """Key and kind of every booking, sorted."""
    entries = json.loads(await got(address, "/statement"))["entries"]
    return sorted((entry["payment_key"], entry["kind"]) for entry in entries)


async def booked_everything(address: str) -> bool:
    """Whether nothing is left to book."""
    return bool(json.loads(await got(address, "/healthz"))["pending"] == 0)


def hooked(inbox_address: str) -> list[str]:
    """Options for a bank that tells this inbox."""
    return ["--webhook-url", f"{inbox_address}/hook", "--webhook-secret-env", "BANK_SECRET"]


async def test_a_kill_loses_no_payment_no_booking_and_no_notice(tmp_path: Path) -> None:
    inbox = Inbox(refusals=1)
    keys = [f"c-{number}-v1-transfer-1" for number in range(6)]
    async with served(inbox.app()) as hook:
        options = [*hooked(hook), "--day-seconds", "1.5"]
        with a_bank_process(tmp_path, *options) as (process, address):
            for key in keys:
                await submit(address, an_instruction(key))
            process.kill()
            process.wait()
        with a_bank_process(tmp_path, *options) as (_, address):
            await until(lambda: {notice.payment_key for notice in inbox.notices} == set(keys))
            booked = await bookings(address)

    assert booked == [(key, "debit") for key in keys]


async def send_all(address: str, keys: list[str]) -> int:
    """Sends every payment, and says how many of them came to a good answer."""
    answered = 0
    async with closing(connect(address)) as gateway:
        for key in keys:
            with suppress(Problem):
                await gateway.submit(an_instruction(key))
                answered += 1
    return answered


async def test_kills_in_the_midst_of_sending_never_pay_twice_and_lose_nothing(
    tmp_path: Path,
) -> None:
    keys = [f"c-{number}-v1-transfer-1" for number in range(20)]
    fast, answered = ["--day-seconds", "0.6"], []
    for round_number in range(4):
        with a_bank_process(tmp_path, *fast) as (process, address):
            later = asyncio.get_running_loop().call_later
            killer = later(0.02 * (round_number + 1), process.kill)
            answered.append(await send_all(address, keys))
            killer.cancel()
    with a_bank_process(tmp_path, *fast) as (_, address):
        assert await send_all(address, keys) == len(keys)
        await until(lambda: booked_everything(address))
        booked = await bookings(address)

    assert min(answered) < len(keys), "no kill came in the midst"
    assert booked == sorted((key, "debit") for key in keys)


async def test_a_second_kill_leaves_the_statement_as_it_was(tmp_path: Path) -> None:
    with a_bank_process(tmp_path, "--day-seconds", "0.3") as (_, address):
        await submit(address, an_instruction(account="0071990004"))
        await until(lambda: booked_everything(address))
        before = await got(address, "/statement")
    with a_bank_process(tmp_path, "--day-seconds", "0.3") as (_, address):
        assert await got(address, "/statement") == before
        report = await submit(address, an_instruction(account="0071990004"))
    assert (report.state, report.code) == (PaymentState.RETURNED, "AC04")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_order_when_it_is_told(tmp_path: Path, told: signal.Signals) -> None:
    with a_bank_process(tmp_path) as (process, _):
        process.send_signal(told)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


async def test_a_script_can_come_from_a_file(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text('[{"match": {"amount_over": "1000000"}, "then": {"code": "AM02"}}]')
    with a_bank_process(tmp_path, "--script", str(script)) as (_, address):
        report = await submit(address, an_instruction())
    assert report.code == "AM02"


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            command(tmp_path, "--port", port), capture_output=True, text=True, timeout=60
        )
    assert ended.returncode == 1
    assert port in ended.stderr
    assert "--port" in ended.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--webhook-url", "http://127.0.0.1:1/hook"], "--webhook-secret-env"),
        (["--webhook-url", "client/hook", "--webhook-secret-env", "PATH"], "http://"),
        (["--webhook-url", "http://c/h", "--webhook-secret-env", "BANK_EMPTY"], "BANK_EMPTY"),
        (["--webhook-url", "http://c/h", "--webhook-secret-env", "BANK_ODD"], "BANK_ODD"),
        (["--day-seconds", "0"], "--day-seconds"),
        (["--script", "no-such-file.json"], "no-such-file.json"),
    ],
)
def test_wrong_usage_is_explained(tmp_path: Path, options: list[str], said: str) -> None:
    environment = {**os.environ, "BANK_EMPTY": "whsec_", "BANK_ODD": "whsec_a"}
    ended = subprocess.run(
        command(tmp_path, *options), capture_output=True, text=True, timeout=60, env=environment
    )
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert said in ended.stderr


def test_its_help_lists_the_magic_accounts(tmp_path: Path) -> None:
    ended = subprocess.run(command(tmp_path, "--help"), capture_output=True, text=True, timeout=60)
    assert "`990004` | settles, returned 2 bank days later" in ended.stdout
