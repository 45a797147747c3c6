"""Every page has the same frame: who is signed in, where one may go, how one likes it."""

import re
from datetime import timedelta

import pytest

from starters.desk.pages import FOLDER
from starters.desk.tastes import within
from starters.desk.tongues import tongue
from tests.desk.moment import NOON
from tests.desk.world import LAN, OANH, World


async def test_a_stranger_is_sent_to_sign_in_and_back(world: World) -> None:
    async with world.browser() as browser:
        answer = await browser.get("/inbox?team=finance")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/inbox%3Fteam%3Dfinance"


async def test_a_page_that_is_open_leaves_for_sign_in_when_the_session_has_ended(
    world: World,
) -> None:
    async with world.browser(hx_request="true") as browser:
        answer = await browser.get("/inbox")

    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/sign-in")


async def test_the_start_of_a_merchant_is_their_claims(world: World) -> None:
    async with world.browser(LAN) as lan, world.browser(OANH) as oanh:
        hers, his = await lan.get("/"), await oanh.get("/")

    assert hers.headers["location"] == "/my/claims"
    assert his.headers["location"] == "/inbox"


async def test_a_choice_of_looks_is_kept_by_the_browser(world: World) -> None:
    async with world.browser(OANH) as browser:
        await browser.post("/preferences", data={"theme": "dark", "language": "vi", "next": "/"})
        page = await browser.get("/inbox")

    assert '<html lang="vi" data-theme="dark"' in page.text


async def test_the_browsers_language_is_spoken_where_none_was_chosen(world: World) -> None:
    async with world.browser(OANH, accept_language="id-ID,id;q=0.9,en;q=0.5") as browser:
        page = await browser.get("/inbox")

    assert '<html lang="id"' in page.text


@pytest.mark.parametrize("path", ["//evil.test", "https://evil.test", "/\\evil.test", ""])
def test_nobody_is_sent_to_another_site(path: str) -> None:
    assert within(path) == "/"


def test_no_template_holds_script_or_style_of_its_own() -> None:
    inline = re.compile(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:")
    found = {path.name for path in FOLDER.rglob("*.html") if inline.search(path.read_text())}

    assert found == set()


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=2, hours=3, minutes=9), "2 d 3 h left"),
        (timedelta(hours=5), "5 h left"),
        (timedelta(minutes=12, seconds=40), "12 min left"),
        (timedelta(seconds=30), "30 s left"),
        (-timedelta(hours=1, minutes=5), "1 h 5 min over"),
    ],
)
def test_time_left_is_said_in_two_units(left: timedelta, said: str) -> None:
    assert tongue("en", "UTC").left(NOON + left, NOON) == said
