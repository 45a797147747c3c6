"""The administrator gives keys to other systems, sees who has one, and takes them away."""

import html
import re
from datetime import timedelta

import pytest

from makegood.rules.access import Actor
from makegood.store.api_keys import ApiKeys, NewKey
from tests.desk.moment import NOON
from tests.desk.world import CHI, LAN, OANH, QUAN, THU, World

ASKED = {"name": "erp", "days": "90", "merchant": "", "scope": ["claim.file", "claim.read"]}
SECRET = re.compile(r"mg_[a-z0-9]{8}_[A-Za-z0-9_-]{20,}")


def plain(page: str) -> str:
    """The text of a page, with one blank between any two words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def given(world: World, name: str, days: int = 90, scope: str = "claim.read") -> str:
    """A key that is there already."""
    ends = NOON + timedelta(days=days)
    made = NOON - timedelta(days=3)
    return ApiKeys(world.engine).make(NewKey(name, (scope,), ends, "admin.quan"), made)


async def test_a_key_is_made_and_shown_this_once(world: World) -> None:
    async with world.browser(QUAN) as browser:
        made = await browser.post("/keys", data=ASKED)
        later = await browser.get("/keys")

    [key] = set(SECRET.findall(made.text))
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    assert "it is not shown again" in made.text
    assert ApiKeys(world.engine).find(key, NOON) is not None
    assert SECRET.findall(later.text) == []
    [entry] = ApiKeys(world.engine).all()
    assert (entry.scopes, entry.made_by) == (("claim.file", "claim.read"), "admin.quan")
    assert entry.ends_at == NOON + timedelta(days=90)
    for word in ("erp", f"mg_{entry.id}_…", "claim.file", "by admin.quan", "Last used never"):
        assert word in plain(later.text)


async def test_what_opens_something_stands_before_what_opens_nothing(world: World) -> None:
    for name, days in (("old", -1), ("gone", 30), ("late", 60), ("soon", 5)):
        given(world, name, days)
    ApiKeys(world.engine).revoke("gone", "admin.quan", NOON)
    async with world.browser(QUAN) as browser:
        page = (await browser.get("/keys")).text

    names = re.findall(r'<span class="strong">(\w+)</span>', page)
    assert names == ["soon", "late", "old", "gone"]
    states = re.findall(r'<span class="badge[^"]*">([a-z ]+)</span>', page)
    assert states == ["works", "works", "ended", "taken away"]
    assert re.findall(r'action="/keys/(\w+)/revoke"', page) == ["soon", "late"]


async def test_a_key_is_taken_away_only_after_it_was_confirmed(world: World) -> None:
    key = given(world, "erp")
    async with world.browser(QUAN) as browser:
        page = (await browser.get("/keys")).text
        answer = await browser.post("/keys/erp/revoke")
        after = await browser.get("/keys")
        unknown = await browser.post("/keys/nobody/revoke")
        told = await browser.get("/keys")

    confirmed = re.search(r'<details class="revoke">(.*?)</details>', page, re.DOTALL)
    assert confirmed is not None
    assert "This cannot be undone" in confirmed[1]
    assert "Yes, take the key away" in confirmed[1]
    assert answer.status_code == unknown.status_code == 303
    assert "The key of erp opens nothing any more." in plain(after.text)
    assert "There is no key nobody." in plain(told.text)
    assert ApiKeys(world.engine).find(key, NOON) is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Please fill this in."),
        ("name", "My System", "3 to 40 small letters"),
        ("name", "desk.chi", "is the account of a person"),
        ("name", "erp", "a name is given once"),
        ("days", "soon", "Whole days, from 1 to 366."),
        ("days", "367", "1 to 366"),
        ("merchant", "merchant-nobody", "there is no contract"),
        ("scope", [], "Choose at least one thing"),
        ("scope", ["claim.sign_off"], "no key may claim.sign_off"),
    ],
)
async def test_each_field_says_what_it_wants_and_keeps_what_was_chosen(
    world: World, field: str, value: str | list[str], said: str
) -> None:
    given(world, "erp")
    wanted = {**ASKED, "name": "crm", field: value}
    async with world.browser(QUAN) as browser:
        answer = await browser.post("/keys", data=wanted)

    assert answer.status_code in {409, 422}
    assert said in plain(answer.text)
    assert SECRET.findall(answer.text) == []
    assert len(ApiKeys(world.engine).all()) == 1
    chosen = re.findall(r'name="scope" value="([a-z._]+)" checked', answer.text)
    assert chosen == (ASKED["scope"] if field != "scope" else [])


async def test_a_key_is_bound_to_a_merchant(world: World) -> None:
    async with world.browser(QUAN) as browser:
        made = await browser.post("/keys", data=ASKED | {"merchant": "merchant-lotus"})

    assert made.status_code == 201
    assert [one.merchant_id for one in ApiKeys(world.engine).all()] == ["merchant-lotus"]


async def test_an_auditor_sees_the_keys_and_can_neither_make_nor_take_one(world: World) -> None:
    given(world, "erp")
    async with world.browser(THU) as browser:
        page = await browser.get("/keys")
        made = await browser.post("/keys", data={**ASKED, "name": "crm"})
        taken = await browser.post("/keys/erp/revoke")

    assert "erp" in page.text
    assert "Make the key" not in page.text
    assert "/revoke" not in page.text
    assert (made.status_code, taken.status_code) == (403, 403)
    assert [one.revoked_at for one in ApiKeys(world.engine).all()] == [None]


@pytest.mark.parametrize("actor", [CHI, OANH, LAN], ids=["executive", "finance", "merchant"])
async def test_nobody_else_has_such_a_page(world: World, actor: Actor) -> None:
    async with world.browser(actor) as browser:
        page = await browser.get("/keys")
        home = await browser.get("/nowhere")
    async with world.browser(QUAN) as admin:
        offered = await admin.get("/keys")

    assert page.status_code == 403
    assert 'href="/keys"' not in home.text
    assert 'href="/keys"' in offered.text


@pytest.mark.parametrize(("language", "said"), [("vi", "Khóa API"), ("id", "Kunci API")])
async def test_the_page_speaks_the_readers_language(world: World, language: str, said: str) -> None:
    async with world.browser(QUAN, accept_language=language) as browser:
        page = (await browser.get("/keys")).text

    assert f"<h1>{said}</h1>" in page
