"""Watches over HTTP: fed once by the mention's own id, asked why, judged by name."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from temporalio.client import Client
from typing_extensions import override

from makegood.messages.watches import Fed, WatchStart
from makegood.policy.loader import load_policy
from makegood.store.claims import utc_now
from starters.server import reach
from starters.watches import Watches
from tests.http.at_hand import LOTUS, ApiAtHand, served
from tests.kit.watches import ACME, mild
from tests.store.watch_builders import let_be

PLACE = "/v1/watches/social/mentions"
POST = {
    "mention_id": "chirp-1",
    "at": utc_now().isoformat(),
    "author": "a-4711",
    "text": "They threw my parcel over the fence!",
    "language": "en",
}


class QuietWatches(Watches):
    """Watches whose workflow is not there to be woken; their records are real."""

    def __init__(self, client: Client, engine: Engine) -> None:
        super().__init__(client, engine, load_policy().directory)
        self.woken: list[Fed] = []

    @override
    async def _nudge(self, start: WatchStart, fed: Fed) -> None:
        self.woken.append(fed)


@pytest.fixture
async def watches(api: ApiAtHand, engine: Engine) -> QuietWatches:
    """Watches with nothing seen yet."""
    return QuietWatches(await reach(api.house.settings, lazily=True), engine)


@pytest.fixture
def watching(api: ApiAtHand, watches: QuietWatches) -> ApiAtHand:
    """The API with watches behind it."""
    house = replace(api.house, watches=watches)
    return replace(api, house=house, app=served(house))


async def test_a_mention_is_taken_in_once_by_its_own_id(
    watching: ApiAtHand, watches: QuietWatches
) -> None:
    first, again = [await watching.post(PLACE, {"mentions": [POST]}) for _ in range(2)]

    assert (first.json()["new"], again.json()["new"], again.json()["known"]) == (1, 0, 1)
    assert len(watches.woken) == 2
    listed = (await watching.get("/v1/watches")).json()["watches"]
    assert [(one["name"], one["mentions"]) for one in listed] == [("social", 1)]


async def test_what_is_no_mention_is_refused_by_its_place(watching: ApiAtHand) -> None:
    wrong = {"mentions": [POST, {**POST, "mention_id": "chirp-2", "followers": -1}]}
    answer = await watching.post(PLACE, wrong)
    empty = await watching.post(PLACE, {"mentions": []})

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/mentions/1/followers"]
    assert empty.status_code == 422


async def test_watches_are_the_companys(watching: ApiAtHand) -> None:
    assert (await watching.get("/v1/watches", LOTUS)).status_code == 403
    assert (await watching.post(PLACE, {"mentions": [POST]}, LOTUS)).status_code == 403


async def test_what_was_never_decided_is_not_found(watching: ApiAtHand) -> None:
    absent = await watching.get("/v1/watches/social/mention?mention_id=chirp-9")
    decided = await watching.get("/v1/watches/social/decisions")

    assert absent.status_code == 404
    assert decided.json()["rows"] == []


async def test_verdicts_become_figures_and_rows_to_learn_from(
    watching: ApiAtHand, engine: Engine
) -> None:
    let_be(engine, mild(1), mild(2))
    nothing = (await watching.get(f"/v1/watches/{ACME}/figures")).json()
    for mention, verdict in (("m1", "missed"), ("m2", "not")):
        said = {"mention_id": mention, "verdict": verdict}
        assert (await watching.post(f"/v1/watches/{ACME}/verdict", said)).status_code == 200
    rows = (await watching.get(f"/v1/watches/{ACME}/rows")).json()["rows"]
    [week] = (await watching.get(f"/v1/watches/{ACME}/figures")).json()["figures"]

    assert nothing["figures"] == []
    learnt = {one["text"]: one["severity"] > 0 for one in rows}
    assert learnt == {mild(1).text: True, mild(2).text: False}
    assert {one["domain"] for one in rows} == {ACME}
    assert (week["missed"], week["crises"], week["recall"]) == (1, 1, 0.0)
    assert (await watching.get(f"/v1/watches/{ACME}/rows", LOTUS)).status_code == 403


async def test_a_process_without_watches_says_so(api: ApiAtHand) -> None:
    assert (await api.get("/v1/watches")).status_code == 503
