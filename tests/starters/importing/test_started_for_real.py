"""Imported rows become claims on a real server with real workers, and become them once."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from makegood.settings import Ports, Settings
from starters.client import connect
from starters.exits import Exit
from starters.stack.layout import addressed, services
from starters.stack.run import environment, running_stack
from tests.starters.importing.files import a_file, cells, written

pytestmark = pytest.mark.slow

COUNT = 6
WORDS = ("-m", "starters", "claim", "import")


@pytest.fixture(scope="module")
async def settings(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> AsyncIterator[Settings]:
    """The whole stack, for as long as this module runs."""
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    settings = addressed(Settings(var=tmp_path_factory.mktemp("var")), ports)
    async with running_stack(settings, services(settings, ports), lambda _: None):
        yield settings


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some rows that are claims, and one that is none."""
    rows = [cells(Claim_Number=f"800{n}", Claim_Amount=f"{n}0.5") for n in range(1, COUNT + 1)]
    folder = tmp_path_factory.mktemp("files")
    return a_file(folder, written([*rows, cells(Claim_Number="8009", Claim_Amount="")]))


async def imported(settings: Settings, file: Path, *options: str) -> tuple[int, dict[str, object]]:
    """The exit status and the answer of the command in a process of its own."""
    typed = (*WORDS, str(file), "--mapping", "tsa", "--json", *options)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *typed, env=environment(settings), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    started = json.loads(out)["started"]
    return process.returncode or 0, {name: started[name] for name in ("filings", "stages")}


async def test_accepted_rows_run_as_claims_and_the_same_again_changes_nothing(
    settings: Settings, claims: Path
) -> None:
    options = ("--start", str(COUNT), "--on", "2026-11-02")

    first = await imported(settings, claims, *options)
    again = await imported(settings, claims, *options)
    other_day = await imported(settings, claims, "--start", str(COUNT), "--on", "2026-11-03")

    waiting = {"awaiting_documents": COUNT}
    assert first == (Exit.OK, {"filings": {"started": COUNT}, "stages": waiting})
    assert again == (Exit.OK, {"filings": {"already there": COUNT}, "stages": waiting})
    assert other_day == (
        Exit.REFUSED,
        {"filings": {"refused: id_reused": COUNT}, "stages": waiting},
    )


async def test_a_started_claim_says_where_it_comes_from_and_keeps_its_distance(
    settings: Settings, claims: Path
) -> None:
    await imported(settings, claims, "--start", str(COUNT), "--on", "2026-11-02")
    door = await connect(settings)

    status = await door.status("tsa-8001")
    timeline = await door.timeline("tsa-8001")

    assert str(status.amounts.claimed.amount) == "10.50"
    assert status.merchant_id == "merchant-meridian"
    assert [line.tracking_number for line in status.lines] in ([], ["TSA-8001"])
    received = timeline.entries[0]
    assert received.by.startswith("tsa-passenger-")
    assert received.why == "by import:tsa"
