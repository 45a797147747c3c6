"""Pages made of templates: in the reader's language, with the navigation of their roles."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from starters.desk.assets import asset_url
from starters.desk.flashes import COOKIE, pick_up
from starters.desk.tastes import THEMES, Tastes, tastes_of
from starters.desk.tongues import LANGUAGES, LEFT, OVER, UNITS, Tongue, tongue

FOLDER = Path(__file__).parent / "templates"


@cache
def environment(speaks: Tongue) -> Environment:
    """The templates in one language: escaped, and strict about what they are not given."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(speaks.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "word": speaks.word,
        "money": speaks.money,
        "number": speaks.number,
        "decimal": speaks.decimal,
        "moment": speaks.moment,
        "day": speaks.day,
        "weekday": speaks.weekday,
        "span": speaks.span,
    }
    made.globals |= {"asset": asset_url, "languages": LANGUAGES, "themes": THEMES}
    return made


@dataclass(frozen=True)
class Reader:
    """For whom a page is made: their request, language and tastes, at what moment."""

    request: Request
    speaks: Tongue
    tastes: Tastes
    now: datetime

    @property
    def live(self) -> bool:
        """Whether a page that is open already asks for its newest parts."""
        return self.request.headers.get("hx-request") == "true"


def reader(request: Request, zone: str, now: datetime) -> Reader:
    """Who reads, by what the browser says of itself."""
    tastes = tastes_of(request)
    return Reader(request, tongue(tastes.language, zone), tastes, now)


def render(
    reader: Reader, template: str, context: dict[str, object], status: int = 200
) -> HTMLResponse:
    """The page; what was left to be said is said once, on a page that is opened."""
    flash = None if reader.live else pick_up(reader.request)
    speaks = reader.speaks
    shared: dict[str, object] = {
        "request": reader.request,
        "here": _here(reader.request),
        "tastes": reader.tastes,
        "speaks": speaks,
        "now": reader.now,
        "flash": flash,
        "time_words": {name: speaks.text(text) for name, text in _TIME_WORDS.items()},
    }
    html = environment(speaks).get_template(template).render(shared | context)
    response = HTMLResponse(html, status, {"cache-control": "no-store", "vary": "cookie"})
    if flash:
        response.delete_cookie(COOKIE)
    return response


_TIME_WORDS = {**UNITS, "left": LEFT, "over": OVER}


def _here(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query
