"""The web process as an ASGI application: both doors behind one gate."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from makegood.settings import Settings
from starters.web.bodies import BodyLimit
from starters.web.gate import Gate, require_declared
from starters.web.headers import RequestIds, SecureHeaders
from starters.web.health import health_router
from starters.web.house import House
from starters.web.refusals import Install, answer_by_door

LOOPBACK = ("127.0.0.1", "localhost")

Ready = Callable[[], Awaitable[dict[str, str]]]
"""Says of each part behind the doors `ok`, or what is wrong with it."""


@dataclass(frozen=True)
class WebDoors:
    """What the doors bring: their routes in order, and how each says what went wrong."""

    routers: tuple[APIRouter, ...]
    install_problems: Install
    install_pages: Install


def create_app(house: House, ready: Ready, doors: WebDoors) -> FastAPI:
    """The doors behind one gate; UndeclaredRoute where a route does not say which action it is."""
    app = FastAPI(title="Makegood", version="1", openapi_url=None, docs_url=None, redoc_url=None)
    gate = [Depends(Gate(house))]
    app.include_router(health_router(ready))
    for router in doors.routers:
        app.include_router(router, dependencies=gate)
    answer_by_door(app, doors.install_problems, doors.install_pages)
    require_declared(app)
    _clothe(app, house.settings)
    return app


def _clothe(app: FastAPI, settings: Settings) -> None:
    """The last one added sees a request first."""
    app.add_middleware(BodyLimit)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts(settings), www_redirect=False)
    app.add_middleware(SecureHeaders, https=is_https(settings))
    app.add_middleware(RequestIds)


def hosts(settings: Settings) -> list[str]:
    """The names by which this process may be asked for; by any other it says nothing."""
    return [*{urlsplit(settings.web_url).hostname or "", *LOOPBACK} - {""}]


def is_https(settings: Settings) -> bool:
    """Whether people reach the desk by an encrypted way."""
    return urlsplit(settings.web_url).scheme == "https"
