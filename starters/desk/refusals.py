"""What a person sees where a page cannot be shown: what is so, and the way out."""

from dataclasses import dataclass, replace
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from makegood.messages.problems import Malformed, NotFound, Problem, Retryable
from makegood.rules.access import Actor
from makegood.settings import Settings
from makegood.store.claims import utc_now
from starters.desk.pages import reader, render
from starters.desk.words import N_
from starters.errors import BadInput, Denied, DoorError, NoSuchClaim, RefusedByRule, Unreachable
from starters.web.house import NotSignedIn

log: structlog.stdlib.BoundLogger = structlog.get_logger()

AGAIN = "sign_in_again"
HIDDEN = "not_yours"
"""The refusal under which a merchant must not learn that there is such a claim."""


@dataclass(frozen=True)
class Refusal:
    """A page in place of the one asked for."""

    status: int
    title: str
    explanation: str
    way_out: str = "/"
    label: str = N_("To the start")
    detail: str = ""


NOT_FOUND = Refusal(
    404, N_("There is no such page"), N_("It may have been closed, moved, or never been yours.")
)
AWAY = Refusal(
    503,
    N_("Makegood does not answer right now"),
    N_("Nothing is lost. Wait a moment and try again."),
)
BROKEN = Refusal(
    500,
    N_("Something went wrong on our side"),
    N_("It is noted. Nothing that you had sent before is lost."),
)
NOT_ALLOWED = Refusal(403, N_("That is not yours to do"), N_("Your role does not allow it."))
FORGED = Refusal(
    403,
    N_("This form has grown old"),
    N_("Open the page again and send it once more; nothing has been done."),
)
PROVE = Refusal(
    403,
    N_("Sign in once more"),
    N_("So large an amount needs a fresh sign-in, a moment before you decide."),
    label=N_("Sign in again"),
)
UNUSABLE = Refusal(422, N_("That could not be read"), N_("Go back, look at what was sent."))


def install_pages(app: FastAPI) -> None:
    """Answer every exception of a page by a page in the desk's look."""
    app.add_exception_handler(NotSignedIn, _sign_in)
    for kind in (DoorError, Problem, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _refused)


async def _sign_in(request: Request, _: Exception) -> Response:
    where = f"/sign-in?next={quote(_back(request))}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"hx-redirect": where})
    return RedirectResponse(where, 303)


async def _refused(request: Request, error: Exception) -> Response:
    refusal = refusal_of(error, _back(request), merchant=_is_of_a_merchant(request))
    if refusal.status >= 500:
        log.error("page.failed", path=request.url.path, why=type(error).__name__, exc_info=error)
    response = refuse(request, refusal)
    if refusal.status == AWAY.status:
        response.headers["retry-after"] = "5"
    return response


def _is_of_a_merchant(request: Request) -> bool:
    actor = getattr(request.state, "actor", None)
    return isinstance(actor, Actor) and bool(actor.merchant_id)


def refusal_of(error: Exception, back: str, *, merchant: bool = False) -> Refusal:
    """The page that tells of an error; a merchant must not learn of what others have."""
    if isinstance(error, Denied):
        return NOT_FOUND if merchant and error.code == HIDDEN else _denied(error, back)
    if isinstance(error, RefusedByRule):
        return Refusal(409, N_("That cannot be done now"), error.message, back)
    if isinstance(error, HTTPException):
        return _plain(error.status_code)
    known = (page for kinds, page in _PAGES if isinstance(error, kinds))
    return next(known, BROKEN)


_PAGES = (
    ((NoSuchClaim, NotFound), NOT_FOUND),
    ((Unreachable, Retryable), AWAY),
    ((BadInput, Malformed, RequestValidationError), UNUSABLE),
)


def _denied(error: Denied, back: str) -> Refusal:
    if error.code == "csrf":
        return FORGED
    if error.code == AGAIN:
        where = f"/sign-in?again=1&next={quote(back)}"
        return Refusal(PROVE.status, PROVE.title, PROVE.explanation, where, PROVE.label)
    return replace(NOT_ALLOWED, detail=error.message)


def _plain(status: int) -> Refusal:
    known = {404: NOT_FOUND, 403: NOT_ALLOWED, 503: AWAY, 500: BROKEN}
    return known.get(status, Refusal(status, UNUSABLE.title, UNUSABLE.explanation))


def refuse(request: Request, refusal: Refusal) -> Response:
    """The page of a refusal; it needs nobody to be signed in and nothing to be reachable."""
    reads = reader(request, Settings.model_fields["desk_zone"].default, utc_now())
    said: dict[str, object] = {
        "status": refusal.status,
        "title": reads.speaks.text(refusal.title),
        "explanation": reads.speaks.text(refusal.explanation),
        "detail": refusal.detail,
        "way_out": refusal.way_out,
        "way_out_label": reads.speaks.text(refusal.label),
        "request_id": getattr(request.state, "request_id", ""),
    }
    return render(reads, "refusal.html", said, refusal.status)


def _back(request: Request) -> str:
    """The page to come back to: what was asked for, or the page a form was on."""
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return request.url.path + query
    return request.url.path.rpartition("/")[0] or "/"
