"""Everything that can go wrong at the HTTP API, told as RFC 9457 says."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import JsonValue
from starlette.exceptions import HTTPException

from makegood.gateways.documents import DocumentTooLarge
from makegood.messages import problems
from makegood.policy.faults import UnknownMerchant
from makegood.rules.refusals import Refused
from starters.errors import BadInput, Denied, DoorError, NoSuchClaim, RefusedByRule, Unreachable
from starters.http import catalogue
from starters.http.catalogue import Kind
from starters.http.fields import faults
from starters.web.house import NotSignedIn

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
LATER = {"retry-after": str(RETRY_AFTER_SECONDS)}
CHALLENGE = 'Bearer realm="makegood"'

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True)
class Problem:
    """What went wrong: its kind, a sentence, a stable code, and what belongs to it."""

    kind: Kind
    detail: str
    code: str = ""
    extra: Mapping[str, JsonValue] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, request: Request) -> dict[str, JsonValue]:
        """The members of the problem, as RFC 9457 names them and with ours."""
        return {
            "type": self.kind.type,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "instance": quote(request.url.path),
            "code": self.code or self.kind.code.replace("-", "_"),
            "request_id": request_id(request),
            **self.extra,
        }

    def response(self, request: Request) -> Response:
        """The problem as an answer."""
        return JSONResponse(
            self.body(request), self.kind.status, dict(self.headers), media_type=MEDIA_TYPE
        )


class Turned(Exception):
    """A request is turned away with a problem that is known already."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def request_id(request: Request) -> str:
    """The id under which the request is logged; one is made up where nobody has."""
    if not getattr(request.state, "request_id", ""):
        request.state.request_id = uuid4().hex
    known: str = request.state.request_id
    return known


def problem_of(error: Exception) -> Problem | None:
    """The error as a problem; None for a mistake of ours."""
    match error:
        case Turned():
            return error.problem
        case NotSignedIn():
            challenge = {"www-authenticate": CHALLENGE}
            return Problem(catalogue.NOT_SIGNED_IN, "Say who asks.", headers=challenge)
        case RequestValidationError():
            return _of_fields(error)
        case HTTPException():
            return _of_status(error)
        case _:
            return _of_known(error)


KNOWN: tuple[tuple[type[Exception], Kind, str], ...] = (
    (BadInput, catalogue.INVALID, ""),
    (NoSuchClaim, catalogue.NOT_FOUND, ""),
    (Denied, catalogue.DENIED, ""),
    (RefusedByRule, catalogue.REFUSED, ""),
    (Unreachable, catalogue.UNREACHABLE, ""),
    (Refused, catalogue.REFUSED, ""),
    (UnknownMerchant, catalogue.INVALID, "unknown_merchant"),
    (problems.Retryable, catalogue.UNREACHABLE, "unavailable"),
    (problems.NotFound, catalogue.NOT_FOUND, ""),
    (problems.Conflict, catalogue.REFUSED, "conflict"),
    (DocumentTooLarge, catalogue.TOO_LARGE, ""),
    (problems.Malformed, catalogue.MALFORMED, ""),
)
"""Errors of the doors, the rules and the store; what only we can mend is none of them."""


def _of_known(error: Exception) -> Problem | None:
    for known, kind, code in KNOWN:
        if isinstance(error, known):
            headers = LATER if kind is catalogue.UNREACHABLE else {}
            return Problem(kind, str(error), getattr(error, "code", code), headers=headers)
    return None


def _of_fields(error: RequestValidationError) -> Problem:
    found = list(error.errors())
    if any(one["type"] == "json_invalid" for one in found):
        return Problem(catalogue.MALFORMED, f"The body is not JSON: {found[0]['ctx']['error']}.")
    return invalid(faults(found))


def invalid(found: list[dict[str, JsonValue]]) -> Problem:
    """Fields are missing or wrong, each told as `starters.http.fields` tells it."""
    count = "One field is" if len(found) == 1 else f"{len(found)} fields are"
    return Problem(catalogue.INVALID, f"{count} missing or wrong.", extra={"errors": [*found]})


def _of_status(error: HTTPException) -> Problem:
    kind = catalogue.BY_STATUS.get(error.status_code, catalogue.BROKEN)
    if error.status_code < 500 and kind is catalogue.BROKEN:
        kind = catalogue.MALFORMED
    return Problem(kind, str(error.detail), headers=dict(error.headers or {}))


Handler = Callable[[Request, Exception], Awaitable[Response]]


async def answer(request: Request, error: Exception) -> Response:
    """The error as a problem; of a mistake of ours nothing but the id under which it is logged."""
    problem = problem_of(error)
    if problem is None:
        log.error("http.broken", request=request_id(request), exc_info=error)
        problem = Problem(catalogue.BROKEN, "It is logged under the request_id.")
    response = problem.response(request)
    response.headers.update(getattr(request.state, "rate_headers", {}))
    return response


TOLD = (
    Turned,
    NotSignedIn,
    DoorError,
    RequestValidationError,
    HTTPException,
    problems.Problem,
    Refused,
    UnknownMerchant,
    Exception,
)


def install_problems(app: FastAPI) -> None:
    """Have every error of the application told as a problem."""
    for kind in TOLD:
        app.add_exception_handler(kind, answer)
