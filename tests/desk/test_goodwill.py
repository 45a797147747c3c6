"""A decision of a crisis that asks a claim for goodwill: how much, of which claim, and no more."""

import html
import re

import httpx
import pytest

from makegood.messages import crisis_commands as cmd
from makegood.messages.crisis_status import DecisionStatus
from makegood.messages.records import Amounts
from makegood.rules.money import Money
from starters.errors import RefusedByRule
from tests.desk.moment import NOON
from tests.desk.world import DUNG, World
from tests.starters.cli.crisis_hand import a_crisis
from tests.store.builders import a_row, vnd
from tests.store.crisis_builders import a_crisis_row

PATH = "/crises/K-1/acts/record_decision"
DECIDED = {"what": "Settle it at six million", "reason": "We broke them", "once": "o-1"}
ASKED = {**DECIDED, "claim_id": "C-1", "total": "6,000,000"}


@pytest.fixture(autouse=True)
def kept(world: World) -> None:
    """Case K-1 and two claims are in the lists, one of them in dollars."""
    world.keep_crises(a_crisis_row("K-1"))
    dollars = Amounts(claimed=Money.from_minor(90_000, "USD"))
    world.keep(a_row("C-1"), a_row("C-2", amounts=dollars))


async def decides(world: World, form: dict[str, str], **headers: str) -> httpx.Response:
    """What Dung is answered, and what follows it."""
    async with world.browser(DUNG, **headers) as browser:
        return await browser.post(PATH, data=form, follow_redirects=True)


def said_of(page: str, field: str) -> str:
    """What is wrong with a field of the form."""
    found = re.search(rf'id="record_decision-{field}-wrong">([^<]*)<', page)
    return html.unescape(found[1]) if found else ""


async def test_a_decision_with_an_amount_asks_the_claim_in_its_own_currency(world: World) -> None:
    answer = await decides(world, ASKED)
    await decides(world, {**ASKED, "claim_id": "C-2", "total": "600.50"})

    assert [message for *_, message in world.crises.said] == [
        cmd.RecordDecision(
            by="desk.dung",
            what="Settle it at six million",
            reason="We broke them",
            claim_id=claim_id,
            total=total,
        )
        for claim_id, total in (("C-1", vnd(6_000_000)), ("C-2", Money.from_minor(60_050, "USD")))
    ]
    assert "₫6,000,000 goes to the approvers of claim C-1" in answer.text
    assert "Nothing is paid by this." in answer.text


async def test_the_form_says_beforehand_where_an_amount_goes(world: World) -> None:
    async with world.browser(DUNG) as browser:
        page = html.unescape((await browser.get("/crises/K-1?act=record_decision")).text)

    assert 'name="total"' in page
    assert "It goes to the claim's approvers; nothing is paid by this." in page


async def test_a_decision_without_an_amount_is_a_note(world: World) -> None:
    answer = await decides(world, {**DECIDED, "claim_id": "", "total": ""})

    [(_, _, noted)] = world.crises.said
    assert isinstance(noted, cmd.RecordDecision)
    assert (noted.claim_id, noted.total) == ("", None)
    assert "approvers" not in answer.text.partition("<main")[0]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"claim_id": ""}, "claim_id", "Name the claim as well"),
        ({"claim_id": "C-9"}, "claim_id", "There is no claim C-9"),
        ({"total": "six million"}, "total", "An amount above zero"),
        ({"total": "-1"}, "total", "An amount above zero"),
        ({"total": "0"}, "total", "An amount above zero"),
        ({"total": "100 USD"}, "total", "An amount above zero"),
        ({"total": "1.5"}, "total", "An amount above zero"),
    ],
)
async def test_what_is_wrong_with_an_amount_is_said_at_its_field(
    world: World, changes: dict[str, str], field: str, words: str
) -> None:
    answer = await decides(world, {**ASKED, **changes})

    assert answer.status_code == 422
    assert said_of(answer.text, field).startswith(words)
    assert ">We broke them</textarea>" in answer.text
    assert world.crises.said == []


async def test_an_amount_is_read_as_the_language_writes_it(world: World) -> None:
    await decides(world, {**ASKED, "total": "6.000.000"}, accept_language="vi")

    [(_, _, asked)] = world.crises.said
    assert isinstance(asked, cmd.RecordDecision)
    assert asked.total == vnd(6_000_000)


async def test_the_rule_has_the_last_word_on_goodwill(world: World) -> None:
    world.crises.refusals["K-1"] = RefusedByRule(
        "A drill asks no claim for money.", "drill_pays_nobody"
    )
    answer = await decides(world, ASKED)

    assert answer.status_code == 409
    assert "A drill asks no claim for money." in answer.text
    assert 'value="6,000,000"' in answer.text


async def test_the_page_says_how_far_goodwill_has_got(world: World) -> None:
    decided = DecisionStatus(
        number=1,
        at=NOON,
        by="desk.dung",
        what="Settle it at six million",
        why="We broke them",
        claim_id="C-1",
        total=vnd(6_000_000),
        grant="signing",
    )
    noted = decided.model_copy(
        update={"number": 2, "what": "Call him", "claim_id": "", "total": None, "grant": ""}
    )
    world.crises.statuses["K-1"] = a_crisis(decisions=(decided, noted))
    async with world.browser(DUNG) as browser:
        page = (await browser.get("/crises/K-1")).text

    card = page.partition('id="decided"')[2].partition("</section>")[0]
    assert "being signed" in card
    assert "₫6,000,000 on claim" in card
    assert 'href="/claims/C-1"' in card
    assert card.index("Call him") < card.index("Settle it")
