"""How the bank answers over HTTP, well or badly."""

import asyncio
from collections.abc import Awaitable, Callable

from pydantic import BaseModel
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from makegood.gateways.bank_simulator.script import Answering
from makegood.messages.payments import PaymentReport

HANG_UP = "makegood.hang_up"
"""Where the server puts the means to drop the line (see `serving`)."""

NOT_TAKEN_RETRY_SECONDS = 1


class LostAnswer(Response):
    """No answer at all: the line drops."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hang_up: Callable[[], None] | None = scope.get("extensions", {}).get(HANG_UP)
        if hang_up is None:
            raise ConnectionResetError("the line dropped")
        hang_up()
        await _until_gone(receive)


class HalfAnswer(Response):
    """The first half of an answer, then silence until the client gives up."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _until_gone(receive)


async def _until_gone(receive: Callable[[], Awaitable[object]]) -> None:
    message = await receive()
    while not (isinstance(message, dict) and message.get("type") == "http.disconnect"):
        await asyncio.sleep(0)
        message = await receive()


def problem(status: int, code: str, detail: str) -> Response:
    """An error in the bank's own words (RFC 9457)."""
    body = {"title": code.replace("_", " "), "status": status, "code": code, "detail": detail}
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def said(model: BaseModel, status: int = 200) -> Response:
    """A model as JSON."""
    return Response(model.model_dump_json(), status, media_type="application/json")


def refused(answering: Answering) -> Response:
    """The answer to a request that the bank did not take."""
    if answering is Answering.REFUSED_LINE:
        return LostAnswer()
    if answering is Answering.DENIED:
        return problem(401, "denied", "unknown client")
    busy = answering is Answering.BUSY
    answer = problem(429 if busy else 503, "not_taken", "try again later")
    answer.headers["retry-after"] = str(NOT_TAKEN_RETRY_SECONDS)
    return answer


def told_badly(answering: Answering, report: PaymentReport) -> Response | None:
    """The answer of a bank that did what it was asked and fails to say so; none for a good one."""
    body = report.model_dump_json()
    other = report.model_copy(update={"payment_key": "another-payment"})
    answers: dict[Answering, Response] = {
        Answering.LOST: LostAnswer(),
        Answering.HALF_OPEN: HalfAnswer(body, media_type="application/json"),
        Answering.GARBLED: Response(f"<html>{body[: len(body) // 2]}", media_type="text/html"),
        Answering.ERROR_IN_200: JSONResponse({"error": {"code": "internal", "text": "sorry"}}),
        Answering.BROKEN: problem(500, "internal", "something broke"),
        Answering.OTHER_PAYMENT: said(other),
    }
    return answers.get(answering)
