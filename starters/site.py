"""The web process: the HTTP API and the desk, with the real claims and cases behind them."""

import asyncio
import socket
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from sqlalchemy import Engine
from temporalio.client import Client

from makegood.gateways import oidc
from makegood.gateways.decision_links import DecisionLinks
from makegood.gateways.documents import DocumentStore
from makegood.policy.access import AccessBook, load_access
from makegood.settings import DEVELOPMENT_SECRET, Environment, Settings
from makegood.store.api_keys import ApiKeys
from makegood.store.claims import utc_now
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from makegood.store.sessions import Sessions
from makegood.store.trail import Trail, UsedLinks
from starters.client import Claims
from starters.crises import Crises
from starters.desk.refusals import install_pages
from starters.desk.routes import desk_router
from starters.editions import keep_edition
from starters.errors import BadInput
from starters.http.problems import install_problems
from starters.http.relay import Relay, carrying
from starters.http.routes import api_router
from starters.listening import run
from starters.server import reach
from starters.talking import sealer_of
from starters.watches import Watches, people
from starters.web.app import Ready, WebDoors, create_app, is_https
from starters.web.begun import BegunSeal
from starters.web.cookies import Cookies
from starters.web.health import readiness
from starters.web.house import House
from starters.web.links import LinkDoor, link_router
from starters.web.recognising import ByKey, BySession, FirstOf
from starters.web.signing_in import SignIn, sign_in_router


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Answer systems and people until told to stop; Temporal and the database may come later."""
    require_safe(settings)
    client, engine = await reach(settings, lazily=True), make_engine(settings.database_url)
    await asyncio.to_thread(keep_edition, engine, settings.policy_dir)
    book = load_access(settings.policy_dir)
    house = open_house(settings, client, engine, book)
    async with carrying(Relay(house)):
        await run(site(house, readiness(client, engine), entrances(house, book)), listener)


def site(house: House, ready: Ready, others: Sequence[APIRouter] = ()) -> FastAPI:
    """The application whole; `others` are routers that neither door brings, such as sign-in."""
    routers = (api_router(house), *others, desk_router(house))
    return create_app(house, ready, WebDoors(routers, install_problems, install_pages))


def open_house(settings: Settings, client: Client, engine: Engine, book: AccessBook) -> House:
    """The doors' shared means."""
    by_session = BySession(sessions_of(settings, engine), book, cookies_of(settings), utc_now)
    return House(
        settings=settings,
        engine=engine,
        claims=Claims(client, sealer=sealer_of(settings)).shown_at(settings.web_url),
        crises=Crises(client, sealer=sealer_of(settings)).shown_at(settings.web_url),
        desk=Desk(engine),
        lists=CrisisLists(engine),
        documents=DocumentStore(settings.documents_url),
        access=book.table,
        recognise=FirstOf((ByKey(ApiKeys(engine), utc_now), by_session)),
        watches=Watches(client, engine, people(settings)),
    )


def entrances(house: House, book: AccessBook) -> tuple[APIRouter, ...]:
    """The routes of signing in, and of the links that open a case."""
    settings, engine = house.settings, house.engine
    secret = settings.web_secret.get_secret_value()
    sign_in = SignIn(
        provider=oidc.OidcProvider(client_of(settings)),
        sessions=sessions_of(settings, engine),
        book=book,
        trail=Trail(engine),
        seal=BegunSeal(secret),
        cookies=cookies_of(settings),
        web_url=settings.web_url.rstrip("/"),
        lasts=timedelta(hours=settings.session_hours),
        now=house.now,
    )
    links = LinkDoor(
        links=DecisionLinks(secret, settings.web_url),
        used=UsedLinks(engine),
        sessions=sign_in.sessions,
        trail=sign_in.trail,
        recognise=house.recognise,
        cookies=sign_in.cookies,
        now=house.now,
    )
    return sign_in_router(sign_in), link_router(links)


def client_of(settings: Settings) -> oidc.Client:
    """What the desk is to the provider of sign-in."""
    return oidc.Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        login_claim=settings.oidc_login_claim,
        redirect_uri=f"{settings.web_url.rstrip('/')}/sign-in/callback",
    )


def sessions_of(settings: Settings, engine: Engine) -> Sessions:
    """The sessions of the desk."""
    return Sessions(engine, timedelta(minutes=settings.session_idle_minutes))


def cookies_of(settings: Settings) -> Cookies:
    """The cookies of the desk."""
    return Cookies(https=is_https(settings))


def require_safe(settings: Settings) -> None:
    """BadInput in production, where strangers could sign in or listen: every reason at once."""
    if settings.environment is not Environment.PRODUCTION:
        return
    wrong = []
    if urlsplit(settings.oidc_issuer).scheme != "https":
        wrong.append("MAKEGOOD_OIDC_ISSUER must be a provider by https, not the development one")
    if settings.oidc_client_secret.get_secret_value() == DEVELOPMENT_SECRET:
        wrong.append("MAKEGOOD_OIDC_CLIENT_SECRET must be set in production: no default")
    if not is_https(settings):
        wrong.append("MAKEGOOD_WEB_URL must begin with https in production")
    if wrong:
        raise BadInput("; ".join(wrong), "bad_settings")
