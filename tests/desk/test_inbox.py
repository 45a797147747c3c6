"""The inbox shows what waits on somebody, the most urgent first, and lets them act on it."""

import re
from datetime import timedelta

from makegood.messages.commands import Assign
from makegood.messages.records import Amounts, CaseRow
from starters.errors import RefusedByRule
from tests.desk.world import DUNG, LAN, OANH, QUAN, UYEN, World
from tests.store.builders import a_row, awaited, vnd
from tests.store.crisis_builders import a_crisis_row, owes


def a_wait(claim_id: str, hours: int, amount: int = 1_250_000, who: str = "finance") -> CaseRow:
    """A claim that waits on a team for its signature, so many hours from nine on."""
    signs = awaited(who, due_in=timedelta(hours=hours)).model_copy(
        update={"what": "sign recommendation"}
    )
    return a_row(claim_id, amounts=Amounts(claimed=vnd(amount)), awaiting=(signs,))


def listed(page: str) -> list[str]:
    """The cases of a page's list, in order."""
    return re.findall(r'<li class="item" id="w-([CK]-\d+)', page)


async def test_the_nearest_deadline_comes_first_and_then_the_larger_amount(world: World) -> None:
    world.keep(
        a_wait("C-1", 9), a_wait("C-2", 4, 100_000), a_wait("C-3", 4, 9_000_000), a_wait("C-4", 8)
    )
    world.keep_crises(a_crisis_row(awaiting=(owes("management", "finance"),)))

    async with world.browser(OANH) as browser:
        page = (await browser.get("/inbox")).text

    assert listed(page) == ["K-1", "C-3", "C-2", "C-4", "C-1"]
    assert "5 things to do" in page


async def test_a_decision_is_one_key_away_and_made_on_the_claims_page(world: World) -> None:
    world.keep(a_wait("C-1", 9))

    async with world.browser(OANH) as browser:
        page = (await browser.get("/inbox")).text

    assert 'data-key="a" href="/claims/C-1?decision=approve#decide"' in page
    assert 'data-key="r" href="/claims/C-1?decision=reject#decide"' in page


async def test_nobody_sees_what_waits_on_other_teams(world: World) -> None:
    world.keep(a_wait("C-1", 9, who="legal"), a_wait("C-2", 9))

    async with world.browser(UYEN) as browser:
        page = (await browser.get("/inbox?team=finance")).text
        own = (await browser.get("/inbox")).text

    assert listed(page) == []
    assert listed(own) == ["C-1"]


async def test_a_filter_narrows_and_says_that_it_does(world: World) -> None:
    world.keep(a_wait("C-1", 9))

    async with world.browser(OANH) as browser:
        page = (await browser.get("/inbox?kind=late")).text

    assert "Nothing like that waits." in page
    assert 'href="/inbox">Show everything' in page


async def test_when_all_is_done_the_inbox_says_so(world: World) -> None:
    async with world.browser(OANH) as browser:
        page = (await browser.get("/inbox")).text

    assert "All done." in page


async def test_more_than_a_page_is_counted_and_can_be_shown(world: World) -> None:
    world.keep(*(a_wait(f"C-{number}", number) for number in range(1, 61)))

    async with world.browser(OANH) as browser:
        first = (await browser.get("/inbox")).text
        more = (await browser.get("/inbox?show=100")).text

    assert (len(listed(first)), len(listed(more))) == (50, 60)
    assert "60 things to do" in first


async def test_who_works_in_no_team_has_no_inbox(world: World) -> None:
    async with world.browser(QUAN) as admin, world.browser(LAN) as merchant:
        assert (await admin.get("/inbox")).status_code == 403
        assert (await merchant.get("/inbox")).status_code == 403
        assert (await admin.get("/")).headers["location"] == "/claims"


async def test_many_claims_are_handed_over_at_once(world: World) -> None:
    world.keep(a_wait("C-1", 9), a_wait("C-2", 9))
    form = {"claim": ["C-1", "C-2"], "assignee": "desk.an", "next": "/claims"}

    async with world.browser(DUNG, follow="yes") as browser:
        answer = await browser.post("/claims/hand-over", data=form)
        page = await browser.get(answer.headers["location"])

    assert [said[:3] for said in world.claims.said] == [
        (claim, "assign", Assign(assignee="desk.an", by="desk.dung")) for claim in ("C-1", "C-2")
    ]
    assert "2 claims are desk.an&#39;s now." in page.text


async def test_what_could_not_be_handed_over_is_named(world: World) -> None:
    world.keep(a_wait("C-1", 9))
    world.claims.refusals["C-1"] = RefusedByRule("Claim C-1 is closed.", "closed")

    async with world.browser(DUNG) as browser:
        await browser.post("/claims/hand-over", data={"claim": ["C-1"], "assignee": "desk.an"})
        page = await browser.get("/claims")

    assert "Not handed over: C-1." in page.text


async def test_who_may_not_assign_is_offered_no_hand_over(world: World) -> None:
    world.keep(a_wait("C-1", 9))

    async with world.browser(OANH) as browser:
        page = await browser.get("/inbox")
        forced = await browser.post(
            "/claims/hand-over", data={"claim": ["C-1"], "assignee": "fin.oanh"}
        )

    assert "hand-over" not in page.text
    assert forced.status_code == 403
    assert world.claims.said == []
