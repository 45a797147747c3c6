"""A calendar taken in over HTTP: event by event, by the rules, and over nothing newer."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from starters.http.rota_import import FEED
from tests.http.at_hand import LOTUS, STAFF, ApiAtHand, served

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
PLACE = "/v1/on-call/legal/import?reason=The%20fair"
LUNCH = """BEGIN:VEVENT
UID:lunch
SUMMARY:Team lunch
DTSTART:20261221T120000
DURATION:PT1H
END:VEVENT
"""
LAST_YEAR = """BEGIN:VEVENT
UID:last-year
SUMMARY:legal.vinh
DTSTART;VALUE=DATE:20250321
END:VEVENT
"""


@pytest.fixture
def then(api: ApiAtHand) -> ApiAtHand:
    """The API on a day in winter."""
    house = replace(api.house, now=lambda: NOON)
    return replace(api, house=house, app=served(house))


def with_more(*events: str) -> str:
    """The calendar of the reference with more events in it."""
    return FEED.replace("END:VCALENDAR\n", f"{''.join(events)}END:VCALENDAR\n")


async def taken(
    api: ApiAtHand, content: str = FEED, path: str = PLACE, who: str = STAFF, **headers: str
) -> httpx.Response:
    """The answer to a calendar."""
    given = {"content_type": "text/calendar", "idempotency_key": uuid4().hex, **headers}
    return await api.send(path, content.encode(), who, **given)


def results(answer: httpx.Response) -> dict[str, str]:
    """What became of each event."""
    assert answer.status_code == 200, answer.text
    return {one["event"]: one["result"] for one in answer.json()["events"]}


async def changes(api: ApiAtHand) -> tuple[str, list[str]]:
    """The version of Legal's rota, and who stands in."""
    shown = await api.get("/v1/on-call/legal?weeks=20")
    return shown.headers["etag"], [one["person"] for one in shown.json()["changes"]]


async def test_whoever_an_event_names_is_on_call_then(then: ApiAtHand) -> None:
    answer = await taken(then)
    again = await taken(then)
    moved = await taken(then, FEED.replace("T180000", "T170000"))

    [event] = answer.json()["events"]
    assert (event["result"], event["summary"]) == ("saved", "Spring fair: legal.thao")
    assert event["detail"].startswith("legal.thao from 2027-03-20 09:00 until 2027-03-20 18:00.")
    assert results(again) == {"spring-fair": "already_saved"}
    assert results(moved) == {"spring-fair": "saved"}
    assert (await changes(then))[1] == ["legal.thao"]


async def test_every_event_is_answered_for_and_none_stops_another(then: ApiAtHand) -> None:
    answer = await taken(then, with_more(LUNCH, LAST_YEAR))

    assert results(answer) == {
        "spring-fair": "saved",
        "lunch": "refused",
        "last-year": "left_out",
    }
    assert answer.json()["refused"] == 1
    details = {one["event"]: one["detail"] for one in answer.json()["events"]}
    assert details["lunch"] == "it names nobody we know"


async def test_a_rule_refuses_an_event_as_it_refuses_an_override(then: ApiAtHand) -> None:
    await taken(then)
    other = FEED.replace("legal.thao", "legal.vinh").replace("UID:spring-fair", "UID:another")

    answer = await taken(then, other)

    assert results(answer) == {"another": "refused"}
    assert "legal.thao is named already" in answer.json()["events"][0]["detail"]


async def test_a_dry_run_tells_and_saves_nothing(then: ApiAtHand) -> None:
    before = await changes(then)
    answer = await taken(then, with_more(LUNCH), f"{PLACE}&dry_run=true")

    assert results(answer) == {"spring-fair": "would_be_saved", "lunch": "refused"}
    assert await changes(then) == before


async def test_nothing_is_saved_over_a_rota_that_was_changed_since(then: ApiAtHand) -> None:
    seen, _ = await changes(then)
    first = await taken(then, if_match=seen)
    late = await taken(then, FEED.replace("T180000", "T170000"), if_match=seen)
    newer = await taken(then, FEED.replace("T180000", "T170000"), if_match=first.headers["etag"])

    assert (late.status_code, late.json()["type"]) == (412, "/v1/problems/stale")
    assert late.json()["current"]["version"] == 1
    assert (first.status_code, newer.status_code) == (200, 200)
    assert newer.headers["etag"] == (await changes(then))[0] == '"3"'


async def test_the_same_key_takes_a_calendar_in_once(then: ApiAtHand) -> None:
    first = await taken(then, idempotency_key="fair")
    again = await taken(then, idempotency_key="fair")
    other = await taken(then, with_more(LUNCH), idempotency_key="fair")
    keyless = await then.send(PLACE, FEED.encode(), content_type="text/calendar")

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["type"] == "/v1/problems/idempotency-key-reused"
    assert keyless.status_code == 400


async def test_what_is_no_calendar_is_refused(then: ApiAtHand) -> None:
    broken = await taken(then, "BEGIN:NONSENSE")
    json = await taken(then, content_type="application/json")
    no_rota = await taken(then, path="/v1/on-call/sales/import?reason=x")
    no_reason = await taken(then, path="/v1/on-call/legal/import")

    codes = (broken.status_code, json.status_code, no_rota.status_code, no_reason.status_code)
    assert codes == (400, 415, 404, 422)
    assert [one["parameter"] for one in no_reason.json()["errors"]] == ["reason"]


@pytest.mark.parametrize("who", [LOTUS, "fin.mai", "eyes.only"])
async def test_whoever_may_not_change_a_rota_imports_none(then: ApiAtHand, who: str) -> None:
    assert (await taken(then, who=who)).status_code == 403


async def test_the_shifts_of_one_person_or_of_all_are_a_calendar(then: ApiAtHand) -> None:
    await taken(then)
    everybody = await then.get("/v1/on-call/calendar?weeks=20")
    thao = await then.get("/v1/on-call/calendar?person=legal.thao&weeks=20")
    unknown = await then.get("/v1/on-call/calendar?person=nobody.here")

    assert thao.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in thao.text
    assert len(thao.text) < len(everybody.text)
    assert unknown.status_code == 404
