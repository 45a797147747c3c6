"""One thing that somebody says to a case once its time has come, whatever kind of case it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

Seen = TypeVar("Seen", bound=BaseModel)
"""What a case of that kind answers when it is asked where it stands."""


@dataclass(frozen=True)
class Turn(Generic[Seen]):
    """When its time has come, the command, and its message.

    One with `refused` shows a rule at work: the case must say no, and with that code.
    """

    who: str
    what: str
    command: str
    due: Callable[[Seen], bool]
    message: Callable[[Seen], BaseModel]
    refused: str = ""
