"""The Temporal server itself, as engineers' commands reach it."""

from collections.abc import Awaitable
from typing import TypeVar

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from makegood.settings import Settings
from starters.errors import DoorError, NoSuchClaim, RefusedByRule, Unreachable
from starters.sealing import converter

Answer = TypeVar("Answer")


async def reach(settings: Settings, *, lazily: bool = False) -> Client:
    """A client of the settings' Temporal; Unreachable, unless `lazily`, when nobody answers."""
    connecting = Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=converter(settings),
        lazy=lazily,
    )
    return await reached(connecting, settings.temporal_address)


async def reached(call: Awaitable[Answer], what: str) -> Answer:
    """The answer of a call about something, or the door's own word for why there is none."""
    try:
        return await call
    except RPCError as error:
        raise _unanswered(error, what) from error
    except RuntimeError as error:
        raise Unreachable(f"Temporal does not answer ({what}). Is `make up` running?") from error


def _unanswered(error: RPCError, what: str) -> DoorError:
    if error.status is not RPCStatusCode.NOT_FOUND:
        return Unreachable(f"Temporal does not answer ({error.status.name.lower()}); try again.")
    if "already completed" in error.message:
        return RefusedByRule(f"{what} is closed.", "closed")
    return NoSuchClaim(f"There is no {what}.")
