"""The API describes itself, to programs and to people, and every problem leads to its page."""

import re

import httpx

from starters.http.catalogue import KINDS
from starters.http.openapi import Schema
from tests.http.at_hand import ApiAtHand

BRIEF = ("/v1/system", "/v1/on-call/changes", "/v1/hooks")
"""Their bodies are a word or two."""

NO_BODY: Schema = {"content": {"application/json": {"examples": {}}}, "examples": {}}


async def described(api: ApiAtHand) -> Schema:
    """The API as it tells strangers of itself."""
    found: Schema = (await api.get("/v1/openapi.json", "")).json()
    return found


async def test_every_route_says_who_may_use_it_and_what_it_answers(api: ApiAtHand) -> None:
    schema = await described(api)

    told = [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    assert schema["openapi"] == "3.1.0"
    assert len(told) > 60
    for path, method, operation in told:
        assert operation["x-action"], path
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"], path
        assert operation["security"] == [] or "401" in operation["responses"], (path, method)


async def test_no_parameter_may_be_null_as_an_address_knows_only_text(api: ApiAtHand) -> None:
    schema = await described(api)

    nullable = [
        (path, one["name"])
        for path, methods in schema["paths"].items()
        for told in methods.values()
        for one in told.get("parameters", [])
        if {"type": "null"} in one["schema"].get("anyOf", [])
    ]
    assert nullable == []


async def test_every_post_names_its_key_and_shows_an_example(api: ApiAtHand) -> None:
    schema = await described(api)
    posts = {path: told["post"] for path, told in schema["paths"].items() if "post" in told}

    keyless = [
        path
        for path, told in posts.items()
        if "Idempotency-Key" not in {one["name"] for one in told["parameters"]}
    ]
    silent = [
        path
        for path, told in posts.items()
        if "examples" not in told.get("requestBody", NO_BODY)["content"].get("application/json", {})
    ]
    assert keyless == []
    files = {"/v1/documents", "/v1/on-call/{team}/import", "/v1/claims/import", "/v1/detectors"}
    plain = {path for path in silent if not path.startswith(BRIEF)}
    assert plain == files


async def test_the_page_for_people_runs_nothing_and_loads_nothing_foreign(api: ApiAtHand) -> None:
    page = await api.get("/v1/docs", "")

    assert page.status_code == 200
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert re.findall(r'(?:src|href)="(?!/v1|#)[^"]*"', page.text) == []
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "POST" in page.text
    assert "/v1/claims/{claim_id}/sign-off" in page.text


async def test_every_kind_of_problem_leads_to_a_page_that_explains_it(api: ApiAtHand) -> None:
    pages = {kind: await api.get(kind.type, "") for kind in KINDS}

    for kind, page in pages.items():
        assert page.status_code == 200
        assert kind.title in page.text
    whole = await api.get("/v1/problems", "")
    assert all(kind.type in whole.text for kind in KINDS)
    assert (await api.get("/v1/problems/nonsense", "")).status_code == 404


async def test_what_is_not_there_or_not_done_so_is_a_problem_too(api: ApiAtHand) -> None:
    absent = await api.get("/v1/nonsense")
    async with api.client("desk.chi") as client:
        put = await client.put("/v1/claims/C-1", json={})

    assert (absent.status_code, absent.json()["type"]) == (404, "/v1/problems/not-found")
    assert (put.status_code, put.json()["type"]) == (405, "/v1/problems/method-not-allowed")
    assert "GET" in put.headers["allow"]


def test_a_kind_has_a_code_of_its_own() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    assert all(httpx.codes(kind.status).is_error for kind in KINDS)
