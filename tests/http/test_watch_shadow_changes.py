"""A detector over HTTP: brought by content, put into shadow, and approved by another person."""

from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from fastapi import Request
from sqlalchemy import Engine

from makegood.detector.model_file import SHIPPED as MODEL
from makegood.rules.access import Actor, Grant, Role
from makegood.rules.detection.standing import Pinned
from makegood.store.watch_detectors import DetectorBook
from tests.http.at_hand import LOTUS, STAFF, TABLE, ApiAtHand, served
from tests.kit.watches import ACME, LATER

PLACE = f"/v1/watches/{ACME}/shadow"
OTHER = "desk.dung"
FILE = MODEL.read_bytes()


async def brought(api: ApiAtHand, content: bytes = FILE, **headers: str) -> httpx.Response:
    """The answer to a model."""
    given = {
        "content_type": "application/octet-stream",
        "idempotency_key": uuid4().hex,
        "who": STAFF,
        **headers,
    }
    return await api.send("/v1/detectors", content, **given)


async def step(
    api: ApiAtHand, word: str, who: str = STAFF, /, seen: str = "", **body: str
) -> httpx.Response:
    """The answer to something that is done to a shadow."""
    return await api.post(f"{PLACE}/{word}", body, who, **({"if_match": seen} if seen else {}))


def code(answer: httpx.Response) -> tuple[int, str]:
    """How somebody was refused."""
    return answer.status_code, answer.json()["code"]


async def test_a_model_is_brought_runs_in_shadow_and_rules_when_another_approves(
    api: ApiAtHand, engine: Engine
) -> None:
    kept = (await brought(api)).json()
    started = await step(api, "start", model=kept["sha256"], reason="fewer misses")
    approved = await step(api, "approve", OTHER, reason="two weeks, nothing missed")

    shadow = started.json()
    assert kept["kind"] == "model"
    assert shadow["shadow"]["model_sha256"] == kept["sha256"]
    assert (shadow["shadow_by"], shadow["ruling"]["model"]) == (STAFF, "as installed")
    told = approved.json()
    assert told["ruling"]["model_sha256"] == kept["sha256"]
    assert (told["approved_by"], told["shadow"]) == (OTHER, None)
    assert DetectorBook(engine).standing(ACME).ruling == Pinned(kept["sha256"])
    assert DetectorBook(engine).content(kept["sha256"]).encode() == FILE


async def test_whoever_put_it_into_shadow_does_not_approve_it(
    api: ApiAtHand, engine: Engine
) -> None:
    await step(api, "start")

    assert code(await step(api, "approve")) == (409, "own_shadow")
    assert DetectorBook(engine).standing(ACME).approved is None


async def test_a_shadow_is_stopped_and_only_one_runs(api: ApiAtHand, engine: Engine) -> None:
    none = await step(api, "stop")
    await step(api, "start")
    second = await step(api, "start", OTHER)
    stopped = await step(api, "stop", OTHER, reason="It wakes nobody.")

    assert code(none) == (409, "no_shadow")
    assert code(second) == (409, "shadow_running")
    assert (stopped.status_code, stopped.json()["shadow"]) == (200, None)
    last = DetectorBook(engine).changes(ACME)[-1]
    assert (last.by, last.reason) == (OTHER, "It wakes nobody.")


async def test_nobody_approves_what_they_have_not_seen(api: ApiAtHand, engine: Engine) -> None:
    first = await step(api, "start")
    seen = (await api.get(PLACE)).headers["etag"]
    await step(api, "stop")
    kept = (await brought(api)).json()
    await step(api, "start", model=kept["sha256"])

    late = await step(api, "approve", OTHER, seen)
    fresh = await step(api, "approve", OTHER, (await api.get(PLACE)).headers["etag"])

    assert seen == first.headers["etag"]
    assert (late.status_code, late.json()["type"]) == (412, "/v1/problems/stale")
    assert fresh.status_code == 200
    assert fresh.headers["etag"] == (await api.get(PLACE)).headers["etag"]


async def test_what_is_kept_nowhere_is_put_into_no_shadow(api: ApiAtHand, engine: Engine) -> None:
    policy = "b" * 64
    DetectorBook(engine).keep(policy, "policy", "2026.12", "{}", LATER)

    unknown = await step(api, "start", model="a" * 64)
    wrong = await step(api, "start", model=policy)
    no_hash = await step(api, "start", model="detector.json")
    fine = await step(api, "start", policy=policy)

    assert code(unknown) == code(wrong) == (422, "not_kept")
    assert [one["pointer"] for one in no_hash.json()["errors"]] == ["/model"]
    assert fine.json()["shadow"]["policy_sha256"] == policy


async def test_a_file_that_is_no_model_is_refused_and_not_kept(
    api: ApiAtHand, engine: Engine
) -> None:
    changed = await brought(api, FILE.replace(b"0.4", b"0.5", 1))
    pickle = await brought(api, b"\x80\x04pickle")
    large = await brought(api, b" " * (2 * 1024 * 1024 + 1))
    json = await brought(api, b"{}", content_type="application/json")

    assert code(changed) == code(pickle) == (422, "unsafe_model")
    assert changed.json()["detail"] == "The model was changed: its checksum does not fit."
    assert (large.status_code, json.status_code) == (413, 415)
    assert DetectorBook(engine).brought().detectors == ()


async def test_the_same_model_is_kept_once_and_listed(api: ApiAtHand) -> None:
    first = await brought(api, idempotency_key="november")
    again = await brought(api, idempotency_key="november")
    other = await brought(api)
    [listed] = (await api.get("/v1/detectors")).json()["detectors"]

    assert (first.status_code, other.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert (listed["sha256"], listed["kind"]) == (first.json()["sha256"], "model")


async def test_the_list_is_walked_by_its_cursor(api: ApiAtHand, engine: Engine) -> None:
    for letter in "abc":
        DetectorBook(engine).keep(letter * 64, "policy", letter, "{}", LATER)

    first = await api.get("/v1/detectors?limit=2")
    rest = await api.get(first.links["next"]["url"])

    told = [one["version"] for page in (first, rest) for one in page.json()["detectors"]]
    assert told == ["c", "b", "a"]
    assert rest.json()["cursor"] == ""


@pytest.mark.parametrize("who", [LOTUS, "fin.mai", "eyes.only"])
async def test_whoever_may_not_try_detectors_does_nothing_to_them(api: ApiAtHand, who: str) -> None:
    answers = [await step(api, word, who) for word in ("start", "stop", "approve")]
    answers.append(await brought(api, who=who))

    assert {answer.status_code for answer in answers} == {403}


async def test_a_system_tries_a_detector_and_approves_none(api: ApiAtHand, engine: Engine) -> None:
    async def key(request: Request) -> Actor | None:
        return Actor("trainer", frozenset({Role.SYSTEM}))

    table = replace(TABLE, grants=(Grant(Role.SYSTEM, frozenset({"*"})),))
    house = replace(api.house, recognise=key, access=table)
    there = replace(api, house=house, app=served(house))

    started = await step(there, "start")
    approved = await step(there, "approve")

    assert started.json()["shadow_by"] == "trainer"
    assert code(approved) == (403, "person_needed")
    assert DetectorBook(engine).standing(ACME).approved is None
