"""People sign in with a provider, stay signed in as long as they may, and leave when they want."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import APIRouter, Request
from structlog.testing import capture_logs

from makegood.gateways.oidc import Attempt, Proven
from makegood.gateways.oidc_pages import NotProven, ProviderAway
from makegood.rules.access import Resource
from makegood.store.trail import Trail
from starters.site import cookies_of, sessions_of
from starters.web.begun import BegunSeal
from starters.web.csrf import HEADER, csrf_token
from starters.web.gate import SIGNED_IN, declares
from starters.web.house import House
from starters.web.recognising import BySession
from starters.web.signing_in import SignIn, local_path, sign_in_router
from tests.web.rooms import BOOK, NOON, a_browser, a_gate, a_house

LASTS = timedelta(days=7)
HOST = "http://127.0.0.1:8740"
PROVIDER = "https://login.example/authorize"


@dataclass
class Concierge:
    """A provider that says whoever the test wants, when the test wants."""

    login: str = "desk.an"
    signed_in_at: datetime = NOON
    methods: tuple[str, ...] = ()
    problem: Exception | None = None
    attempt: Attempt | None = None

    async def begin(self, attempt: Attempt) -> str:
        self._fail()
        self.attempt = attempt
        return f"{PROVIDER}?state={attempt.state}&again={attempt.again}"

    async def finish(self, code: str, attempt: Attempt, now: datetime) -> Proven:
        self._fail()
        assert attempt == self.attempt
        return Proven(self.login, self.signed_in_at, self.methods)

    def _fail(self) -> None:
        if self.problem:
            raise self.problem


@dataclass
class Entrance:
    """The desk with its way in, a browser before it, and a clock."""

    house: House
    provider: Concierge
    web: httpx.AsyncClient
    clock: list[datetime]

    async def begin(self, query: str = "next=/who") -> str:
        """Go to the provider; the state that it will send back."""
        answer = await self.web.get(f"/sign-in?{query}")
        assert answer.status_code == 303, answer.text
        return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]

    async def back(self, state: str, code: str = "c") -> httpx.Response:
        """Come back from it."""
        return await self.web.get("/sign-in/callback", params={"state": state, "code": code})

    async def sign_in(self, login: str = "desk.an") -> httpx.Response:
        """Sign in as somebody."""
        self.provider.login = login
        return await self.back(await self.begin())

    async def who(self) -> str:
        """Who one is to the desk; empty for a stranger."""
        answer = await self.web.get("/who")
        return answer.json()["name"] if answer.status_code == 200 else ""

    async def token(self) -> str:
        """What forms of this session carry."""
        return str((await self.web.get("/who")).json()["token"])

    def events(self) -> list[str]:
        """What is on the trail, the newest first."""
        return [one.line.event for one in Trail(self.house.engine).lines()]


def a_router(house: House) -> APIRouter:
    """Pages of a test: who one is, and something to do."""
    router = APIRouter()

    @router.get("/who", openapi_extra=declares(SIGNED_IN))
    async def who(request: Request) -> dict[str, str]:
        actor = await house.caller(request)
        known = " ".join(actor.recognised)
        return {"name": actor.name, "token": csrf_token(request), "known": known}

    @router.post("/do", openapi_extra=declares("claim.add_note"))
    async def do(request: Request) -> str:
        form = await request.form()
        return str(form.get("words", ""))

    @router.get("/large", openapi_extra=declares("crisis.read"))
    async def secret(request: Request) -> str:
        actor = await house.caller(request)
        members = frozenset({"desk.an"})
        house.require(
            actor, "crisis.read", Resource("crisis", "K-1", restricted=True, members=members)
        )
        return "secret"

    return router


async def an_entrance(folder: Path, web_url: str = HOST) -> Entrance:
    """A desk with a way in."""
    clock, provider = [NOON], Concierge()
    house = await a_house(folder, web_url=web_url)
    sessions, cookies = sessions_of(house.settings, house.engine), cookies_of(house.settings)
    recognise = BySession(sessions, BOOK, cookies, lambda: clock[0])
    house = await a_house(folder, recognise, web_url=web_url)
    sign_in = SignIn(
        provider=provider,
        sessions=sessions,
        book=BOOK,
        trail=Trail(house.engine),
        seal=BegunSeal("a secret of the test"),
        cookies=cookies,
        web_url=web_url,
        lasts=LASTS,
        now=lambda: clock[0],
    )
    app = a_gate(house, sign_in_router(sign_in), a_router(house))
    return Entrance(house, provider, a_browser(app, web_url), clock)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Entrance]:
    """A desk with a way in."""
    entrance = await an_entrance(tmp_path)
    async with entrance.web:
        yield entrance


async def test_whoever_the_provider_proves_is_signed_in_and_where_they_wanted(
    desk: Entrance,
) -> None:
    assert await desk.who() == ""

    answer = await desk.sign_in()

    assert (answer.status_code, answer.headers["location"]) == (303, "/who")
    assert await desk.who() == "desk.an"
    assert desk.events() == ["signed_in"]


async def test_the_session_knows_how_the_provider_proved_it(desk: Entrance) -> None:
    await desk.sign_in()
    assert (await desk.web.get("/who")).json()["known"] == "oidc"

    desk.provider.methods = ("pwd", "otp")
    await desk.sign_in()
    assert (await desk.web.get("/who")).json()["known"] == "oidc pwd otp"


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Entrance) -> None:
    cookie = (await desk.sign_in()).headers.get_list("set-cookie")[0]

    assert cookie.startswith("makegood=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/;" in cookie


async def test_an_encrypted_desk_binds_its_cookie_to_the_host(tmp_path: Path) -> None:
    entrance = await an_entrance(tmp_path, "https://desk.example")
    async with entrance.web:
        cookie = (await entrance.sign_in()).headers.get_list("set-cookie")[0]
        name = await entrance.who()

    assert cookie.startswith("__Host-makegood=")
    assert "Secure" in cookie
    assert name == "desk.an"


async def test_a_sign_in_that_another_browser_began_is_not_finished_here(desk: Entrance) -> None:
    state = await desk.begin()
    desk.web.cookies.clear()

    answer = await desk.back(state)

    assert answer.status_code == 400
    assert "was not begun here" in answer.text
    assert await desk.who() == ""


async def test_a_state_that_was_changed_on_the_way_is_refused(desk: Entrance) -> None:
    state = await desk.begin()

    answer = await desk.back(state[:8] + "x" * (len(state) - 8))

    assert answer.status_code == 400
    assert await desk.who() == ""


async def test_a_sign_in_works_once(desk: Entrance) -> None:
    state = await desk.begin()
    await desk.back(state)

    assert (await desk.back(state)).status_code == 400


async def test_two_sign_ins_at_once_do_not_get_in_each_others_way(desk: Entrance) -> None:
    first = await desk.begin("next=/who")
    began = desk.provider.attempt
    await desk.begin("next=/else")
    desk.provider.attempt = began

    assert (await desk.back(first)).headers["location"] == "/who"


@pytest.mark.parametrize(
    ("problem", "status"),
    [(ProviderAway("The provider of sign-in does not answer."), 503), (NotProven("No."), 400)],
)
async def test_what_goes_wrong_at_the_provider_is_told_with_a_way_on(
    desk: Entrance, problem: Exception, status: int
) -> None:
    state = await desk.begin()
    desk.provider.problem = problem

    begun, finished = await desk.web.get("/sign-in?next=/who"), await desk.back(state)

    for answer in (begun, finished):
        assert answer.status_code == status
        assert str(problem) in answer.text
        assert 'href="/sign-in?next=/who"' in answer.text


async def test_who_says_no_at_the_provider_is_not_signed_in(desk: Entrance) -> None:
    answer = await desk.back(await desk.begin(), code="")

    assert "nobody signed in" in answer.text


async def test_an_account_that_is_not_in_the_table_gets_no_further(desk: Entrance) -> None:
    answer = await desk.sign_in("somebody.else")

    assert answer.status_code == 403
    assert "somebody.else" not in answer.text
    assert await desk.who() == ""


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb", ""],
)
def test_nobody_is_sent_to_another_site(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_a_page_of_ours_is_returned_to_with_its_question() -> None:
    assert local_path("/claims/C-1?tab=offers") == "/claims/C-1?tab=offers"


async def test_signing_in_again_makes_a_new_session_and_ends_the_old_one(desk: Entrance) -> None:
    await desk.sign_in()
    old = desk.web.cookies["makegood"]
    await desk.sign_in("desk.chi")
    assert await desk.who() == "desk.chi"

    desk.web.cookies.clear()
    desk.web.cookies.set("makegood", old)
    assert await desk.who() == ""


async def test_a_session_that_is_not_used_ends(desk: Entrance) -> None:
    await desk.sign_in()
    desk.clock[0] = NOON + timedelta(minutes=desk.house.settings.session_idle_minutes, seconds=1)

    assert await desk.who() == ""


async def test_a_step_up_asks_the_provider_to_ask_again(desk: Entrance) -> None:
    await desk.begin("next=/who&again=true")

    assert desk.provider.attempt is not None
    assert desk.provider.attempt.again


async def test_under_another_name_of_this_machine_one_is_led_to_the_desks_own(
    desk: Entrance,
) -> None:
    answer = await desk.web.get("http://localhost:8740/sign-in?next=/who")

    assert answer.headers["location"] == f"{HOST}/sign-in?next=/who"


async def test_signing_out_ends_the_session_and_not_only_the_cookie(desk: Entrance) -> None:
    await desk.sign_in()
    secret = desk.web.cookies["makegood"]
    answer = await desk.web.post("/sign-out", headers={HEADER: await desk.token()})

    assert answer.headers["location"] == "/signed-out"
    desk.web.cookies.set("makegood", secret)
    assert await desk.who() == ""
    assert desk.events() == ["signed_out", "signed_in"]
    assert "You are signed out." in (await desk.web.get("/signed-out")).text


async def test_signing_out_everywhere_ends_what_other_browsers_hold(desk: Entrance) -> None:
    await desk.sign_in()
    phone = desk.web.cookies["makegood"]
    desk.web.cookies.clear()
    await desk.sign_in()
    await desk.web.post("/sign-out-everywhere", headers={HEADER: await desk.token()})

    desk.web.cookies.set("makegood", phone)
    assert await desk.who() == ""


async def test_a_change_needs_the_token_of_the_session(desk: Entrance) -> None:
    await desk.sign_in()
    token = await desk.token()

    async def does(headers: dict[str, str], form: dict[str, str]) -> int:
        answer = await desk.web.post("/do", headers=headers, data={"words": "x"} | form)
        return answer.status_code

    assert await does({}, {}) == 403
    assert await does({HEADER: "guess"}, {}) == 403
    assert await does({}, {"csrf_token": "guess"}) == 403
    assert await does({HEADER: token}, {}) == 200
    assert await does({}, {"csrf_token": token}) == 200
    assert await does({HEADER: token, "origin": HOST}, {}) == 200
    assert await does({HEADER: token, "origin": "https://evil.example"}, {}) == 403
    assert await does({HEADER: token, "origin": "null"}, {}) == 403
    assert await does({HEADER: token, "sec-fetch-site": "cross-site"}, {}) == 403


async def test_a_form_is_still_whole_after_the_token_was_looked_for(desk: Entrance) -> None:
    await desk.sign_in()
    token = await desk.token()

    plain = await desk.web.post("/do", data={"words": "kept", "csrf_token": token})
    files = {"words": (None, "kept"), "csrf_token": (None, token)}
    parts = await desk.web.post("/do", files=files)

    assert (plain.json(), parts.json()) == ("kept", "kept")


async def test_the_token_of_one_session_is_none_of_another(desk: Entrance) -> None:
    await desk.sign_in()
    old = await desk.token()
    await desk.sign_in()

    assert (await desk.web.post("/do", headers={HEADER: old})).status_code == 403


async def test_who_opens_a_restricted_case_is_written_down_and_who_may_not_is_logged(
    desk: Entrance,
) -> None:
    await desk.sign_in()
    opened = await desk.web.get("/large", headers={"x-request-id": "request-77"})
    await desk.sign_in("pr.kim")
    with capture_logs() as lines:
        refused = await desk.web.get("/large")

    assert (opened.status_code, refused.status_code) == (200, 403)
    (line,) = Trail(desk.house.engine).lines("crisis/K-1")
    assert (line.line.actor, line.line.event, line.line.request) == (
        "desk.an",
        "opened_restricted",
        "request-77",
    )
    (told,) = [one for one in lines if one["event"] == "access.refused"]
    assert (told["actor"], told["code"]) == ("pr.kim", "not_a_member")


async def test_no_log_line_holds_a_secret_of_a_session(desk: Entrance) -> None:
    with capture_logs() as lines:
        state = await desk.begin()
        await desk.back(state, code="the-code")
        token = await desk.token()

    said = str(lines)
    secret = desk.web.cookies["makegood"]
    assert not any(word in said for word in (state, "the-code", token, secret))
    assert "access.noted" in said
