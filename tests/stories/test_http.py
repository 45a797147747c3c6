"""A claim lived through over HTTP: fifty posts make one, and a command many times is one."""

import asyncio
from uuid import uuid4

from sqlalchemy import func, select

from makegood.gateways.documents import DocumentStore
from makegood.rules.casefile import Outcome
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import reading
from makegood.store.inbox import Desk
from makegood.store.tables import INTAKE
from starters.web.house import House
from tests.http.at_hand import TABLE, ApiAtHand, ClaimsHere, CrisesHere, by_key, served
from tests.kit.filings import Wanted
from tests.kit.story import Story
from tests.kit.waiting import until
from tests.kit.world import World


def over_http(world: World) -> ApiAtHand:
    """The API with the claims of a world behind it."""
    house = House(
        settings=world.settings.model_copy(update={"http_rate": 10_000}),
        engine=world.engine,
        claims=world.claims,
        crises=world.crises,
        desk=Desk(world.engine),
        lists=CrisisLists(world.engine),
        documents=DocumentStore(world.settings.documents_url),
        access=TABLE,
        recognise=by_key,
    )
    return ApiAtHand(house, served(house), ClaimsHere(), CrisesHere())


async def test_fifty_posts_of_one_filing_make_one_claim(world: World) -> None:
    api = over_http(world)
    papers = ("claim_form", "invoice", "waybill", "payee_confirmation")
    story = Story.untold(world, "fifty", Wanted().less(*papers))
    filing = story.filing().model_dump(mode="json", exclude={"submitted_by"})
    with world.env.with_time_skipping_disabled():
        key = uuid4().hex
        same = [api.post("/v1/claims", filing, idempotency_key=key) for _ in range(25)]
        other = [api.post("/v1/claims", filing) for _ in range(25)]
        answers = await asyncio.gather(*same, *other)
        again = await api.post("/v1/claims", filing, idempotency_key=key)
        await story.is_written()

    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert [answer.status_code for answer in answers[25:]].count(409) == 0
    assert {answer.json()["claim_id"] for answer in answers if answer.status_code < 300} == {
        "fifty"
    }
    assert again.headers["idempotency-replayed"] == "true"
    with reading(world.engine) as connection:
        filed = select(func.count()).where(INTAKE.c.claim_id == "fifty")
        assert connection.scalar(filed) == 1
    shown = await api.get("/v1/claims/fifty")
    assert shown.json()["merchant_id"] == "merchant-lotus"
    await story.withdraws()
    assert (await story.ends()).outcome == Outcome.WITHDRAWN


async def test_one_command_sent_many_times_at_once_is_on_the_timeline_once(world: World) -> None:
    api = over_http(world)
    papers = ("claim_form", "invoice", "waybill", "payee_confirmation")
    story = await Story.untold(world, "many-notes", Wanted().less(*papers)).is_filed()
    key, note = uuid4().hex, {"text": "Called the hub."}
    place = "/v1/claims/many-notes/add-note"
    await asyncio.gather(*(api.post(place, note, idempotency_key=key) for _ in range(20)))

    async def is_noted() -> bool:
        told = (await api.get("/v1/claims/many-notes/timeline")).json()["entries"]
        return any(one["why"] == note["text"] for one in told)

    await until(is_noted)
    told = (await api.get("/v1/claims/many-notes/timeline")).json()["entries"]
    assert [one["by"] for one in told if one["why"] == note["text"]] == ["desk.chi"]
    await story.withdraws()
    assert (await story.ends()).outcome == Outcome.WITHDRAWN
