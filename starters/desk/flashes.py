"""A word about what was just done, carried over one redirect."""

import base64
import json
from dataclasses import asdict, dataclass

from fastapi import Request, Response

COOKIE = "flash"
LONGEST = 400
TONES = ("good", "warn", "bad", "plain")


@dataclass(frozen=True)
class Flash:
    """A sentence and how it is meant: good, warn, bad or plain."""

    text: str
    tone: str = "good"


def leave(response: Response, flash: Flash) -> None:
    """Let the next page say it."""
    said = json.dumps(asdict(flash) | {"text": flash.text[:LONGEST]})
    carried = base64.urlsafe_b64encode(said.encode()).decode()
    response.set_cookie(COOKIE, carried, max_age=60, httponly=True, samesite="lax")


def pick_up(request: Request) -> Flash | None:
    """What the page before left to be said; None for nothing, or what is no flash of ours."""
    try:
        said = json.loads(base64.urlsafe_b64decode(request.cookies.get(COOKIE, "")))
        flash = Flash(str(said["text"])[:LONGEST], str(said["tone"]))
    except (ValueError, KeyError, TypeError):
        return None
    return flash if flash.tone in TONES else None
