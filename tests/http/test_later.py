"""A command to a case that is away is taken in where that is asked for, and given once later."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event

from makegood.messages.commands import AddNote
from starters.errors import RefusedByRule
from starters.http.relay import Relay, carrying
from tests.http.at_hand import LOTUS, ApiAtHand
from tests.http.test_commands import FILING
from tests.kit.waiting import until

NOTE = {"text": "Called the hub."}
NOTES = "/v1/claims/C-1/add-note"
ASYNC = "respond-async, wait=1"


@contextmanager
def unreachable(engine: Engine) -> Iterator[None]:
    """A database to which no connection can be made."""

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    event.listen(engine, "do_connect", refuse)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "do_connect", refuse)


async def test_a_command_that_may_be_given_later_is_taken_in_while_temporal_is_away(
    api: ApiAtHand,
) -> None:
    api.claims.away = True
    taken = await api.post(NOTES, NOTE, prefer=ASYNC)
    where = taken.headers["location"]
    waiting = (await api.get(where)).json()
    api.claims.away = False

    assert (taken.status_code, taken.headers["preference-applied"]) == (202, "respond-async")
    assert waiting["state"] == "waiting"
    assert await Relay(api.house).carry() == 1
    done = (await api.get(where)).json()
    assert (done["state"], done["receipt"]["version"]) == ("done", 8)
    [(_, name, message, once)] = api.claims.said
    assert (name, once) == ("add_note", taken.json()["id"])
    assert message == AddNote(by="desk.chi", text="Called the hub.")


async def test_a_command_is_answered_at_once_where_its_case_answers(api: ApiAtHand) -> None:
    answer = await api.post(NOTES, NOTE, prefer=ASYNC)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"8"')
    assert await Relay(api.house).carry() == 0


async def test_a_repeated_promise_is_one_promise(api: ApiAtHand) -> None:
    key, api.claims.away = uuid4().hex, True
    first, again = [
        await api.post(NOTES, NOTE, idempotency_key=key, prefer=ASYNC) for _ in range(2)
    ]
    api.claims.away = False
    await asyncio.gather(*(Relay(api.house).carry() for _ in range(3)))

    assert first.headers["location"] == again.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(api.claims.said) == 1


async def test_a_filing_may_be_given_later_too(api: ApiAtHand) -> None:
    api.claims.away = True
    taken = await api.post("/v1/claims", FILING, prefer=ASYNC)
    api.claims.away = False
    await Relay(api.house).carry()

    assert taken.status_code == 202
    assert [filed.claim_id for filed in api.claims.filed] == ["2026-7"]
    told = (await api.get(taken.headers["location"])).json()
    assert told["receipt"]["claim_id"] == "2026-7"


async def test_a_later_command_does_not_overtake_an_earlier_one(api: ApiAtHand) -> None:
    api.claims.away = True
    await api.post(NOTES, {"text": "First."}, prefer=ASYNC)
    api.claims.away = False
    second = await api.post(NOTES, {"text": "Second."}, prefer=ASYNC)
    for _ in range(2):
        await Relay(api.house).carry()

    assert second.status_code == 202
    said = [message for _, _, message, _ in api.claims.said]
    assert [one.text for one in said if isinstance(one, AddNote)] == ["First.", "Second."]


async def test_a_refusal_that_comes_later_is_seen_at_the_command(api: ApiAtHand) -> None:
    api.claims.away = True
    taken = await api.post(NOTES, NOTE, prefer=ASYNC)
    api.claims.away = False
    api.claims.refusals["C-1"] = RefusedByRule("Claim C-1 is closed.", "closed")
    await Relay(api.house).carry()

    told = (await api.get(taken.headers["location"])).json()
    assert told["state"] == "refused"
    assert told["problem"]["code"] == "closed"
    assert told["problem"]["type"] == "/v1/problems/refused"


async def test_a_command_is_for_the_eyes_of_who_gave_it(api: ApiAtHand) -> None:
    api.claims.away = True
    taken = await api.post(NOTES, NOTE, prefer=ASYNC)

    others = await api.get(taken.headers["location"], LOTUS)
    assert others.status_code == 404
    assert (await api.get(f"/v1/commands/http-{'0' * 32}")).status_code == 404


async def test_what_is_based_on_an_older_version_is_not_taken_in(api: ApiAtHand) -> None:
    api.claims.away = True
    stale = await api.post(NOTES, NOTE, prefer=ASYNC, if_match='"7"')
    fresh = await api.post(NOTES, NOTE, prefer=ASYNC, if_match='"1"')

    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 1)
    assert fresh.status_code == 202


async def test_a_relay_goes_on_by_itself_until_it_is_stopped(api: ApiAtHand) -> None:
    api.claims.away = True
    taken = await api.post(NOTES, NOTE, prefer=ASYNC)
    api.claims.away = False

    async def is_done() -> bool:
        told = await api.get(taken.headers["location"])
        return bool(told.json()["state"] == "done")

    async with carrying(Relay(api.house, timedelta(milliseconds=5))):
        await until(is_done)

    assert len(api.claims.said) == 1


async def test_without_its_database_the_api_does_nothing_and_says_when_to_return(
    api: ApiAtHand,
) -> None:
    engine = api.house.engine
    with unreachable(engine):
        post = await api.post(NOTES, NOTE, prefer=ASYNC)
        filed = await api.post("/v1/claims", FILING)
        listed = await api.get("/v1/claims")
    back = await api.post(NOTES, NOTE)

    for answer in (post, filed, listed):
        assert answer.status_code == 503
        assert answer.json()["code"] == "unavailable"
        assert int(answer.headers["retry-after"]) > 0
    assert api.claims.filed == []
    assert (back.status_code, len(api.claims.said)) == (200, 1)


@pytest.mark.parametrize("who", ["", "nobody.known"])
async def test_a_stranger_is_asked_who_they_are(api: ApiAtHand, who: str) -> None:
    answer = await api.post(NOTES, NOTE, who)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
