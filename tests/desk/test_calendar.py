"""The calendar shows who is called on the team's own clocks, and takes a change by the rules."""

import html
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from pathlib import Path

import httpx
import pytest

from makegood.policy.loader import SHIPPED
from makegood.rules.claim import Team
from makegood.rules.rota.plan import Override
from makegood.store.rota import RotaChanges
from starters.desk.rota_view import Rotas, RotaWeek
from tests.desk.moment import NOON
from tests.desk.world import CHI, DUNG, LAN, THU, World

HOURS = {"team": "service_desk", "since": "2026-03-03T10:00", "until": "2026-03-03T12:00"}
STAND_IN = {**HOURS, "person": "desk.chi", "replaces": "desk.giang", "reason": "a training"}
NOBODY_FOR_GIANG = {**STAND_IN, "person": ""}
NOBODY_FOR_DUNG = {**STAND_IN, "person": "", "replaces": "desk.dung"}
BEFORE_ALL = {**STAND_IN, "replaces": ""}

InZone = Callable[[str], Rotas]


def plain(page: str) -> str:
    """The text of a page, with one blank between any two words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def between(page: str, first: str, after: str) -> str:
    """The text of a page from some words to some others."""
    return plain(page).partition(first)[2].partition(after)[0]


def saved(world: World) -> list[Override]:
    """The changes that count."""
    return list(RotaChanges(world.engine).overrides(team=Team.SERVICE_DESK))


async def change(browser: httpx.AsyncClient, typed: Mapping[str, str]) -> httpx.Response:
    """The answer to a change, and what follows it."""
    return await browser.post("/on-call/changes", data=dict(typed), follow_redirects=True)


@pytest.fixture
def in_zone(world: World, tmp_path: Path) -> InZone:
    """The rotas of the policy that ships, as if every team lived in that time zone."""

    def moved(zone: str) -> Rotas:
        folder = Path(shutil.copytree(SHIPPED, tmp_path / "moved" / "tables"))
        rotas = folder / "oncall.yaml"
        rotas.write_text(rotas.read_text("utf-8").replace("Asia/Ho_Chi_Minh", zone), "utf-8")
        return Rotas(world.engine, folder)

    return moved


async def test_a_night_over_midnight_is_on_both_its_days(world: World) -> None:
    async with world.browser(CHI) as browser:
        page = (await browser.get("/on-call?team=service_desk")).text

    monday, tuesday = between(page, "Mon 2 Mar", "Tue 3"), between(page, "Tue 3 Mar", "Wed 4")
    assert "today" in monday
    assert "18:00–24:00 desk.chi first" in monday
    assert tuesday.startswith(" 00:00–09:00 desk.chi first")
    assert "09:00–18:00 desk.giang first" in tuesday


async def test_who_is_called_now_is_said_of_every_team(world: World) -> None:
    async with world.browser(CHI) as browser:
        page = (await browser.get("/on-call?team=legal")).text

    called = between(page, "Called now", "the week of")
    assert "Service desk desk.giang 2 Mar 2026, 18:00 desk.dung, desk.ha" in called
    assert "Legal legal.uyen 2 Mar 2026, 18:00 legal.vinh, legal.thao" in called


async def test_another_week_is_chosen_by_any_of_its_days(world: World) -> None:
    async with world.browser(CHI) as browser:
        page = (await browser.get("/on-call?team=legal&week=2026-04-01")).text

    assert "Mon 30 Mar 09:00–18:00 legal." in plain(page)
    assert 'href="/on-call?team=legal&amp;week=2026-03-23"' in page
    assert 'href="/on-call?team=legal&amp;week=2026-04-06"' in page


@pytest.mark.parametrize(
    ("sunday", "night"), [(date(2026, 3, 29), 14), (date(2026, 10, 25), 16)], ids=["on", "back"]
)
def test_a_night_in_which_the_clocks_change_keeps_its_hours_on_the_wall(
    in_zone: InZone, sunday: date, night: int
) -> None:
    week: RotaWeek = in_zone("Europe/Berlin").week(
        Team.SERVICE_DESK, sunday - timedelta(days=6), NOON
    )

    saturdays, sundays = (
        [slot for slot in day.slots if slot.duty.layer == "night"] for day in week.days[5:]
    )
    assert [(slot.since, slot.until) for slot in saturdays] == [
        (time(0), time(9)),
        (time(18), time(0)),
    ]
    assert (sundays[0].since, sundays[0].until) == (time(0), time(9))
    assert sundays[0].duty == saturdays[1].duty
    assert sundays[0].duty.until - sundays[0].duty.since == timedelta(hours=night)


async def test_a_team_without_a_rota_has_no_calendar(world: World) -> None:
    async with world.browser(CHI) as browser:
        answer = await browser.get("/on-call?team=sales")

    assert answer.status_code == 404
    assert "Called now" not in answer.text


async def test_a_merchant_sees_nobody_who_is_on_call(world: World) -> None:
    async with world.browser(LAN) as browser:
        answer = await browser.get("/on-call")

    assert answer.status_code == 403
    assert "desk.giang" not in answer.text


async def test_whoever_only_reads_is_offered_no_change_and_makes_none(world: World) -> None:
    async with world.browser(THU) as browser:
        page = await browser.get("/on-call?team=service_desk")
        answer = await browser.post("/on-call/changes", data=STAND_IN)

    assert "Save the change" not in page.text
    assert answer.status_code == 403
    assert saved(world) == []


async def test_a_change_is_made_in_the_name_of_whoever_makes_it(world: World) -> None:
    async with world.browser(DUNG) as browser:
        page = (await change(browser, STAND_IN | {"by": "desk.ha"})).text

    assert [(one.person, one.by, one.why) for one in saved(world)] == [
        ("desk.chi", "desk.dung", "a training")
    ]
    tuesday = between(page, "Tue 3 Mar", "Wed 4")
    assert "09:00–10:00 desk.giang first" in tuesday
    assert "10:00–12:00 desk.chi first changed" in tuesday
    assert "R-1 desk.chi in place of desk.giang" in plain(page)
    assert "desk.dung: a training" in plain(page)


async def test_what_is_to_be_known_of_a_change_is_said_after_it(world: World) -> None:
    stranger = STAND_IN | {"person": "ops.khoa"}
    async with world.browser(DUNG) as browser:
        page = (await change(browser, stranger)).text

    assert "ops.khoa is not of service_desk." in plain(page)


async def test_a_change_that_leaves_nobody_is_refused_and_what_was_typed_stays(
    world: World,
) -> None:
    async with world.browser(DUNG) as browser:
        await change(browser, NOBODY_FOR_GIANG)
        answer = await change(browser, NOBODY_FOR_DUNG)

    assert answer.status_code == 409
    assert "Nobody but desk.ha would be on call" in plain(answer.text)
    assert 'value="2026-03-03T10:00"' in answer.text
    assert 'value="desk.dung"' in answer.text.partition('name="replaces"')[2].partition(">")[0]
    assert ">a training</textarea>" in answer.text
    assert len(saved(world)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "tomorrow"}, "A day and time, as in 2026-12-24T18:00."),
        ({"person": "", "replaces": ""}, "Say who is on call, or in whose place nobody is."),
        ({"reason": " "}, "Please fill this in."),
    ],
)
async def test_a_field_that_cannot_be_used_says_so_beside_it(
    world: World, typed: dict[str, str], said: str
) -> None:
    async with world.browser(DUNG) as browser:
        answer = await change(browser, STAND_IN | typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert saved(world) == []


async def test_a_change_that_is_withdrawn_counts_no_more(world: World) -> None:
    async with world.browser(DUNG) as browser:
        await change(browser, STAND_IN)
        answer = await browser.post(
            "/on-call/changes/R-1/withdraw", data={"team": "service_desk"}, follow_redirects=True
        )

    assert "The change R-1 is withdrawn." in answer.text
    assert saved(world) == []


async def test_a_change_that_is_none_cannot_be_withdrawn(world: World) -> None:
    async with world.browser(DUNG) as browser:
        answer = await browser.post(
            "/on-call/changes/R-9/withdraw", data={"team": "service_desk"}, follow_redirects=True
        )

    assert "There is no change R-9 of a rota" in answer.text


async def test_a_gap_that_a_withdrawal_opens_is_warned_of_until_it_is_mended(
    world: World,
) -> None:
    async with world.browser(DUNG) as browser:
        for typed in (NOBODY_FOR_GIANG, BEFORE_ALL, NOBODY_FOR_DUNG):
            assert (await change(browser, typed)).status_code == 200
        answer = await browser.post(
            "/on-call/changes/R-2/withdraw", data={"team": "service_desk"}, follow_redirects=True
        )
        later = (await browser.get("/on-call?team=service_desk")).text

    assert "Nobody but desk.ha is on call" in plain(answer.text)
    assert "gap" in between(later, "To mend, in the next eight weeks", "Changed in this week")
    assert "Only the fallback" not in between(later, "Mon 2 Mar", "Tue 3")
