"""Webhooks over HTTP: who may subscribe, and to what; how it went; sent again."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import Request

from makegood.messages.hooks import HookAnswer
from makegood.messages.records import CaseRecord, TimelineEntry
from makegood.rules.access import Actor, Role
from makegood.settings import Environment
from makegood.store.claims import ClaimRecords
from makegood.store.hook_deliveries import HookDeliveries
from makegood.store.migrate import migrate
from makegood.store.request_tables import HTTP_REQUEST
from starters.web.house import House
from tests.http.at_hand import served
from tests.store.builders import a_row
from tests.web.rooms import NOON, a_house

ADDRESS = "http://127.0.0.1:9/x"
ACTORS = {
    "lan": Actor("lan", frozenset({Role.MERCHANT}), merchant_id="shop-of-lan"),
    "binh": Actor("binh", frozenset({Role.MERCHANT}), merchant_id="shop-of-binh"),
    "admin": Actor("admin", frozenset({Role.ADMIN})),
    "erp": Actor(
        "erp", frozenset({Role.SYSTEM}), scopes=frozenset({"hook.subscribe", "hook.read"})
    ),
    "crm": Actor("crm", frozenset({Role.SYSTEM}), scopes=frozenset({"hook.read"})),
}


async def by_header(request: Request) -> Actor | None:
    return ACTORS.get(request.headers.get("who", ""))


class Door:
    """The routes of webhooks, in front of a database of their own."""

    def __init__(self, house: House) -> None:
        self.house = house
        transport = httpx.ASGITransport(served(house))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://door/v1")

    async def adds(self, who: str, *events: str, url: str = ADDRESS, **more: str) -> httpx.Response:
        body = {"url": url, "events": list(events), **more}
        return await self.client.post("/hooks", json=body, headers=headers_of(who))

    async def asks(self, who: str, path: str, method: str = "GET") -> httpx.Response:
        return await self.client.request(method, path, headers=headers_of(who))


def headers_of(who: str) -> dict[str, str]:
    return {"who": who, "idempotency-key": uuid4().hex}


@pytest.fixture
async def door(tmp_path: Path) -> Door:
    house = await a_house(tmp_path, by_header)
    migrate(house.settings.database_url)
    return Door(house)


def a_claim_is_paid(door: Door) -> None:
    line = TimelineEntry(number=1, at=NOON, by="bank", what="paid", stage_to="aftercare")
    ClaimRecords(door.house.engine).record(CaseRecord(row=a_row(), timeline=(line,)))
    HookDeliveries(door.house.engine, door.house.now).spread()


async def test_a_system_subscribes_and_is_told_its_secret_once(door: Door) -> None:
    added = await door.adds("erp", "claim.paid")

    listed = await door.asks("erp", "/hooks")

    assert added.status_code == 201
    assert added.json()["secret"].startswith("whsec_")
    assert [hook["events"] for hook in listed.json()["hooks"]] == [["claim.paid"]]
    assert "secret" not in listed.text


async def test_the_answer_with_the_secret_is_made_again_and_kept_nowhere(door: Door) -> None:
    body = {"url": ADDRESS, "events": ["claim.paid"]}
    keyed = headers_of("erp")
    added, again = [await door.client.post("/hooks", json=body, headers=keyed) for _ in range(2)]
    other = await door.client.post(
        "/hooks", json={**body, "events": ["claim.closed"]}, headers=keyed
    )

    assert (again.status_code, again.json()) == (201, added.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert other.json()["type"] == "/v1/problems/idempotency-key-reused"
    with door.house.engine.connect() as connection:
        [kept] = connection.execute(HTTP_REQUEST.select()).all()
    assert added.json()["secret"] not in repr(kept)
    assert (kept.status, kept.remade, bytes(kept.body)) == (201, True, b"")


async def test_a_repetition_does_not_look_the_address_up_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"url": ADDRESS, "events": ["claim.paid"]}
    keyed = headers_of("erp")
    await door.client.post("/hooks", json=body, headers=keyed)
    monkeypatch.setitem(vars(door.house.settings), "environment", Environment.PRODUCTION)

    anew = await door.client.post("/hooks", json=body, headers=headers_of("erp"))
    again = await door.client.post("/hooks", json=body, headers=keyed)

    assert (anew.status_code, again.status_code) == (422, 201)


async def test_who_may_subscribe_no_more_is_not_told_the_secret_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"url": ADDRESS, "events": ["claim.paid"]}
    keyed = headers_of("erp")
    await door.client.post("/hooks", json=body, headers=keyed)
    monkeypatch.setitem(ACTORS, "erp", replace(ACTORS["erp"], scopes=frozenset({"hook.read"})))
    refused = await door.client.post("/hooks", json=body, headers=keyed)

    assert refused.status_code == 403
    assert "whsec_" not in refused.text


async def test_nobody_knows_of_the_webhooks_of_another(door: Door) -> None:
    own = (await door.adds("erp", "claim.paid")).json()["id"]

    assert (await door.asks("crm", "/hooks")).json()["hooks"] == []
    assert (await door.asks("crm", f"/hooks/{own}/deliveries")).status_code == 404
    assert (await door.asks("admin", f"/hooks/{own}/deliveries")).status_code == 200
    assert (await door.adds("crm", "claim.paid")).status_code == 403


async def test_a_delivery_is_looked_at_and_sent_again(door: Door) -> None:
    hook = (await door.adds("admin", "claim.paid")).json()["id"]
    a_claim_is_paid(door)
    book = HookDeliveries(door.house.engine, door.house.now)
    [handed] = book.due(10)
    book.settle(handed.id, HookAnswer(status=200, text="thanks"))

    [seen] = (await door.asks("admin", f"/hooks/{hook}/deliveries")).json()["deliveries"]
    again = await door.asks("admin", f"/hooks/deliveries/{handed.id}/resend", "POST")

    assert (seen["state"], seen["tries"][0]["answer"]) == ("delivered", "thanks")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    assert again.headers["location"] == f"/v1/hooks/{hook}/deliveries"
    unknown = await door.asks("admin", "/hooks/deliveries/dlv_none/resend", "POST")
    assert unknown.status_code == 404


async def test_deliveries_are_walked_page_by_page(door: Door) -> None:
    hook = (await door.adds("admin", "claim.paid")).json()["id"]
    for number in range(1, 4):
        line = TimelineEntry(number=number, at=NOON, by="bank", what="paid", stage_to="aftercare")
        row = a_row(f"C-{number}")
        ClaimRecords(door.house.engine).record(CaseRecord(row=row, timeline=(line,)))
    HookDeliveries(door.house.engine, door.house.now).spread()

    first = await door.asks("admin", f"/hooks/{hook}/deliveries?limit=2")
    link = first.links["next"]["url"].removeprefix("/v1")
    rest = await door.asks("admin", link)
    wrong = await door.asks("admin", f"/hooks/{hook}/deliveries?cursor=x")

    met = [one["id"] for page in (first, rest) for one in page.json()["deliveries"]]
    assert (len(met), len(set(met))) == (3, 3)
    assert (rest.json()["cursor"], "link" in rest.headers) == ("", False)
    assert wrong.status_code == 400


async def test_a_webhook_is_paused_and_goes_on(door: Door) -> None:
    hook = (await door.adds("admin", "claim.paid")).json()["id"]

    paused = await door.asks("admin", f"/hooks/{hook}/pause", "POST")
    active = await door.asks("admin", f"/hooks/{hook}/resume", "POST")

    assert (paused.json()["state"], active.json()["state"]) == ("paused", "active")


@pytest.mark.parametrize("url", ["https://10.0.0.1/x", "http://169.254.169.254/", "file:///etc"])
async def test_an_address_inside_our_network_is_refused(door: Door, url: str) -> None:
    refused = await door.adds("admin", "claim.paid", url=url)

    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("url:")
