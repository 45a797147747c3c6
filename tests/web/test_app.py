"""Every answer of the web process is guarded, named and bounded, and strangers stay outside."""

from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, Request
from structlog.testing import capture_logs

from starters.errors import Denied
from starters.site import site
from starters.web.bodies import MIB, WORDS
from starters.web.gate import PUBLIC, SIGNED_IN, UndeclaredRoute, declares
from starters.web.house import House
from tests.web.rooms import WELL, a_browser, a_gate, a_house

POISON = "'unsafe-inline'"


def a_router() -> APIRouter:
    """Routes of a test: one for strangers, one for the known, one for a command of claims."""
    router = APIRouter()

    @router.get("/open", openapi_extra=declares(PUBLIC))
    async def for_all() -> str:
        return "open"

    @router.get("/mine", openapi_extra=declares(SIGNED_IN))
    async def for_the_known(request: Request) -> str:
        return str(request.state.actor.name)

    @router.post("/v1/claims/{command}", openapi_extra=declares("claim.{command}"))
    async def command(command: str, body: dict[str, int]) -> str:
        return command

    @router.post("/v1/echo", openapi_extra=declares(PUBLIC))
    async def echo(request: Request) -> int:
        return len(await request.body())

    @router.get("/either", openapi_extra=declares("claim.hold", "key.list"))
    async def either() -> str:
        return "either"

    @router.get("/refused", openapi_extra=declares(PUBLIC))
    async def refused() -> str:
        raise Denied("Not you.", "not_yours")

    return router


@pytest.fixture
async def house(tmp_path: Path) -> House:
    """A house in which nobody is home."""
    return await a_house(tmp_path)


@pytest.fixture
async def web(house: House) -> httpx.AsyncClient:
    """A browser before it."""
    return a_browser(a_gate(house, a_router()))


