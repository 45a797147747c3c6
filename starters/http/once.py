"""Idempotency: what is asked under a key is done once, and answered again with the same words."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import IO
from uuid import uuid4

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.rules.access import Actor
from makegood.store.command_outbox import QueuedCommand
from makegood.store.requests import Answered, Asked, Beginning, RequestBook
from starters.http import catalogue
from starters.http.problems import Problem, Turned, problem_of
from starters.http.subjects import Subjects
from starters.web.grounds import grounds_in, noting, written

HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
KEY = re.compile(r'^"?([\x21\x23-\x7e]{1,255})"?$')
"""A string of the draft (draft-ietf-httpapi-idempotency-key-header), with or without its quotes."""

MENDED_ELSEWHERE = frozenset({401, 403, 404, 412, 413, 415, 429})
"""Refusals that are not kept: the same request may do once somebody has mended what they name."""

OWN_HEADERS = ("content-type", "location", "etag", "preference-applied")
"""What an answer says again besides its body."""

Work = Callable[[], Awaitable[Response]]


def idempotency_key(request: Request) -> str:
    """The key that the request must have; Turned where there is none, or it is no key."""
    given = request.headers.get(HEADER, "")
    if not given:
        raise Turned(Problem(catalogue.KEY_MISSING, "Send the header Idempotency-Key."))
    found = KEY.match(given)
    if not found:
        wrong = "Idempotency-Key: 1 to 255 visible ASCII characters are expected."
        raise Turned(Problem(catalogue.MALFORMED, wrong, "idempotency_key"))
    return found[1]


def command_id(actor: Actor, key: str) -> str:
    """The id under which a command counts once: it follows from the key and whose it is."""
    return f"http-{hashlib.sha256(repr((actor.name, key)).encode()).hexdigest()[:32]}"


def fingerprint(request: Request, content: bytes) -> str:
    """What is asked: the method, the place and the content."""
    where = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(where.encode() + content).hexdigest()


def content_fingerprint(request: Request, content: IO[bytes]) -> str:
    """The same for a content that was read into a file."""
    content.seek(0)
    return fingerprint(request, hashlib.sha256(content.read()).digest())


@dataclass(frozen=True)
class Call:
    """A request that is to be done once: whose, under which key, and what it asks for."""

    actor: Actor
    key: str
    fingerprint: str


class Once:
    """Does the work of each key once, whoever repeats it."""

    def __init__(self, book: RequestBook, subjects: Subjects) -> None:
        self._book = book
        self._subjects = subjects

    async def answer(self, request: Request, call: Call, work: Work) -> Response:
        """The answer of the work, or the one that was given before.

        Turned where the same is being worked on, or the key was used for something else. Denied, as
        at first, where the actor has lost the right to what was answered before.
        """
        asked = Asked(call.actor.name, call.key, call.fingerprint, uuid4().hex)
        beginning, before = await run_in_threadpool(self._book.begin, asked)
        if before is not None:
            return await self._again(call.actor, before, work)
        if beginning is not Beginning.NEW:
            raise Turned(_turned(beginning))
        return await self._worked(request, asked, work)

    async def _again(self, actor: Actor, before: Answered, work: Work) -> Response:
        """What was answered before, to whoever may still have it; made anew if it was not kept."""
        if before.remade:
            response = await work()
            response.headers[REPLAYED] = "true"
            return response
        for ground in grounds_in(before.grounds):
            await self._subjects.again(actor, ground)
        return Response(before.body, before.status, {**before.headers, REPLAYED: "true"})

    async def _worked(self, request: Request, asked: Asked, work: Work) -> Response:
        with noting() as grounds:
            response = await self._tried(request, asked, work)
        later: QueuedCommand | None = getattr(request.state, "later", None)
        kept = replace(_kept(request, response), grounds=written(grounds))
        await run_in_threadpool(self._book.keep, asked, kept, later)
        return response

    async def _tried(self, request: Request, asked: Asked, work: Work) -> Response:
        """The answer of the work, be it a refusal for good; any other error leaves the key free."""
        try:
            return await work()
        except Exception as error:
            refusal = _standing(error)
            if refusal is None:
                await run_in_threadpool(self._book.release, asked)
                raise
            return refusal.response(request)


def _standing(error: Exception) -> Problem | None:
    """A refusal that is an answer for good; None for what may be mended, or is our mistake."""
    problem = problem_of(error)
    if problem is None or problem.kind.status >= 500 or problem.kind.status in MENDED_ELSEWHERE:
        return None
    return problem


def _turned(beginning: Beginning) -> Problem:
    if beginning is Beginning.OTHER:
        return Problem(catalogue.KEY_REUSED, "That key stands for another request of yours.")
    soon = {"retry-after": "1"}
    return Problem(catalogue.IN_FLIGHT, "That request is being worked on.", headers=soon)


def never_kept(request: Request) -> None:
    """The answer holds a secret: only that it was given is kept, and it is made again instead.

    For work alone that answers the same, and does nothing more, when it is done again.
    """
    request.state.never_kept = True


def _kept(request: Request, response: Response) -> Answered:
    if response.status_code < 400 and getattr(request.state, "never_kept", False):
        return Answered(response.status_code, {}, b"", remade=True)
    headers = {name: response.headers[name] for name in OWN_HEADERS if name in response.headers}
    return Answered(response.status_code, headers, bytes(response.body))
