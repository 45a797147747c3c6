"""The desk's own files are what they say they are, and may be kept by a browser."""

import hashlib

import httpx

from starters.desk.assets import FOLDER, asset_url, assets
from tests.desk.world import World

VENDORED = FOLDER / "vendor"


def test_vendored_scripts_are_the_ones_that_were_checked() -> None:
    lines = (line.split() for line in (VENDORED / "SHA256SUMS").read_text().splitlines())
    sums = {name: digest for digest, name in lines}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDORED.glob("*.js")
    }

    assert found == sums


def test_vendored_scripts_come_with_their_licence() -> None:
    assert "Zero-Clause BSD" in (VENDORED / "htmx-LICENSE.txt").read_text()


async def test_a_file_is_kept_for_good_because_its_address_changes_with_it(world: World) -> None:
    async with world.browser() as browser:
        answer = await browser.get(asset_url("desk.css"))

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


async def test_an_older_address_is_not_found_rather_than_wrong(world: World) -> None:
    async with world.browser() as browser:
        answer: httpx.Response = await browser.get("/static/000000000000/desk.css")

    assert answer.status_code == 404


def test_no_file_of_ours_runs_text_as_code() -> None:
    ours = assets()["desk.js"].content.decode()

    assert "eval(" not in ours
    assert "innerHTML" not in ours
