"""Every text that a page may show is spoken in every language of the desk."""

import re

import pytest
from babel.messages.pofile import read_po

from makegood.rules.case_words import Outcome, Stage
from makegood.rules.claim import ClaimKind, Team
from makegood.rules.evidence import DocumentKind
from makegood.rules.offers import OfferState
from makegood.rules.rounds import RoundState, RoundSubject
from starters.desk.collecting import texts
from starters.desk.tongues import LANGUAGES, SOURCE, catalogue_file, tongue
from starters.desk.words import WORDS
from tests.desk.moment import NOON
from tests.desk.world import LAN, World
from tests.store.builders import vnd

SPOKEN = sorted(set(LANGUAGES) - {SOURCE})
PLACE = re.compile(r"%\(\w+\)[sd]")
CODES = (Stage, Outcome, ClaimKind, Team, DocumentKind, OfferState, RoundState, RoundSubject)


@pytest.mark.parametrize("language", SPOKEN)
def test_no_text_is_left_untranslated(language: str) -> None:
    with catalogue_file(language).open("rb") as source:
        held = {entry.id: entry.string for entry in read_po(source, locale=language) if entry.id}

    assert set(held) == set(texts())
    assert [text for text, said in held.items() if not "".join(said or "")] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_a_translation_has_the_same_places_for_values(language: str) -> None:
    with catalogue_file(language).open("rb") as source:
        entries = [entry for entry in read_po(source, locale=language) if entry.id]

    odd = [
        entry.id
        for entry in entries
        if set(PLACE.findall("".join(entry.string or ""))) != set(PLACE.findall("".join(entry.id)))
    ]
    assert odd == []


def test_every_code_that_a_page_may_show_has_a_word() -> None:
    wordless = {code for codes in CODES for code in codes if code not in WORDS}

    assert wordless == set()


@pytest.mark.parametrize(
    ("language", "money", "left"),
    [("en", "₫1,250,000", "3 h left"), ("vi", "1.250.000\u00a0₫", "còn 3 giờ"),
     ("id", "₫1.250.000", "sisa 3 jam")],
)  # fmt: skip
def test_money_and_time_are_written_as_the_language_does(
    language: str, money: str, left: str
) -> None:
    speaks = tongue(language, "UTC")

    assert speaks.money(vnd(1_250_000)) == money
    assert speaks.left(NOON.replace(hour=8), NOON) == left


async def test_an_amount_may_be_typed_as_the_language_writes_it(world: World) -> None:
    async with world.browser(LAN, accept_language="vi") as browser:
        page = (await browser.get("/my/claims/new")).text
        claim_id = re.search(r'name="claim_id" value="(W-[0-9A-F]{12})"', page)
        assert claim_id is not None
        form = {"claim_id": claim_id[1], "kind": "lost", "parcels": "GHN-1",
                "claimed": "1.250.000", "incident_on": "2026-02-27"}  # fmt: skip
        answer = await browser.post("/my/claims", data=form)

    assert "Gửi yêu cầu bồi thường" in page
    assert answer.status_code == 303
    assert world.claims.filed[0].claimed == vnd(1_250_000)


async def test_even_a_page_that_is_none_speaks_the_readers_language(world: World) -> None:
    async with world.browser(LAN, accept_language="id") as browser:
        answer = await browser.get("/nothing/here")

    assert "Tidak ada halaman ini" in answer.text
