"""The page of a crisis case: what each may see of it, and what it says when nobody answers."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from typing_extensions import override

from makegood.messages.crisis_status import CrisisStatus, RoleStatus
from makegood.rules.access import Actor
from starters.desk.crisis_acts import ACTS
from starters.desk.crisis_chart import chart
from starters.desk.crisis_library import NO_LIBRARY, library_of
from starters.errors import Unreachable
from tests.desk.moment import NOON
from tests.desk.world import CHI, DUNG, LAN, POLICY, QUAN, World, somebody
from tests.starters.cli.crisis_hand import A_REVIEW, MONDAY, CrisesAtHand, a_crisis
from tests.store.crisis_builders import a_crisis_row

SECRET = a_crisis(headline="", restricted=True, tasks=(), statements=(), learnings=(), actions=())


class Silent(CrisesAtHand):
    """Cases that do not answer."""

    @override
    async def status(self, case_id: str) -> CrisisStatus:
        raise Unreachable("Nobody answers.")


@pytest.fixture(autouse=True)
def kept(world: World) -> None:
    """Case K-1 is in the lists."""
    world.keep_crises(a_crisis_row("K-1"))


async def page_of(world: World, actor: Actor = DUNG, query: str = "") -> str:
    """The page of K-1 as somebody sees it."""
    async with world.browser(actor) as browser:
        answer = await browser.get(f"/crises/K-1{query}")
    assert answer.status_code == 200
    return answer.text


async def test_it_tells_the_whole_case_on_one_page(world: World) -> None:
    page = await page_of(world)

    for said in (
        "Parcels thrown from a van",
        "A driver throws parcels.",
        "Find the van",
        "We have seen it.",
        "81e4b6e56860b0ec",
        "pr.anh",
        "rung 2 of 4, round 1",
        "desk.dung is paged by sms.",
        "task verify is open",
        "Vans are numbered",
        "Number vans",
        "text message",
        "Case opened",
    ):
        assert said in page


async def test_its_mentions_are_drawn_and_said_in_words(world: World) -> None:
    page = await page_of(world)

    assert re.search(r'<svg viewBox="0 0 238 48" role="img" aria-label="At most 1 in', page)
    assert "reach 900" in page


async def test_only_members_see_what_a_restricted_case_is_about(world: World) -> None:
    row = a_crisis_row("K-1", version=2, restricted=True, headline="", members=("desk.dung",))
    world.keep_crises(row)

    told = await page_of(world)
    world.crises.statuses["K-1"] = SECRET
    discreet = await page_of(world, CHI)

    assert "A driver throws parcels." in told
    assert "Only the members of this case may know what it is about." in discreet
    assert "That you have looked is on record." in discreet
    for hidden in ("driver", "Find the van", "We have seen it.", "Do something"):
        assert hidden not in discreet


async def test_somebody_outside_can_still_answer_a_page_of_a_restricted_case(
    world: World,
) -> None:
    row = a_crisis_row("K-1", version=2, restricted=True, headline="", members=("desk.dung",))
    world.keep_crises(row)
    world.crises.statuses["K-1"] = SECRET

    async with world.browser(CHI) as browser:
        page = await browser.get("/crises/K-1")
        taken = await browser.post("/crises/K-1/acts/acknowledge", data={"once": "o"})
        refused = await browser.post("/crises/K-1/acts/add_evidence", data={"what": "x"})

    assert 'action="/crises/K-1/acts/acknowledge#acknowledge"' in page.text
    assert taken.status_code == 303
    assert refused.status_code == 403
    assert [said[1] for said in world.crises.said] == ["acknowledge"]


async def test_who_may_not_see_content_sees_where_an_open_case_stands(world: World) -> None:
    world.crises.statuses["K-1"] = a_crisis(mention_count=212)
    page = await page_of(world, QUAN)

    assert "Parcels thrown from a van" in page
    assert "212 in all" in page
    assert "A driver throws parcels." not in page


async def test_a_case_that_does_not_answer_is_shown_as_the_records_have_it(world: World) -> None:
    world.crises = Silent()

    page = await page_of(world, CHI)

    assert "The case itself does not answer right now." in page
    assert "A film of thrown parcels" in page
    assert "Do something" not in page


async def test_there_is_no_page_of_a_case_that_is_none(world: World) -> None:
    async with world.browser(DUNG) as browser:
        assert (await browser.get("/crises/K-9")).status_code == 404


async def test_a_merchant_sees_no_case(world: World) -> None:
    async with world.browser(LAN) as browser:
        assert (await browser.get("/crises/K-1")).status_code == 403


async def test_a_drill_is_marked_and_scored(world: World) -> None:
    world.keep_crises(a_crisis_row("K-1", version=2, drill=True))
    world.crises.statuses["K-1"] = a_crisis(drill=True)

    page = await page_of(world)

    assert "This is a drill: nothing of it is real." in page
    assert "Score of the drill" in page
    assert "4 min" in page
    assert "Scribe" in page


async def test_a_closed_case_shows_its_review_without_running_what_it_quotes(
    world: World,
) -> None:
    world.crises.statuses["K-1"] = a_crisis(stage="closed")
    world.crises.review = A_REVIEW

    page = await page_of(world)

    assert "Post-incident review: vans" in page
    assert "&lt;b&gt;Thrown&lt;/b&gt;" in page
    assert 'action="/crises/K-1/acts/complete_review#act"' in page
    assert 'action="/crises/K-1/acts/declare#act"' not in page


async def test_who_came_by_a_link_looks_and_is_sent_to_sign_in(world: World) -> None:
    world.guests[DUNG.name] = replace(DUNG, glance="crisis/K-1")
    async with world.browser(DUNG) as browser:
        page = (await browser.get("/crises/K-1")).text
        refused = await browser.post("/crises/K-1/acts/acknowledge", data={"once": "o"})

    assert "Parcels thrown from a van" in page
    assert 'href="/sign-in?next=/crises/K-1"' in page
    assert "/acts/" not in page
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("stage", "offered", "not_offered"),
    [
        ("detected", {"triage", "reject"}, {"declare", "contain", "close"}),
        ("triaged", {"triage", "declare", "close"}, {"contain", "stabilise"}),
        ("declared", {"contain", "change_severity"}, {"triage", "close", "reject"}),
        ("contained", {"stabilise"}, {"contain", "close"}),
        ("stable", {"close"}, {"stabilise"}),
        ("closed", {"reopen", "complete_review", "record_csat"}, {"add_task", "close"}),
    ],
)
async def test_what_is_offered_fits_the_stage(
    world: World, stage: str, offered: set[str], not_offered: set[str]
) -> None:
    world.crises.statuses["K-1"] = a_crisis(stage=stage)

    found = set(re.findall(r'/acts/(\w+)#act"', await page_of(world)))

    assert offered <= found
    assert not not_offered & found


async def test_who_has_no_part_in_steering_is_not_offered_to_steer(world: World) -> None:
    found = set(re.findall(r'/acts/(\w+)#act"', await page_of(world, somebody("fin.tam"))))

    assert "complete_task" in found
    assert not found & {"contain", "change_severity", "publish_statement", "merge_into"}


async def test_a_part_that_is_offered_to_the_reader_is_one_button_away(world: World) -> None:
    offered = RoleStatus(role="scribe", person="desk.chi", since=MONDAY, offered_to="desk.dung")
    world.crises.statuses["K-1"] = a_crisis(roles=(offered,))

    assert "Take it over" in await page_of(world)


async def test_the_library_is_offered_to_whoever_drafts(world: World) -> None:
    world.keep_crises(a_crisis_row("K-1", version=2, playbook="viral-post"))

    page = await page_of(world, query="?act=draft_statement&edit=holding")

    assert '<option value="public"' in page
    assert "Kami sudah melihat unggahan" in page
    assert re.search(r"<textarea[^>]*>We have seen it\.</textarea>", page)


@pytest.mark.parametrize(
    ("language", "said"), [("vi", "Chuyện gì đã xảy ra"), ("id", "Apa yang terjadi")]
)
async def test_it_speaks_the_readers_language(world: World, language: str, said: str) -> None:
    async with world.browser(DUNG, accept_language=language) as browser:
        page = await browser.get("/crises/K-1")

    assert said in page.text


def test_a_policy_that_cannot_be_read_offers_no_library(world: World) -> None:
    assert library_of(world.folder) == NO_LIBRARY
    assert library_of(world.settings.policy_dir).of("viral-post")
    assert library_of(world.settings.policy_dir).of("nothing") == ()


def test_bars_count_everything_once_and_the_busiest_is_the_highest() -> None:
    moments = [NOON - timedelta(minutes=at) for at in (0, 1, 1, 70, 119, 120)]

    drawn = chart(moments, NOON)

    assert drawn is not None
    assert sum(bar.count for bar in drawn.bars) == len(moments)
    assert drawn.in_last_hour == 3
    assert drawn.peak == 3
    assert {bar.height for bar in drawn.bars if bar.count == 3} == {48}
    assert all(bar.height >= 2 for bar in drawn.bars if bar.count)
    assert chart([], NOON) is None


def test_a_single_mention_is_drawn_over_an_hour() -> None:
    drawn = chart([NOON], NOON)

    assert drawn is not None
    assert drawn.since == NOON - timedelta(hours=1)
    assert drawn.bars[-1].count == 1


def test_every_act_may_be_granted_to_somebody() -> None:
    granted = {action for grant in POLICY.table.grants for action in grant.actions}

    assert {f"crisis.{act.command}" for act in ACTS} <= granted


async def test_whoever_runs_the_system_is_led_to_the_run_in_temporal(world: World) -> None:
    run = '/namespaces/default/workflows/crisis-K-1">Run in Temporal</a>'

    assert run in await page_of(world, QUAN)
    assert "Run in Temporal" not in await page_of(world, DUNG)
