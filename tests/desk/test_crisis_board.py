"""The board of crises: what is open, who is called, what was promised, and what is past."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from makegood.messages.records import Awaited
from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.words import Channel
from makegood.store.changes import marks
from makegood.store.engine import writing
from makegood.store.page_tables import PAGE
from starters.desk.pulse import Pulse
from starters.desk.room import Room
from starters.desk.watching import topics
from starters.errors import Denied, Unreachable
from tests.desk.moment import NOON
from tests.desk.world import CHI, LAN, QUAN, World
from tests.store.crisis_builders import a_crisis_row

MINUTE = timedelta(minutes=1)


def keep_page(world: World, case_id: str, person: str, state: PageState) -> None:
    """Somebody was paged for a case a while ago."""
    at = NOON - MINUTE
    row = {
        "key": f"{case_id}:{person}",
        "case_id": case_id,
        "person": person,
        "channel": Channel.SMS,
        "reason": PageReason.LADDER,
        "severity": "SEV1",
        "text": "Acknowledge",
        "state": state,
        "detail": "",
        "restricted": False,
        "drill": False,
        "made_at": at,
        "state_at": at,
        "until": None,
        "sent_at": at,
        "acknowledged_at": None,
    }
    with writing(world.engine) as connection:
        connection.execute(insert(PAGE), [row])


async def board(world: World, path: str = "/crises", **headers: str) -> str:
    """The page as somebody of the service desk sees it."""
    async with world.browser(CHI, **headers) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200
    return answer.text


def lanes(page: str) -> list[str]:
    """The ids of the cases in the order in which they stand."""
    return re.findall(r'id="k-([\w-]+)"', page)


async def test_the_worst_case_stands_first_then_what_is_due_next(world: World) -> None:
    world.keep_crises(
        a_crisis_row("K-1", severity="SEV3", due_at=NOON + MINUTE),
        a_crisis_row("K-2", severity="SEV1", due_at=NOON + 9 * MINUTE),
        a_crisis_row("K-3", severity="SEV1", due_at=NOON + 5 * MINUTE),
    )

    assert lanes(await board(world)) == ["K-3", "K-2", "K-1"]


async def test_a_drill_stands_apart_and_is_marked(world: World) -> None:
    world.keep_crises(
        a_crisis_row("K-1", severity="SEV3"), a_crisis_row("K-2", severity="SEV1", drill=True)
    )

    page = await board(world)

    assert lanes(page) == ["K-1", "K-2"]
    assert "1 open case" in page
    assert "rehearsals: nothing of this is real" in page


async def test_it_says_who_is_paged_when_the_ladder_climbs_and_what_is_promised(
    world: World,
) -> None:
    awaiting = (
        Awaited(who="dung", what="acknowledge", since=NOON, due_at=NOON + 4 * MINUTE),
        Awaited(who="dung", what="tell management", since=NOON, due_at=NOON + 25 * MINUTE),
    )
    world.keep_crises(a_crisis_row("K-1", lead="", awaiting=awaiting))
    keep_page(world, "K-1", "desk.dung", PageState.FAILED)

    page = await board(world)

    assert "desk.dung" in page
    assert '<span class="badge bad">failed</span>' in page
    assert "4 min left" in page
    assert "Management" in page
    assert "25 min left" in page
    assert "nobody yet" in page
    assert 'class="lane unheard"' in page


async def test_a_restricted_case_says_only_that_it_is(world: World) -> None:
    world.keep_crises(a_crisis_row("K-1", headline="Theft by a colleague", restricted=True))

    page = await board(world)

    assert "Restricted case" in page
    assert "Theft" not in page


async def test_the_big_screen_has_no_forms_to_open_a_case(world: World) -> None:
    world.keep_crises(a_crisis_row("K-1"))

    page = await board(world, "/crises?screen=1")

    assert '<main id="main" tabindex="-1" class="screen">' in page
    assert 'href="/crises/new"' not in page
    assert lanes(page) == ["K-1"]


async def test_where_nothing_is_open_it_says_so(world: World) -> None:
    assert "No crisis." in await board(world)


def test_an_open_board_hears_of_a_case_that_opens_moves_or_ends(world: World) -> None:
    watched = frozenset({"crises:all"})
    heard = [marks(world.engine, watched)["crises:all"]]
    for row in (
        a_crisis_row("K-1"),
        a_crisis_row("K-1", version=2),
        a_crisis_row("K-1", version=3, active=False),
    ):
        world.keep_crises(row)
        heard.append(marks(world.engine, watched)["crises:all"])

    assert len(set(heard[:3])) == 3
    assert heard[3] == heard[0]


def test_only_who_may_list_cases_is_told_of_them(world: World) -> None:
    room = Room(world.house(), Pulse(lambda _: {}))

    assert topics(room, CHI, "crises") == ("crises:all",)
    assert topics(room, CHI, "crisis:K-1") == ("crisis:K-1",)
    for about in ("crises", "crisis:K-1"):
        with pytest.raises(Denied):
            topics(room, LAN, about)


async def test_a_merchant_has_no_board(world: World) -> None:
    async with world.browser(LAN) as browser:
        answer = await browser.get("/crises")

    assert answer.status_code == 403


async def test_past_cases_are_found_by_filters_and_page_by_page(world: World) -> None:
    past = [
        a_crisis_row(
            f"K-{number:02d}",
            active=False,
            stage="closed",
            severity="SEV2" if number % 2 else "SEV3",
            opened_at=NOON - number * MINUTE,
            closed_at=NOON,
        )
        for number in range(60)
    ]
    world.keep_crises(*past, a_crisis_row("K-open"))

    found: list[str] = []
    path = "/crises/past?severity=SEV2"
    while path:
        page = await board(world, path)
        found += re.findall(r'class="strong" href="/crises/(K-[\w]+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""

    assert found == [row.case_id for row in past if row.severity == "SEV2"]


async def test_a_cursor_that_is_none_is_refused(world: World) -> None:
    async with world.browser(CHI) as browser:
        answer = await browser.get("/crises/past?cursor=yesterday")

    assert answer.status_code == 422


async def test_somebody_opens_a_case_from_a_short_form(world: World) -> None:
    form = {
        "case_id": "K-7",
        "headline": "A van has burnt out",
        "source": "social_post",
        "url": "https://social.example/p/1",
        "triggers": ["press", "safety"],
        "drill": "yes",
    }
    async with world.browser(CHI) as browser:
        answer = await browser.post("/crises/new", data=form)

    opened = world.crises.opened[0]
    assert answer.headers["location"] == "/crises/K-7"
    assert (opened.case_id, opened.headline, opened.reported_by) == (
        "K-7",
        "A van has burnt out",
        "desk.chi",
    )
    assert opened.source.reference == "https://social.example/p/1"
    assert [str(one) for one in opened.triggers] == ["press", "safety"]
    assert opened.drill


async def test_a_form_sent_twice_carries_the_same_id(world: World) -> None:
    page = await board(world, "/crises/new")
    other = await board(world, "/crises/new")
    ids = [re.findall(r'name="case_id" value="(K-[\w-]+)"', one) for one in (page, other)]

    assert len(ids[0]) == 1
    assert ids[0] != ids[1]


async def test_what_was_typed_stays_where_a_case_cannot_be_opened(world: World) -> None:
    form = {"case_id": "K-7", "headline": "", "source": "press", "triggers": ["press", "minors"]}
    async with world.browser(CHI) as browser:
        answer = await browser.post("/crises/new", data=form)

    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
    assert 'value="K-7"' in answer.text
    assert len(re.findall(r'value="(?:press|minors)" checked', answer.text)) == 2
    assert world.crises.opened == []


async def test_an_alarm_is_kept_in_the_form_while_nobody_answers(world: World) -> None:
    world.crises.refusals["K-7"] = Unreachable("Temporal does not answer.")
    form = {"case_id": "K-7", "headline": "A van has burnt out", "source": "press"}
    async with world.browser(CHI) as browser:
        answer = await browser.post("/crises/new", data=form)

    assert answer.status_code == 503
    assert "Temporal does not answer." in answer.text
    assert 'value="A van has burnt out"' in answer.text


async def test_who_may_not_open_a_case_is_not_offered_to(world: World) -> None:
    async with world.browser(QUAN) as browser:
        page, form = await browser.get("/crises"), await browser.get("/crises/new")

    assert 'href="/crises/new"' not in page.text
    assert form.status_code == 403
