"""Versions of cases as ETags: nothing is sent twice for nothing, and nothing stale is acted on."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response
from pydantic import JsonValue
from pydantic_core import to_json

from starters.http import catalogue
from starters.http.problems import Problem, Turned

CACHING = {"cache-control": "private, no-cache", "vary": "Authorization, Cookie"}


def etag(version: int) -> str:
    """The ETag of a case at that version."""
    return f'"{version}"'


def as_json(model: object, headers: Mapping[str, str], status: int = 200) -> Response:
    """The model as an answer: amounts as strings, moments in UTC."""
    return Response(to_json(model), status, headers, "application/json")


def versioned(request: Request, model: object, version: int) -> Response:
    """The model with its ETag, or 304 where whoever asks has it already (If-None-Match)."""
    headers = {"etag": etag(version), **CACHING}
    known = _listed(request.headers.get("if-none-match", ""))
    if "*" in known or etag(version) in {one.removeprefix("W/") for one in known}:
        return Response(status_code=304, headers=headers)
    return as_json(model, headers)


def require_current(request: Request, version: int, current: Mapping[str, JsonValue]) -> None:
    """Turned with how it stands now, unless what whoever asks has seen is that (If-Match)."""
    seen = _listed(request.headers.get("if-match", ""))
    if not seen or "*" in seen or etag(version) in seen:
        return
    detail = f"It is at version {version} now; you have seen {', '.join(seen)}."
    now: dict[str, JsonValue] = {"current": {"version": version, **current}}
    raise Turned(Problem(catalogue.STALE, detail, extra=now, headers={"etag": etag(version)}))


def require_unconditional(request: Request) -> None:
    """Turned where something is to depend on a version, and nothing here has one."""
    if is_conditional(request):
        wrong = "If-Match: nothing here has a version that it could hold for; leave it out."
        raise Turned(Problem(catalogue.MALFORMED, wrong, "if_match"))


def is_conditional(request: Request) -> bool:
    """Whether the request is to take effect only on what has been seen."""
    return bool(request.headers.get("if-match"))


def _listed(header: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in header.split(",") if one.strip())
