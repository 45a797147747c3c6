"""A link opens one case once, to look at; forged, old or used it says so, and decides nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, Request
from itsdangerous import URLSafeTimedSerializer

from makegood.gateways.ack_links import LinkExpired, LinkForged
from makegood.gateways.decision_links import SALT, DecisionLinks, Opened
from makegood.gateways.letter_links import LetterLinks
from makegood.gateways.letters import LetterFolder
from makegood.messages.records import Notice
from makegood.policy.wording import load_wording
from makegood.rules.access import Resource
from makegood.store.trail import Trail, UsedLinks
from starters.site import cookies_of, sessions_of
from starters.web.gate import declares
from starters.web.house import House
from starters.web.links import LinkDoor, link_router
from starters.web.recognising import BySession
from tests.builders import policy
from tests.web.rooms import BOOK, NOON, a_browser, a_gate, a_house, by_header

SECRET = "a secret of the test"
HOST = "http://127.0.0.1:8740"
LINKS = DecisionLinks(SECRET, HOST)


def token_for(case_id: str = "C-1", kind: str = "claim", reader: str = "fin.oanh") -> str:
    """The token of a link."""
    return LINKS.link(kind, case_id, reader).rpartition("/")[2]


def link_in_a_letter(folder: Path, reader: str) -> str:
    """The way to the case in a letter that asks that reader to sign."""
    notice = Notice(
        key=f"C-1:5:sign_off_asked:{reader}",
        to=reader,
        template="sign_off_asked",
        fields={"claim": "C-1", "subject": "payment"},
    )
    ways = LetterLinks(LINKS, policy().directory)
    name = LetterFolder(folder / "post", load_wording(), ways).deliver(notice)
    return (folder / "post" / name).read_text().splitlines()[-1]


def test_a_link_says_what_it_opens_and_for_whom() -> None:
    url = LINKS.link("claim", "C-1", "fin.oanh")
    found = LINKS.read(url.removeprefix(f"{HOST}/d/"))

    assert found == Opened(found.id, "fin.oanh", "claim", "C-1")
    assert found.glance == "claim/C-1"


def test_no_two_links_are_the_same() -> None:
    assert LINKS.read(token_for()).id != LINKS.read(token_for()).id


def test_a_link_that_is_too_old_or_not_ours_opens_nothing() -> None:
    with pytest.raises(LinkExpired):
        DecisionLinks(SECRET, HOST, life=timedelta(seconds=-1)).read(token_for())
    for forged in (
        "",
        "nonsense",
        token_for()[:-2],
        DecisionLinks("x", HOST).link("claim", "C", "a"),
    ):
        with pytest.raises(LinkForged):
            LINKS.read(forged.rpartition("/")[2])
    short = URLSafeTimedSerializer(SECRET, salt=SALT).dumps(["only", "two"])
    with pytest.raises(LinkForged):
        LINKS.read(str(short))


def test_a_link_opens_a_case_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="not a document"):
        LINKS.link("document", "D-1", "fin.oanh")


@dataclass
class Mailbox:
    """Somebody with links, and the desk behind them."""

    web: httpx.AsyncClient
    house: House


def a_router(house: House) -> APIRouter:
    """The pages behind a link."""
    router = APIRouter()

    async def seen(request: Request, action: str, resource: Resource) -> str:
        house.require(await house.caller(request), action, resource)
        return f"{resource.kind} {resource.id}"

    @router.get("/claims/{claim_id}", openapi_extra=declares("claim.read"))
    async def claim(request: Request, claim_id: str) -> str:
        return await seen(request, "claim.read", Resource("claim", claim_id))

    @router.get("/crises/{case_id}", openapi_extra=declares("crisis.read"))
    async def crisis(request: Request, case_id: str) -> str:
        members = frozenset({"legal.uyen"})
        case = Resource("crisis", case_id, restricted=case_id == "K-9", members=members)
        return await seen(request, "crisis.read", case)

    @router.get("/notes/{claim_id}", openapi_extra=declares("claim.add_note"))
    async def note(request: Request, claim_id: str) -> str:
        return await seen(request, "claim.add_note", Resource("claim", claim_id))

    @router.post("/decisions/{claim_id}", openapi_extra=declares("claim.sign_off"))
    async def decision(request: Request, claim_id: str) -> str:
        return await seen(request, "claim.sign_off", Resource("claim", claim_id))

    return router


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    """A desk that knows people by a header or by a session."""
    house = await a_house(tmp_path)
    sessions, cookies = sessions_of(house.settings, house.engine), cookies_of(house.settings)
    by_session = BySession(sessions, BOOK, cookies, now)

    async def recognise(request: Request) -> object:
        return await by_header(request) or await by_session(request)

    house = await a_house(tmp_path, recognise)  # type: ignore[arg-type]
    trail, used = Trail(house.engine), UsedLinks(house.engine)
    door = LinkDoor(LINKS, used, sessions, trail, house.recognise, cookies, now)
    async with a_browser(a_gate(house, link_router(door), a_router(house))) as web:
        yield Mailbox(web, house)


def now() -> datetime:
    """Noon."""
    return NOON


async def test_looking_at_a_link_uses_nothing_up(mailbox: Mailbox) -> None:
    token = token_for()
    for _ in range(2):
        shown = await mailbox.web.get(f"/d/{token}")
        assert (shown.status_code, "Open the case" in shown.text) == (200, True)

    assert (await mailbox.web.get("/claims/C-1")).status_code == 303
    assert (await mailbox.web.post(f"/d/{token}")).headers["location"] == "/claims/C-1"


async def test_a_link_opens_its_case_to_look_at_and_no_other(mailbox: Mailbox) -> None:
    await mailbox.web.post(f"/d/{token_for()}")

    assert (await mailbox.web.get("/claims/C-1")).json() == "claim C-1"
    for elsewhere in ("/claims/C-2", "/crises/C-1", "/notes/C-1"):
        answer = await mailbox.web.get(elsewhere)
        assert (answer.status_code, "Sign in first" in answer.text) == (403, True)


async def test_a_link_never_opens_a_restricted_case(mailbox: Mailbox) -> None:
    await mailbox.web.post(f"/d/{token_for('K-9', 'crisis', 'legal.uyen')}")

    assert (await mailbox.web.get("/crises/K-9")).status_code == 403
    assert Trail(mailbox.house.engine).lines("crisis/K-9")[0].line.event == "link_used"


async def test_a_link_works_once(mailbox: Mailbox) -> None:
    token = token_for()
    await mailbox.web.post(f"/d/{token}")
    mailbox.web.cookies.clear()

    for answer in (await mailbox.web.get(f"/d/{token}"), await mailbox.web.post(f"/d/{token}")):
        assert answer.status_code == 410
        assert "it works once" in answer.text
        assert 'href="/sign-in?next=/claims/C-1"' in answer.text
    assert (await mailbox.web.get("/claims/C-1")).status_code == 303


async def test_who_is_signed_in_goes_straight_to_the_case_with_rights_of_their_own(
    mailbox: Mailbox,
) -> None:
    token = token_for()

    answer = await mailbox.web.get(f"/d/{token}", headers={"who": "audit.thu"})

    assert answer.headers["location"] == "/claims/C-1"
    assert UsedLinks(mailbox.house.engine).used_at(LINKS.read(token).id) is None


async def test_a_forged_link_is_told_plainly(mailbox: Mailbox) -> None:
    for answer in (await mailbox.web.get("/d/nonsense"), await mailbox.web.post("/d/nonsense")):
        assert (answer.status_code, "not one of ours" in answer.text) == (404, True)


async def test_the_link_of_a_letter_opens_the_case_once_and_decides_nothing(
    mailbox: Mailbox, tmp_path: Path
) -> None:
    url = link_in_a_letter(tmp_path, "fin.oanh")

    opened = await mailbox.web.post(url)
    seen = await mailbox.web.get(opened.headers["location"])
    decided = await mailbox.web.post("/decisions/C-1", headers={"origin": HOST})
    mailbox.web.cookies.clear()
    again = await mailbox.web.post(url)

    assert (seen.status_code, seen.json()) == (200, "claim C-1")
    assert decided.status_code == 403
    assert (again.status_code, "it works once" in again.text) == (410, True)
    [line] = Trail(mailbox.house.engine).lines("claim/C-1")
    assert (line.line.event, line.line.actor) == ("link_used", "fin.oanh")


async def test_a_letter_to_a_team_leads_to_the_sign_in(mailbox: Mailbox, tmp_path: Path) -> None:
    shown = await mailbox.web.get(link_in_a_letter(tmp_path, "finance"))

    assert shown.status_code == 303
    assert shown.headers["location"].startswith("/sign-in")


async def test_an_old_link_is_told_plainly(mailbox: Mailbox) -> None:
    old = DecisionLinks(SECRET, HOST, life=timedelta(seconds=-1))
    house = mailbox.house
    sessions, cookies = sessions_of(house.settings, house.engine), cookies_of(house.settings)
    used, trail = UsedLinks(house.engine), Trail(house.engine)
    door = LinkDoor(old, used, sessions, trail, house.recognise, cookies, now)
    async with a_browser(a_gate(house, link_router(door))) as web:
        answer = await web.get(f"/d/{token_for()}")

    assert (answer.status_code, "more than three days old" in answer.text) == (410, True)
