"""An answer of the bank, read with bounds and with no trust in its shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, TypeVar

import httpx
from pydantic import BaseModel, StringConstraints, ValidationError

ANSWER_MAX_BYTES = 64 * 1024
LONGEST_WAIT = timedelta(hours=1)
LONGEST_NUMBER = 9

M = TypeVar("M", bound=BaseModel)


class BankProblem(BaseModel):
    """An error as the bank words it (RFC 9457), with its own short code."""

    code: Annotated[str, StringConstraints(max_length=64)]
    detail: Annotated[str, StringConstraints(max_length=500)] = ""


@dataclass(frozen=True)
class Answer:
    """A whole answer of bounded size."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def problem(self) -> BankProblem:
        """The bank's own words, or an empty code where a stranger answered."""
        return parsed(BankProblem, self.body) or BankProblem(code="")

    def retry_after(self) -> timedelta | None:
        """Seconds of the Retry-After header, at most an hour; its date form is not used."""
        text = self.headers.get("retry-after", "")
        return min(timedelta(seconds=int(text)), LONGEST_WAIT) if _few_digits(text) else None


async def read(reply: httpx.Response) -> Answer:
    """The answer as it came; more than a bank ever says is cut off, and so does not parse."""
    body = bytearray()
    async for chunk in reply.aiter_raw():
        body += chunk
        if len(body) > ANSWER_MAX_BYTES:
            break
    return Answer(reply.status_code, reply.headers, bytes(body[:ANSWER_MAX_BYTES]))


def parsed(model: type[M], body: bytes) -> M | None:
    """The body as that model, or none where it is anything else."""
    try:
        return model.model_validate_json(body)
    except ValidationError:
        return None


def _few_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
