"""The search page finds cases for whoever may list them, and never by what is restricted."""

import pytest

from makegood.rules.access import Role
from tests.desk.world import CHI, LAN, World
from tests.store.builders import a_row
from tests.store.crisis_builders import a_crisis_row


@pytest.fixture
def shelf(world: World) -> World:
    """A claim, an open crisis and a restricted one."""
    world.keep(a_row("C-77", merchant_id="shop-of-hung"))
    world.keep_crises(
        a_crisis_row("K-1", headline="Parcels thrown from a van"),
        a_crisis_row("K-2", headline="", restricted=True),
    )
    return world


async def page(world: World, words: str) -> str:
    """What the desk's executive reads after a search."""
    async with world.browser(CHI) as browser:
        answer = await browser.get("/search", params={"q": words})
    assert answer.status_code == 200
    return answer.text


async def test_a_claim_is_found_by_its_merchant_and_leads_to_its_page(shelf: World) -> None:
    found = await page(shelf, "SHOP-of")

    assert 'href="/claims/C-77"' in found
    assert 'href="/crises/' not in found


async def test_a_crisis_is_found_by_a_word_of_its_headline(shelf: World) -> None:
    found = await page(shelf, "thrown")

    assert 'href="/crises/K-1"' in found
    assert "Parcels thrown from a van" in found


async def test_a_restricted_case_is_found_by_its_id_and_shows_no_headline(shelf: World) -> None:
    by_id = await page(shelf, "K-2")
    by_words = await page(shelf, "restricted case")

    assert "restricted case" in by_id.partition('href="/crises/K-2"')[2][:40]
    assert 'href="/crises/' not in by_words
    assert "Nothing fits." in by_words


@pytest.mark.parametrize(("words", "said"), [("zzzz", "Nothing fits."), ("z", "At least two")])
async def test_a_search_without_a_find_says_how_things_are_found(
    shelf: World, words: str, said: str
) -> None:
    assert said in await page(shelf, words)


async def test_what_was_searched_for_stands_in_the_field_and_is_only_text(shelf: World) -> None:
    found = await page(shelf, '"><script>alert(1)</script>')

    assert "<script>alert" not in found
    assert "&lt;script&gt;" in found


async def test_a_merchant_finds_no_search(shelf: World) -> None:
    async with shelf.browser(LAN) as browser:
        answer = await browser.get("/search", params={"q": "C-77"})

    assert answer.status_code == 404
    assert "shop-of-hung" not in answer.text


async def test_whoever_takes_turns_on_call_alone_searches_among_the_crises(world: World) -> None:
    world.keep(a_row("C-77"))
    world.keep_crises(a_crisis_row("C-78"))
    async with world.browser(world.guest("standby.one", Role.ON_CALL)) as browser:
        answer = await browser.get("/search", params={"q": "C-7"})

    assert 'href="/crises/C-78"' in answer.text
    assert 'href="/claims/C-77"' not in answer.text
    assert '<a href="/search"' in answer.text
