"""Whoever goes off shift sees what would be offered, confirms it, and is told of every part."""

import html
import re

import httpx
import pytest

from makegood.messages.crisis_commands import HandOver
from makegood.messages.crisis_status import RoleStatus
from makegood.rules.crisis.words import Role
from starters.errors import RefusedByRule, Unreachable
from tests.desk.moment import NOON
from tests.desk.world import CHI, DUNG, OANH, World
from tests.starters.cli.crisis_hand import a_crisis
from tests.store.crisis_builders import a_crisis_row

PAGE = "/on-call/hand-over"
TO_GIANG = {"team": "service_desk", "to": "desk.giang", "why": "My night is over", "once": "desk-1"}


@pytest.fixture(autouse=True)
def cases(world: World) -> None:
    """Dung leads K-1, is deputy of K-2, and leads K-9, whose members others are."""
    dung = [
        RoleStatus(role=role, person="desk.dung", since=NOON) for role in ("lead", "deputy", "lead")
    ]
    for case_id, part in zip(("K-1", "K-2", "K-9"), dung, strict=True):
        restricted = case_id == "K-9"
        row = a_crisis_row(case_id, restricted=restricted, members=("dir.mai",), awaiting=())
        world.keep_crises(row)
        world.crises.statuses[case_id] = a_crisis(
            case_id, roles=(part,), restricted=restricted, awaiting=()
        )


def rows(page: str) -> dict[str, str]:
    """What stands in the list of parts, by case."""
    found = re.findall(r"<tr>.*?</tr>", page.partition("<tbody>")[2], re.DOTALL)
    texts = [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]
    return {text.split()[0]: text for text in texts}


async def looks(world: World, query: str = "?to=desk.giang", **headers: str) -> httpx.Response:
    """What Dung is shown before anything is offered."""
    async with world.browser(DUNG, **headers) as browser:
        return await browser.get(f"{PAGE}{query}")


async def hands_over(world: World, **changes: str) -> httpx.Response:
    """What Dung is shown once it is confirmed."""
    async with world.browser(DUNG) as browser:
        return await browser.post(PAGE, data={**TO_GIANG, **changes})


def said(world: World) -> set[tuple[str, Role, str, str]]:
    """Which part of which case was offered to whom, and why."""
    heard = [(case_id, message) for case_id, _, message in world.crises.said]
    return {(id_, one.role, one.to, one.reason) for id_, one in heard if isinstance(one, HandOver)}


async def test_what_would_be_offered_is_shown_and_nothing_is_offered(world: World) -> None:
    page = (await looks(world)).text

    listed = rows(page)
    assert "Lead – would be offered" in listed["K-1"]
    assert "Deputy – would be offered" in listed["K-2"]
    assert "refused Only the members of this case hand it over." in listed["K-9"]
    assert "Offer it to desk.giang" in page
    assert world.crises.said == []


async def test_what_is_confirmed_is_offered_and_told_part_by_part(world: World) -> None:
    answer = await hands_over(world)

    assert answer.status_code == 200
    assert said(world) == {
        ("K-1", Role.LEAD, "desk.giang", "My night is over"),
        ("K-2", Role.DEPUTY, "desk.giang", "My night is over"),
    }
    assert "Lead – offered" in rows(answer.text)["K-1"]
    assert "1 part was not offered." in answer.text


async def test_a_case_that_refuses_or_does_not_answer_is_tried_again(world: World) -> None:
    world.crises.refusals = {
        "K-1": RefusedByRule("Nobody works on it any more.", "not_active"),
        "K-2": Unreachable("No worker has answered yet."),
    }
    page = (await hands_over(world)).text
    world.crises.refusals = {}
    await hands_over(world)

    assert "refused Nobody works on it any more." in rows(page)["K-1"]
    assert "does not answer" in rows(page)["K-2"]
    assert "Try again" in page
    assert {case_id for case_id, *_ in said(world)} == {"K-1", "K-2"}


async def test_without_a_name_it_is_whoever_the_rota_calls_next(world: World) -> None:
    page = (await looks(world, "")).text

    assert "What desk.giang would be offered" in page
    assert 'value="End of shift"' in page


async def test_nobody_hands_over_to_themselves(world: World) -> None:
    answer = await looks(world, "?to=desk.dung")

    assert answer.status_code == 422
    assert "You cannot hand over to yourself." in answer.text
    assert "Offer it to" not in answer.text


async def test_somebody_without_a_part_is_told_so(world: World) -> None:
    world.crises.statuses = {"K-1": a_crisis("K-1", roles=())}

    page = (await looks(world)).text

    assert "You play no part in any open crisis." in page
    assert "Offer it to" not in page


async def test_the_calendar_has_the_form_for_whoever_may(world: World) -> None:
    async with world.browser(DUNG) as browser:
        mine = (await browser.get("/on-call")).text
        elsewhere = (await browser.get("/on-call?team=legal")).text
    async with world.browser(world.guest("plain.finance", *OANH.roles - {"on_call"})) as browser:
        theirs = (await browser.get("/on-call")).text
        refused = await browser.get(PAGE)

    form = 'action="/on-call/hand-over"'
    assert form in mine
    assert (
        'name="team" value="service_desk"' in elsewhere.partition(form)[2].partition("</form>")[0]
    )
    assert form not in theirs
    assert refused.status_code == 403


async def test_it_is_said_in_the_readers_language(world: World) -> None:
    page = (await looks(world, "?to=desk.giang", accept_language="vi")).text

    assert "Bàn giao ca trực của tôi" in page
    assert "sẽ được đề nghị" in rows(page)["K-1"]


async def test_what_somebody_else_plays_is_not_theirs_to_hand_over_here(world: World) -> None:
    async with world.browser(CHI) as browser:
        page = (await browser.get(f"{PAGE}?to=desk.giang")).text

    assert "You play no part in any open crisis." in page
