"""The examples of the how-to and the client of the documentation do what they say."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import Engine

from makegood.detector.model_file import SHIPPED as MODEL
from starters.papers import Statement, waybill
from tests.docs.pages import ROOT, page
from tests.http.at_hand import STAFF, ApiAtHand, an_api
from tests.http.test_commands import FILING
from tests.kit.waiting import until
from tests.starters.cli.world import a_status

PAGE = page("docs/how-to/use-the-http-api.md")


@pytest.fixture
def at_work(folder: Path, engine: Engine) -> Iterator[tuple[ApiAtHand, str]]:
    """The API as a process serves it, with its address."""
    api = an_api(folder, engine)
    api.claims.statuses["2026-7"] = a_status("2026-7")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(api.app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()

        async def is_up() -> bool:
            return server.started

        asyncio.run(until(is_up))
        try:
            yield api, f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def blocks() -> list[str]:
    """Every example of the page that asks the API something with curl."""
    parts = PAGE.text.split("```sh\n")[1:]
    return [one for part in parts if (one := part.partition("```")[0]).startswith("curl")]


def environment(address: str) -> dict[str, str]:
    """What an example needs to know."""
    return {**os.environ, "MAKEGOOD_API": address, "MAKEGOOD_KEY": STAFF}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with an invoice, and a detector."""
    paper = waybill(Statement("GHN", "Received.", date(2026, 11, 2)))
    (tmp_path / "invoice.pdf").write_bytes(paper.content)
    (tmp_path / "detector.json").write_bytes(MODEL.read_bytes())
    return tmp_path


@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_every_example_with_curl_is_answered(at_work: tuple[ApiAtHand, str], desk: Path) -> None:
    api, address = at_work
    found = [
        subprocess.run(
            ["bash", "-c", block],
            cwd=desk,
            env=environment(address),
            capture_output=True,
            text=True,
            timeout=60,
        )
        for block in blocks()
    ]

    assert len(found) >= 6
    assert [(one.returncode, one.stdout[-300:]) for one in found if one.returncode] == []
    assert [name for _, name, *_ in api.claims.said] == ["add_note", "add_note"]
    assert [filed.claim_id for filed in api.claims.filed] == ["2026-0412-7"]


def test_the_python_client_files_a_claim_with_its_papers(
    at_work: tuple[ApiAtHand, str], desk: Path
) -> None:
    api, address = at_work
    (desk / "claim.json").write_text(str(FILING).replace("'", '"'), "utf-8")
    told = subprocess.run(
        [sys.executable, ROOT / "docs/examples/client.py", "claim.json", "invoice.pdf:invoice"],
        cwd=desk,
        env=environment(address),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert told.stdout == "2026-7 signing_off, version 7\n", told.stderr
    [filed] = api.claims.filed
    assert [one.name for one in filed.documents] == ["invoice.pdf"]


def test_the_python_client_repeats_with_the_same_key(
    at_work: tuple[ApiAtHand, str], desk: Path
) -> None:
    api, address = at_work
    api.claims.lost_answers = 1
    script = (
        "import httpx, runpy\n"
        f"client = runpy.run_path({str(ROOT / 'docs/examples/client.py')!r})\n"
        f"bearer = {{'Authorization': 'Bearer {STAFF}'}}\n"
        f"http = httpx.Client(base_url={address!r}, headers=bearer)\n"
        "answer = client['Makegood'](http).say('/v1/claims/C-1/add-note', {'text': 'Once.'})\n"
        "print(answer.status_code)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=desk, capture_output=True, text=True, timeout=60
    )

    assert told.stdout == "200\n", told.stderr
    assert len(api.claims.said) == 1
