"""The bank over HTTP: sends a payment once, and says honestly when it cannot know."""

import asyncio
from datetime import timedelta
from urllib.parse import quote

import httpx

from makegood.gateways.bank_answer import Answer, parsed, read
from makegood.messages.payments import PaymentInstruction, PaymentReport, PaymentState
from makegood.messages.problems import Conflict, NeedsPerson, OutcomeUnknown, Retryable

PATIENCE = timedelta(seconds=10)
CONNECT_PATIENCE = timedelta(seconds=3)

NOT_TAKEN = "not_taken"
PAYMENT_NOT_FOUND = "payment_not_found"

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class BankAway(Retryable):
    """The bank did not take it: the very same request may be sent again, after `retry_after`."""

    def __init__(self, why: str, retry_after: timedelta | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class DuplicateConflict(Conflict):
    """The bank holds another payment under this key: stop, reconcile, never resend (AM05)."""


class PaymentRefused(NeedsPerson):
    """The bank refuses the request itself; `code` is the bank's own word for why."""

    def __init__(self, why: str, code: str) -> None:
        super().__init__(why)
        self.code = code


class BankAccessDenied(NeedsPerson):
    """The bank does not accept our credentials: whoever runs the system must act."""


class BankGateway:
    """A payment rail over HTTP.

    Idempotent by `payment_key`: the bank answers the same instruction with the same payment.
    After `OutcomeUnknown` the caller looks the payment up and never sends it blindly again.
    """

    def __init__(self, client: httpx.AsyncClient, patience: timedelta = PATIENCE) -> None:
        self._client = client
        self._patience = patience.total_seconds()

    async def submit(self, instruction: PaymentInstruction) -> PaymentReport:
        """Hands one payment over and returns what the bank made of it.

        Raises BankAway when it was certainly not taken, DuplicateConflict, PaymentRefused or
        BankAccessDenied when the bank said no, and OutcomeUnknown in every other case.
        """
        request = self._client.build_request(
            "POST",
            "/payments",
            content=instruction.model_dump_json(),
            headers={
                "Idempotency-Key": instruction.payment_key,
                "Content-Type": "application/json",
            },
        )
        try:
            answer = await self._ask(request)
        except _NEVER_SENT as error:
            raise BankAway(_unreachable(error)) from error
        except (httpx.TransportError, TimeoutError) as error:
            raise OutcomeUnknown(_lost(error)) from error
        return _submitted(answer, instruction)

    async def look_up(self, payment_key: str) -> PaymentReport:
        """What the bank holds under the key, `not_found` included; changes nothing.

        Raises BankAway whenever the answer does not come or cannot be read: ask again.
        """
        request = self._client.build_request("GET", f"/payments/{quote(payment_key, safe='')}")
        try:
            answer = await self._ask(request)
        except (httpx.TransportError, TimeoutError) as error:
            raise BankAway(_unreachable(error)) from error
        return _found(answer, payment_key)

    async def close(self) -> None:
        """Gives the connections back."""
        await self._client.aclose()

    async def _ask(self, request: httpx.Request) -> Answer:
        async with asyncio.timeout(self._patience):
            reply = await self._client.send(request, stream=True)
            try:
                return await read(reply)
            finally:
                await reply.aclose()


def connect(base_url: str, patience: timedelta = PATIENCE) -> BankGateway:
    """A gateway with a client of its own; `patience` bounds a whole exchange.

    No proxy is taken from the environment: who needs one hands a client to BankGateway.
    """
    timeout = httpx.Timeout(patience.total_seconds(), connect=CONNECT_PATIENCE.total_seconds())
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    client = httpx.AsyncClient(base_url=base_url, timeout=timeout, headers=headers, trust_env=False)
    return BankGateway(client, patience)


def _submitted(answer: Answer, instruction: PaymentInstruction) -> PaymentReport:
    if answer.status in (200, 201):
        return _taken(answer, instruction)
    if 400 <= answer.status < 500:
        raise _refusal(answer)
    if answer.problem().code == NOT_TAKEN:
        raise BankAway("the bank is busy and has not taken the payment", answer.retry_after())
    raise OutcomeUnknown(f"the bank answered {answer.status}: it may have taken the payment")


def _taken(answer: Answer, instruction: PaymentInstruction) -> PaymentReport:
    report = parsed(PaymentReport, answer.body)
    if report is None:
        raise OutcomeUnknown(f"the bank answered {answer.status} with something that is no report")
    if (report.payment_key, report.amount) != (instruction.payment_key, instruction.amount):
        raise OutcomeUnknown("the bank's answer is about another payment or another amount")
    if report.state in (PaymentState.UNKNOWN, PaymentState.NOT_FOUND):
        raise OutcomeUnknown("the bank took the request and cannot say what became of it")
    return report


def _refusal(answer: Answer) -> Exception:
    problem = answer.problem()
    if answer.status == 429:
        return BankAway("the bank takes no more payments just now", answer.retry_after())
    if answer.status in (401, 403):
        return BankAccessDenied(f"the bank answered {answer.status}: check the credentials")
    if not problem.code:
        return OutcomeUnknown(f"someone answered {answer.status}, but not in the bank's words")
    if answer.status == 409:
        return DuplicateConflict(f"another payment has this key: {problem.detail}")
    return PaymentRefused(f"the bank refuses the payment: {problem.detail}", problem.code)


def _found(answer: Answer, payment_key: str) -> PaymentReport:
    if answer.status == 404 and answer.problem().code == PAYMENT_NOT_FOUND:
        return PaymentReport(payment_key=payment_key, state=PaymentState.NOT_FOUND)
    if answer.status in (401, 403):
        raise BankAccessDenied(f"the bank answered {answer.status}: check the credentials")
    report = parsed(PaymentReport, answer.body) if answer.status == 200 else None
    if report is None or report.payment_key != payment_key:
        raise BankAway(f"the bank's answer ({answer.status}) says nothing of this payment")
    return report


def _unreachable(error: Exception) -> str:
    return f"the bank cannot be reached ({type(error).__name__})"


def _lost(error: Exception) -> str:
    return f"the bank's answer was lost ({type(error).__name__}): it may have taken the payment"