async def test_a_browser_is_told_to_run_nothing_that_a_page_did_not_bring_as_a_file(
    web: httpx.AsyncClient,
) -> None:
    told = (await web.get("/open")).headers

    policy = told["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert POISON not in policy
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"
    assert told["cache-control"] == "no-store"
    assert "strict-transport-security" not in told


async def test_an_encrypted_desk_is_never_asked_for_in_the_open_again(tmp_path: Path) -> None:
    house = await a_house(tmp_path, web_url="https://desk.example")
    web = a_browser(a_gate(house, a_router()), "https://desk.example")

    assert "max-age=31536000" in (await web.get("/open")).headers["strict-transport-security"]


async def test_an_answer_has_the_id_of_its_request_and_so_has_its_log_line(
    web: httpx.AsyncClient,
) -> None:
    with capture_logs() as lines:
        given = await web.get("/open", headers={"x-request-id": "from-the-portal-7"})
        made = await web.get("/open", headers={"x-request-id": "no\tgood"})

    assert given.headers["x-request-id"] == "from-the-portal-7"
    assert len(made.headers["x-request-id"]) == 32
    answered = [line for line in lines if line["event"] == "web.answered"]
    assert [(line["route"], line["status"]) for line in answered] == [("for_all", 200)] * 2


async def test_a_log_line_names_the_route_and_not_the_path(web: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        await web.post("/v1/claims/secret-token", json={})

    assert "secret-token" not in str(lines)


async def test_a_failure_has_an_id_too(house: House) -> None:
    router = APIRouter()

    @router.get("/broken", openapi_extra=declares(PUBLIC))
    async def broken() -> str:
        raise ZeroDivisionError

    with capture_logs() as lines:
        await a_browser(a_gate(house, router)).get("/broken")

    assert [line["status"] for line in lines if line["event"] == "web.answered"] == [500]


async def test_under_a_name_that_is_not_its_own_it_says_nothing(house: House) -> None:
    web = a_browser(a_gate(house, a_router()), "http://evil.example")

    assert (await web.get("/open")).status_code == 400


async def test_an_address_or_a_form_that_no_database_keeps_is_refused(house: House) -> None:
    router = a_router()

    @router.post("/said/{what}", openapi_extra=declares(SIGNED_IN))
    async def said(what: str) -> str:
        return what

    web, who = a_browser(a_gate(house, router)), {"who": "desk.chi"}
    fine = await web.post("/said/a?b=c", data={"why": "so"}, headers=who)
    path = await web.post("/said/a%00", headers=who)
    query = await web.post("/said/a?b=%00", headers=who)
    form = await web.post("/said/a", data={"why": "\0"}, headers=who)

    assert fine.status_code == 200
    assert [one.status_code for one in (path, query, form)] == [400, 400, 400]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/merge-patch+json"])
async def test_words_beyond_a_mebibyte_are_not_read(web: httpx.AsyncClient, kind: str) -> None:
    fits = await web.post("/v1/echo", content=b"a" * WORDS, headers={"content-type": kind})
    over = await web.post("/v1/echo", content=b"a" * (WORDS + 1), headers={"content-type": kind})

    assert (fits.status_code, fits.json()) == (200, WORDS)
    assert over.status_code == 413


async def test_a_body_that_does_not_say_how_long_it_is_ends_at_the_limit_all_the_same(
    web: httpx.AsyncClient,
) -> None:
    async def drip() -> object:
        for _ in range(3):
            yield b"a" * (MIB // 2 + 1)

    answer = await web.post("/v1/echo", content=drip(), headers={"content-type": "text/plain"})  # type: ignore[arg-type]

    assert answer.status_code == 413


async def test_a_file_may_be_longer_than_words(web: httpx.AsyncClient) -> None:
    kind = {"content-type": "application/octet-stream"}

    assert (await web.post("/v1/echo", content=b"a" * 2 * MIB, headers=kind)).status_code == 200


async def test_strangers_are_sent_to_sign_in_or_answered_401(web: httpx.AsyncClient) -> None:
    page = await web.get("/mine")
    route = await web.post("/v1/claims/read", json={})

    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/mine")
    assert (route.status_code, route.json()["code"]) == (401, "not_signed_in")


async def test_whoever_is_known_is_let_on(web: httpx.AsyncClient) -> None:
    assert (await web.get("/mine", headers={"who": "shop.lotus"})).json() == "shop.lotus"


@pytest.mark.parametrize(
    ("who", "command", "status"),
    [
        ("legal.uyen", "hold", 200),
        ("shop.lotus", "hold", 403),
        ("desk.dung", "sign-off", 200),
        ("audit.thu", "sign-off", 403),
        ("desk.dung", "no-such-thing", 403),
    ],
)
async def test_the_gate_knows_a_command_by_the_word_in_its_path(
    web: httpx.AsyncClient, who: str, command: str, status: int
) -> None:
    answer = await web.post(f"/v1/claims/{command}", json={}, headers={"who": who})

    assert answer.status_code == status


async def test_who_may_not_is_told_so_before_the_form_is_looked_at(web: httpx.AsyncClient) -> None:
    wrong = {"this is": "no number"}

    denied = await web.post("/v1/claims/hold", json=wrong, headers={"who": "shop.lotus"})
    allowed = await web.post("/v1/claims/hold", json=wrong, headers={"who": "legal.uyen"})

    assert (denied.status_code, allowed.status_code) == (403, 422)


@pytest.mark.parametrize(
    ("who", "status"), [("legal.uyen", 200), ("admin.quan", 200), ("sales.xuan", 403)]
)
async def test_a_page_for_either_of_two_actions_is_open_to_whoever_may_one(
    web: httpx.AsyncClient, who: str, status: int
) -> None:
    assert (await web.get("/either", headers={"who": who})).status_code == status


async def test_the_same_refusal_is_a_problem_for_programs_and_words_for_people(
    web: httpx.AsyncClient,
) -> None:
    page = await web.get("/refused")

    assert (page.status_code, "Not you." in page.text) == (403, True)
    assert "json" not in page.headers["content-type"]


async def test_a_route_that_does_not_say_what_it_is_stops_the_start(house: House) -> None:
    router = APIRouter()

    @router.get("/v1/forgotten")
    async def forgotten() -> str:
        return "open to whom?"

    with pytest.raises(UndeclaredRoute, match="/v1/forgotten"):
        a_gate(house, router)


async def test_a_probe_is_told_that_it_lives_and_what_is_missing(house: House) -> None:
    states = [WELL, WELL | {"workers": "nobody serves payments"}]

    async def ready() -> dict[str, str]:
        return states.pop(0)

    web = a_browser(site(house, ready))

    assert (await web.get("/healthz")).json() == {"status": "ok"}
    assert (await web.get("/readyz")).status_code == 200
    missing = await web.get("/readyz")
    assert (missing.status_code, missing.json()["checks"]["workers"]) == (
        503,
        "nobody serves payments",
    )
    assert missing.headers["retry-after"] == "5"
