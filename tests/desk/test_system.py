"""The system page shows what is wrong and what waits, and deals with letters that nobody took."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from makegood.messages.names import Queue
from makegood.rules.access import Actor
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from starters.backlog import Backlog, TaskKind, Waiting
from starters.desk.pulse import Pulse
from starters.desk.refusals import install_pages
from starters.desk.room import Room
from starters.desk.system import system_routes
from starters.doctor import Check, Verdict
from tests.desk.dockets import a_docket
from tests.desk.world import CHI, LAN, OANH, QUAN, THU, WHO, World
from tests.store.builders import a_row
from tests.store.crisis_builders import a_crisis_row

UI = "http://127.0.0.1:8233/namespaces/default/workflows"

FOUND = [
    Check("database", Verdict.OK, "answers"),
    Check("workers", Verdict.WRONG, "payments", "Start one: makegood worker run --queue payments"),
]
QUEUES = (
    Backlog(Queue.CLAIMS, TaskKind.WORKFLOW, pollers=2, waiting=1200, oldest=timedelta(minutes=7)),
    Backlog(Queue.PAYMENTS, TaskKind.ACTIVITY, pollers=0),
)

Open = Callable[[Actor], httpx.AsyncClient]


@pytest.fixture
def opened(world: World) -> Open:
    """A browser at the system page, with a check-up that has found one thing wrong."""

    async def look(_: Settings) -> list[Check]:
        return FOUND

    async def waits(_: Settings) -> Waiting:
        return Waiting(QUEUES, ("claim-C-9",))

    app = FastAPI()
    room = Room(world.house(), Pulse(lambda _: {}))
    app.include_router(system_routes(room, look, waits))
    install_pages(app)

    def browser(actor: Actor) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://desk.test",
            headers={WHO: actor.name},
            follow_redirects=True,
        )

    return browser


def plain(page: str) -> str:
    """The text of a page, with one blank between any two words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def bury(world: World) -> int:
    """A letter that nobody could take; its number."""
    ClaimRecords(world.engine).bury("signal sign_off", "C-1", "not readable: team", "{}")
    return letters(world)[0][0]


def letters(world: World) -> list[tuple[int, str]]:
    """The letters that wait, each with whose it is."""
    return [(one.number, one.owner) for one in ClaimRecords(world.engine).dead_letters()]


async def test_what_is_wrong_is_counted_and_comes_before_what_is_fine(opened: Open) -> None:
    async with opened(QUAN) as browser:
        page = plain((await browser.get("/system")).text)

    assert "1 thing is wrong" in page
    assert "workers wrong payments Start one: makegood worker run --queue payments" in page
    assert page.index("workers wrong") < page.index("1 check is fine") < page.index("database fine")


async def test_a_queue_says_who_serves_it_and_what_waits(opened: Open) -> None:
    async with opened(QUAN) as browser:
        page = plain((await browser.get("/system")).text)

    assert "claims workflow 2 1,200 7 min" in page
    assert "payments activity none 0 –" in page


async def test_whatever_cannot_go_on_leads_to_its_run_in_temporal(
    world: World, opened: Open
) -> None:
    world.keep(a_row("C-1", parked_reason="the bank refuses the account"))
    world.keep_crises(a_crisis_row("K-1", parked_reason="no such playbook"))
    async with opened(QUAN) as browser:
        page = (await browser.get("/system")).text

    for workflow in ("claim-C-9", "claim-C-1", "crisis-K-1"):
        assert f'href="{UI}/{workflow}"' in page
    assert 'href="/claims/C-1?act=repair#act"' in page
    assert "the bank refuses the account" in page
    assert "no such playbook" in page
    assert f'href="{UI}"' in page


async def test_a_letter_is_handed_to_somebody(world: World, opened: Open) -> None:
    number = bury(world)
    async with opened(QUAN) as browser:
        page = (await browser.post(f"/system/letters/{number}", data={"owner": "desk.chi"})).text

    assert f"Dead letter {number} is desk.chi" in plain(page)
    assert letters(world) == [(number, "desk.chi")]


async def test_a_letter_that_is_dealt_with_waits_no_more(world: World, opened: Open) -> None:
    number = bury(world)
    async with opened(QUAN) as browser:
        page = (await browser.post(f"/system/letters/{number}", data={"owner": ""})).text

    assert f"Dead letter {number} is dealt with." in plain(page)
    assert "None: everything that came in was understood." in page
    assert letters(world) == []


async def test_a_letter_that_is_none_cannot_be_handed_over(opened: Open) -> None:
    async with opened(QUAN) as browser:
        page = (await browser.post("/system/letters/99", data={"owner": "desk.chi"})).text

    assert "There is no dead letter 99" in page


async def test_an_auditor_sees_the_letters_and_leaves_them(world: World, opened: Open) -> None:
    number = bury(world)
    async with opened(THU) as browser:
        page = (await browser.get("/system")).text
        answer = await browser.post(f"/system/letters/{number}", data={"owner": ""})

    assert "not readable: team" in page
    assert "/system/letters/" not in page
    assert answer.status_code == 403
    assert letters(world) == [(number, "service_desk")]


@pytest.mark.parametrize("actor", [CHI, OANH, LAN], ids=["executive", "finance", "merchant"])
async def test_whoever_does_not_run_the_system_has_no_such_page(opened: Open, actor: Actor) -> None:
    async with opened(actor) as browser:
        answer = await browser.get("/system")

    assert answer.status_code == 403
    assert "Task queues" not in answer.text
    assert "makegood worker run" not in answer.text


async def test_a_claim_leads_whoever_runs_the_system_to_its_run(world: World) -> None:
    world.keep(a_row("C-1", merchant_id="merchant-lotus"))
    world.claims.dockets["C-1"] = a_docket()
    async with world.browser(QUAN) as admin, world.browser(OANH) as finance:
        shown, hidden = await admin.get("/claims/C-1"), await finance.get("/claims/C-1")

    assert f'<a href="{UI}/claim-C-1">Run in Temporal</a>' in shown.text
    assert hidden.status_code == 200
    assert UI not in hidden.text
