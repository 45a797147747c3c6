"""Sealed decisions: a message with the signature of the door that knows who says it."""

import hashlib
import json
from typing import Annotated

from pydantic import Field

from makegood.messages.claims import Message

LONGEST_SEAL = 2_000

SEAL = "seal"

REFUSALS = frozenset(
    {
        "seal_missing",
        "seal_forged",
        "seal_unknown_key",
        "seal_of_another",
        "seal_not_entitled",
        "seal_too_old",
        "seal_used",
    }
)
"""Why a seal does not hold, by the code of the refusal."""


class Sealed(Message):
    """The base of what moves money, publishes, or decides who may: it may carry a seal.

    A case that is pinned to seals takes such a message only with one that its activity verifies.
    """

    seal: Annotated[str, Field(max_length=LONGEST_SEAL)] = ""

    @property
    def speaker(self) -> str:
        """In whose name it is said."""
        return str(getattr(self, "by", ""))

    def unsealed_json(self) -> str:
        """The message as JSON without its seal: what makes a repeated command the same one."""
        return self.model_dump_json(exclude={SEAL})

    def canonical(self) -> str:
        """The text that a seal stands for: keys in order, no blanks, no fields at their default."""
        plain = self.model_dump(mode="json", exclude_defaults=True, exclude={SEAL})
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(text: str) -> str:
    """The sha256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class SealQuery(Message):
    """A message that was said to a case: who is said to say what, and the seal that proves it."""

    case: str
    command: str
    by: str
    message: str
    """The canonical text of the message."""
    seal: str

    @property
    def number(self) -> str:
        """The same for the same message under the same seal; names it wherever it is told of."""
        return sha256_of(f"{self.case}\n{self.command}\n{self.message}\n{self.seal}")[:32]


class SealAnswer(Message):
    """By which key a message was sealed, for which door; or why the seal does not hold."""

    number: str = ""
    key_id: str = ""
    issuer: str = ""
    code: str = ""
    message: str = ""
