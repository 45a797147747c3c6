"""Pages of lists: a cursor that only we can read, and a link to the next page."""

import base64
import binascii
import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request
from pydantic import Field, StringConstraints

from starters.http import catalogue
from starters.http.problems import Problem, Turned

MOST, USUAL = 200, 50
PLACE = re.compile(r"^(19|20)\d\d-[0-9T:.+-]{6,40}_[A-Za-z0-9._-]{1,64}$")

DUE = r"(-|(19|20)\d\d-[0-9T:.+-]{6,40})_(19|20)\d\d-[0-9T:.+-]{6,40}_\d{1,4}_[A-Za-z0-9._-]{1,64}"
"""A place in a list by urgency, as the store says it."""

END = "end"
"""The place where a list has ended whose companion goes on."""

BESIDE = "~"
PLACES = re.compile(f"^({DUE}|{END}){BESIDE}({DUE}|{END})$")
"""Two lists that are walked side by side."""

Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[
    str,
    StringConstraints(max_length=200),
    Field(description="Where the page before ended, as it said."),
]

LongCursor = Annotated[
    str,
    StringConstraints(max_length=500),
    Field(description="Where the page before ended, as it said."),
]


def closed(place: str) -> str:
    """The place where a page ended, as a cursor; empty on the last page."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def opened(cursor: str, form: re.Pattern[str] = PLACE) -> str:
    """The place that a cursor means; Turned where it is none of ours."""
    if not cursor:
        return ""
    try:
        place = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise Turned(_wrong()) from error
    if not form.match(place):
        raise Turned(_wrong())
    return place


def links(request: Request, cursor: str) -> dict[str, str]:
    """The header that leads to the next page (RFC 8288); none on the last."""
    if not cursor:
        return {}
    asked = [(name, value) for name, value in request.query_params.multi_items()]
    following = [*(one for one in asked if one[0] != "cursor"), ("cursor", cursor)]
    return {"link": f'<{request.url.path}?{urlencode(following)}>; rel="next"'}


def _wrong() -> Problem:
    return Problem(catalogue.MALFORMED, "cursor: use the one that came with the page before.")
