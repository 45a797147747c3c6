"""The web doors of a world: whoever comes in by a session or a key, and what their seals tell."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from uuid import uuid4

import httpx
from fastapi import FastAPI

from makegood.store.api_keys import ApiKeys, NewKey
from makegood.store.claims import utc_now
from makegood.store.seals import KeptSeal
from makegood.store.sessions import Session
from starters.site import cookies_of, open_house, sessions_of
from starters.web.csrf import HEADER, token_of
from tests.kit.world import World
from tests.web.rooms import BOOK, a_browser, an_app

WEEK = timedelta(days=7)


def the_doors(world: World) -> FastAPI:
    """The application as it is served, in front of that world."""
    return an_app(open_house(world.settings, world.client, world.engine, BOOK))


def signed_in(world: World, account: str, *methods: str) -> httpx.AsyncClient:
    """A browser in which somebody has signed in so."""
    now = utc_now()
    session = Session(account, now, now + WEEK, methods=methods)
    secret = sessions_of(world.settings, world.engine).begin(session, now)
    browser = a_browser(the_doors(world))
    browser.cookies.set(cookies_of(world.settings).session, secret)
    browser.headers.update({HEADER: token_of(secret), "idempotency-key": uuid4().hex})
    return browser


def with_key(world: World, name: str, merchant_id: str, *scopes: str) -> httpx.AsyncClient:
    """A system of a merchant that has been given a key."""
    now = utc_now()
    wanted = NewKey(name, scopes, now + WEEK, "admin.quan", merchant_id)
    browser = a_browser(the_doors(world))
    key = ApiKeys(world.engine).make(wanted, now)
    browser.headers.update({"authorization": f"Bearer {key}", "idempotency-key": uuid4().hex})
    return browser


def methods_told(seal: KeptSeal) -> list[str]:
    """How the person was recognised, as the seal tells an auditor."""
    payload = seal.seal.split(".")[1]
    told: list[str] = json.loads(urlsafe_b64decode(payload + "=="))["amr"]
    return told
