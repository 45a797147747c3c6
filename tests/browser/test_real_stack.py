"""On the real stack each role does its whole job in a browser, while a worker is killed."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from playwright.async_api import Browser, Error, Page, async_playwright, expect

from makegood.messages.problems import NotFound
from makegood.messages.records import CaseRow
from makegood.rules.claim import Team
from makegood.settings import Ports, Settings
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from starters.client import Claims
from starters.server import reach
from starters.stack.layout import addressed, services
from starters.stack.run import running_stack
from tests.browser.chromium import QUIET, program
from tests.faults.company import Company, policy_in
from tests.faults.people import SIGNERS

pytestmark = [pytest.mark.browser, pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(600)]

CLAIM = "C-DESK-1"
PATIENCE = 60_000
PHONE = 360
A_DAY = 15.0
"""Seconds of a policy day: people at a browser need more of them than programs do."""


@pytest.fixture(scope="module")
async def company(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> AsyncIterator[Company]:
    """Everything that `make up` starts, on ports of its own."""
    folder = tmp_path_factory.mktemp("stack")
    ports = Ports.model_validate({name: free_port() for name in Ports.model_fields})
    policy = policy_in(folder / "policy" / "tables").parent
    settings = addressed(Settings(var=folder, policy_pace=A_DAY, policy_dir=policy), ports)
    told: list[str] = []
    async with running_stack(settings, services(settings, ports), told.append) as stack:
        client = await reach(settings)
        engine = make_engine(settings.database_url)
        yield Company(stack, settings, client, Claims(client), engine)
        engine.dispose()


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The browser of this machine."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), args=list(QUIET))
        yield browser
        await browser.close()


async def signed_in(browser: Browser, company: Company, account: str, width: int = 1280) -> Page:
    """The desk as somebody who has signed in with the provider."""
    context = await browser.new_context(
        base_url=company.settings.web_url, viewport={"width": width, "height": 800}
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("button", name=account, exact=True).first.click()
    await page.wait_for_url(f"{company.settings.web_url}/**")
    return page


async def sign_from_the_inbox(page: Page) -> None:
    """Open the claim from the inbox and approve it; again, where nobody answered."""
    done = page.get_by_text(f"of claim {CLAIM}.")
    for _ in range(10):
        await page.goto("/inbox")
        link = page.locator(f"a[href='/claims/{CLAIM}']").first
        if not await link.count():
            return
        await link.click()
        try:
            await page.get_by_role("radio", name="Approve").check(timeout=10_000)
            await page.get_by_role("button", name="Sign", exact=True).click()
            await expect(done).to_be_visible(timeout=30_000)
        except (AssertionError, Error):
            continue
        return
    raise AssertionError("the decision was never taken in")


def row(company: Company) -> CaseRow | None:
    """The claim as the lists have it, once they have."""
    try:
        return Desk(company.engine).row(CLAIM)
    except NotFound:
        return None


async def accept_on_the_phone(page: Page) -> None:
    """Take the offer that the merchant's page shows."""
    await page.goto(f"/my/claims/{CLAIM}")
    await page.get_by_label("I accept").check()
    await page.get_by_label("Accepting settles these parcels").check()
    await page.get_by_role("button", name="Send the answer").click()
    await expect(page.get_by_text("Thank you, we have your answer.")).to_be_visible()


async def whose_turn(company: Company) -> str:
    """Who is asked next, a team that signs or the merchant; empty once the money is paid."""
    while True:
        found = await asyncio.to_thread(row, company)
        if found and found.amounts.paid and found.amounts.paid.is_positive:
            return ""
        for one in found.awaiting if found else ():
            if one.what.startswith(("sign ", "answer to offer")):
                return one.who
        await asyncio.sleep(0.3)


async def until_asked_for_no_more(company: Company, who: str) -> None:
    """Let the lists hear of what was just done."""
    while True:
        found = await asyncio.to_thread(row, company)
        if found is None or who not in [one.who for one in found.awaiting]:
            return
        await asyncio.sleep(0.3)


async def test_a_claim_is_decided_at_the_desk_and_its_merchant_sees_the_money_come(
    company: Company, chromium: Browser
) -> None:
    await company.claims.file(await asyncio.to_thread(company.a_late_parcel, CLAIM))
    people = {"merchant": await signed_in(chromium, company, "shop.lotus", PHONE)}
    first = await whose_turn(company)
    company.stack.kill("worker-claims")

    done = []
    while who := await whose_turn(company):
        if who == "merchant":
            await accept_on_the_phone(people[who])
        else:
            if who not in people:
                people[who] = await signed_in(chromium, company, SIGNERS[Team(who)])
            await sign_from_the_inbox(people[who])
        await until_asked_for_no_more(company, who)
        done.append(who)

    assert done[0] == first
    assert {"merchant", *SIGNERS} == set(done)
    assert company.stack.restarts("worker-claims") == 1
    standing = people["merchant"].locator("#my-standing")
    await expect(standing).to_contain_text("The money came with value date", timeout=PATIENCE)
    await expect(people["merchant"].locator("body")).not_to_contain_text("fin.oanh")
