"""Proof that a change was asked for by a page of ours, and not by a page that borrows a session."""

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Request

from starters.errors import Denied

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_PURPOSE = b"makegood.csrf"


def token_of(session: str) -> str:
    """The token that goes with the secret of a session, and tells nothing of it."""
    return hmac.new(session.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def csrf_token(request: Request) -> str:
    """What a form or a script of this session sends back; empty where there is no session."""
    return str(getattr(request.state, "csrf", ""))


async def require_own_page(request: Request) -> None:
    """Denied with `csrf` where a session's change comes from a page of somebody else.

    A request with a key has no session that could be borrowed, and needs no token.
    """
    wanted = csrf_token(request)
    if not wanted or request.method in SAFE:
        return
    if not _is_from_here(request) or not hmac.compare_digest(await _sent(request), wanted):
        raise Denied("This page is too old, or not ours. Load it again.", "csrf")


def _is_from_here(request: Request) -> bool:
    """Browsers name where a change comes from; programs may say nothing."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    return own and site in (None, "same-origin", "none")


async def _sent(request: Request) -> str:
    if HEADER in request.headers:
        return request.headers[HEADER]
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    return str((await request.form()).get(FIELD, ""))
