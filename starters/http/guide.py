"""What the API says of itself: its description, a page for people, and what problems mean."""

from functools import cache
from itertools import groupby
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from starters.errors import NoSuchClaim
from starters.http import catalogue
from starters.http.declaring import Routes, Way
from starters.http.openapi import ABOUT, Schema, describe
from starters.http.telling import operations

TAG = "reference"
TEMPLATES = Path(__file__).parent / "templates"
STYLE = (TEMPLATES / "style.css").read_text("utf-8")
ALONE = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The pages are words and one style sheet: no script is ever run in them."""

SAFE = {"content-security-policy": ALONE, "x-content-type-options": "nosniff"}

_PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@cache
def described(app: FastAPI) -> Schema:
    """The description of an application, made once."""
    return describe(app)


@cache
def _guide(app: FastAPI) -> str:
    schema = described(app)
    about = {tag["name"]: tag for tag in schema["tags"]}
    groups = [
        (about.get(tag, {"name": tag, "description": ""}), list(found))
        for tag, found in groupby(operations(schema), key=lambda one: one.tag)
    ]
    return _PAGES.get_template("reference.html").render(about=ABOUT, groups=groups)


async def openapi(request: Request) -> Response:
    """Every route of the API, as OpenAPI 3.1."""
    return JSONResponse(described(request.app))


async def guide(request: Request) -> Response:
    """The same as a page for people."""
    return HTMLResponse(_guide(request.app), headers=SAFE)


async def style(_: Request) -> Response:
    """The style sheet of these pages."""
    return Response(STYLE, 200, {"cache-control": "public, max-age=3600"}, "text/css")


async def problems(_: Request) -> Response:
    """Every kind of problem, and what to do about it."""
    return _told("Problems", catalogue.KINDS)


async def problem(code: str) -> Response:
    """A kind of problem, and what to do about it: where the `type` of a problem leads."""
    found = [kind for kind in catalogue.KINDS if kind.code == code]
    if not found:
        raise NoSuchClaim(f"There is no problem {code[:80]}.")
    return _told(found[0].title, tuple(found))


def _told(title: str, kinds: tuple[catalogue.Kind, ...]) -> Response:
    page = _PAGES.get_template("problems.html").render(title=title, kinds=kinds)
    return HTMLResponse(page, headers=SAFE)


def add_guide(routes: Routes) -> None:
    """Declare the routes that describe the API; they answer strangers too."""
    html, css = ("text/html; charset=utf-8",), ("text/css; charset=utf-8",)
    ways = (
        (_way("/openapi.json", "get_openapi", "The API as OpenAPI 3.1"), openapi),
        (_way("/docs", "get_docs", "The API for people", html), guide),
        (_way("/docs/style.css", "get_style", "The style of these pages", css), style),
        (_way("/problems", "list_problems", "All problems", html), problems),
        (_way("/problems/{code}", "get_problem", "What a problem means", html), problem),
    )
    for way, endpoint in ways:
        routes.reads(way, endpoint)


def _way(path: str, name: str, summary: str, media: tuple[str, ...] = ()) -> Way:
    return Way(path, "public", name, summary, TAG, media=media)
