"""A system uses the API with a key, for what the key was given, and for nothing else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, Request

from makegood.rules.access import Resource
from makegood.store.api_keys import ApiKeys, NewKey
from starters.web.gate import SIGNED_IN, declares
from starters.web.house import House
from starters.web.recognising import ByKey, FirstOf
from tests.web.rooms import NOON, a_browser, a_gate, a_house


@dataclass
class System:
    """A system with a key, before the API."""

    web: httpx.AsyncClient
    keys: ApiKeys

    def made(self, *scopes: str, name: str = "portal", merchant: str = "merchant-lotus") -> str:
        """A key for these actions."""
        ends = NOON + timedelta(days=90)
        return self.keys.make(NewKey(name, scopes, ends, "admin.quan", merchant), NOON)

    async def asks(self, path: str, key: str, method: str = "GET") -> httpx.Response:
        """What the API answers."""
        return await self.web.request(method, path, headers={"authorization": f"Bearer {key}"})


def a_router(house: House) -> APIRouter:
    """Routes of a test."""
    router = APIRouter(prefix="/v1")

    @router.get("/me", openapi_extra=declares(SIGNED_IN))
    async def me(request: Request) -> str:
        return (await house.caller(request)).name

    @router.get("/trial/{merchant}", openapi_extra=declares("claim.read"))
    async def read(request: Request, merchant: str) -> str:
        resource = Resource("claim", "C-1", merchant)
        house.require(await house.caller(request), "claim.read", resource)
        return merchant

    @router.post("/trial", openapi_extra=declares("claim.file"))
    async def file() -> str:
        return "filed"

    return router


@pytest.fixture
async def system(tmp_path: Path) -> AsyncIterator[System]:
    """A system, and nobody else."""
    house = await a_house(tmp_path)
    keys = ApiKeys(house.engine)
    house = await a_house(tmp_path, FirstOf((ByKey(keys, lambda: NOON),)))
    async with a_browser(a_gate(house, a_router(house))) as web:
        yield System(web, keys)


async def test_a_key_is_the_system_that_it_was_given_to(system: System) -> None:
    assert (await system.asks("/v1/me", system.made("claim.read"))).json() == "portal"


async def test_a_key_does_what_it_was_given_for_without_a_token_of_a_page(system: System) -> None:
    files = system.made("claim.file")

    assert (await system.asks("/v1/trial", files, "POST")).json() == "filed"
    assert (await system.asks("/v1/trial/merchant-lotus", files)).status_code == 403


async def test_a_merchants_key_reads_that_merchants_claims_only(system: System) -> None:
    reads = system.made("claim.*")

    assert (await system.asks("/v1/trial/merchant-lotus", reads)).status_code == 200
    other = await system.asks("/v1/trial/merchant-mabuhay", reads)
    assert (other.status_code, other.json()["code"]) == (403, "not_yours")


async def test_a_key_of_the_company_reads_every_merchants_claims(system: System) -> None:
    reads = system.made("claim.read", merchant="")

    assert (await system.asks("/v1/trial/merchant-mabuhay", reads)).status_code == 200


@pytest.mark.parametrize("wrong", ["", "mg_nonsense", "secret"])
async def test_a_stranger_with_a_wrong_key_stays_outside(system: System, wrong: str) -> None:
    assert (await system.asks("/v1/me", wrong)).status_code == 401


async def test_a_revoked_key_opens_nothing(system: System) -> None:
    key = system.made("claim.read")
    system.keys.revoke("portal", "admin.quan", NOON)

    assert (await system.asks("/v1/me", key)).status_code == 401


async def test_a_key_in_another_kind_of_header_is_no_key(system: System) -> None:
    basic = {"authorization": f"Basic {system.made('claim.read')}"}

    assert (await system.web.get("/v1/me", headers=basic)).status_code == 401
