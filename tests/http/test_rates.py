"""Nobody takes the API for themselves: how much may be asked is counted and told."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.http.at_hand import LOTUS, STAFF, ApiAtHand, an_api


@pytest.fixture
def scarce(folder: Path, engine: Engine) -> ApiAtHand:
    """The API of a company that allows three requests a minute, and strangers two."""
    return an_api(folder, engine, {"http_rate": 3, "http_stranger_rate": 2})


async def test_who_asks_too_much_is_told_when_to_return(scarce: ApiAtHand) -> None:
    fine = [await scarce.get("/v1/claims") for _ in range(3)]
    over = await scarce.get("/v1/claims")
    other = await scarce.get("/v1/claims", LOTUS)

    assert [answer.status_code for answer in fine] == [200, 200, 200]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in fine] == ["r=2", "r=1", "r=0"]
    assert fine[0].headers["ratelimit-policy"] == '"actor";q=3;w=60'
    assert (over.status_code, over.json()["type"]) == (429, "/v1/problems/too-many-requests")
    assert 0 < int(over.headers["retry-after"]) <= 60
    assert other.status_code == 200


async def test_strangers_are_counted_by_where_they_come_from(scarce: ApiAtHand) -> None:
    answers = [await scarce.get("/v1/claims", "no.such.key") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]


async def test_a_request_too_many_does_nothing_and_keeps_its_key_free(scarce: ApiAtHand) -> None:
    for _ in range(3):
        await scarce.get("/v1/claims")
    over = await scarce.post("/v1/claims/C-1/add-note", {"text": "x"}, STAFF)

    assert over.status_code == 429
    assert scarce.claims.said == []
