"""The bank's HTTP doors: payments, statement, script, health."""

from typing import Annotated

from fastapi import FastAPI, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from makegood.gateways.bank_simulator import answers
from makegood.gateways.bank_simulator.bank import Clock, KeyUsedOtherwiseError, utc_now
from makegood.gateways.bank_simulator.book import Booking
from makegood.gateways.bank_simulator.desk import BankSettings, Desk
from makegood.gateways.bank_simulator.script import SCRIPT
from makegood.messages.payments import PaymentInstruction
from makegood.rules.terms import PayoutMethod


class Statement(BaseModel):
    """All bookings: the proof that a payment was made at most once."""

    entries: list[Booking]


def create_app(settings: BankSettings, clock: Clock = utc_now) -> FastAPI:
    """The bank as an ASGI application; its `state.desk` is the desk, for tests in process."""
    desk = Desk(settings, clock)
    app = FastAPI(title="Bank simulator", lifespan=desk.at_work, openapi_url=None)
    app.state.desk = desk
    _payment_doors(app, desk)
    _other_doors(app, desk)
    return app


def _payment_doors(app: FastAPI, desk: Desk) -> None:
    @app.post("/payments")
    async def submit(
        request: Request, idempotency_key: Annotated[str | None, Header()] = None
    ) -> Response:
        instruction = _read(await request.body(), idempotency_key)
        if isinstance(instruction, Response):
            return instruction
        try:
            return await desk.answer(desk.bank.submit(instruction))
        except KeyUsedOtherwiseError:
            return answers.problem(409, "duplicate_key", "same key, other contents (AM05)")

    @app.get("/payments/{payment_key:path}")
    async def look_up(payment_key: str) -> Response:
        reply = desk.bank.look_up(payment_key)
        if reply.report is None:
            return answers.problem(404, "payment_not_found", "no payment has this key")
        return await desk.answer(reply)


def _other_doors(app: FastAPI, desk: Desk) -> None:
    @app.get("/statement")
    async def statement() -> Response:
        return answers.said(Statement(entries=desk.bank.statement()))

    @app.post("/script")
    async def tell(request: Request) -> Response:
        try:
            rules = SCRIPT.validate_json(await request.body())
        except ValidationError as error:
            return answers.problem(400, "malformed", _first_error(error))
        desk.bank.tell(rules)
        return Response(status_code=204)

    @app.delete("/script")
    async def forget() -> Response:
        desk.bank.forget_script()
        return Response(status_code=204)

    @app.get("/healthz")
    async def healthz() -> Response:
        return answers.said(desk.health())


def _read(body: bytes, idempotency_key: str | None) -> PaymentInstruction | Response:
    """The instruction, or the answer to one that no bank can take."""
    if not idempotency_key:
        return answers.problem(400, "missing_key", "Idempotency-Key is missing")
    try:
        instruction = PaymentInstruction.model_validate_json(body)
    except ValidationError as error:
        return answers.problem(400, "malformed", _first_error(error))
    if instruction.payment_key != idempotency_key:
        return answers.problem(400, "other_key", "Idempotency-Key is not the payment_key")
    if instruction.method is not PayoutMethod.TRANSFER:
        return answers.problem(422, "no_transfer", f"{instruction.method} is not a bank's business")
    if instruction.amount != instruction.amount.rounded():
        return answers.problem(422, "AM12", "the amount is not a whole number of minor units")
    return instruction


def _first_error(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
