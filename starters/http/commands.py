"""Commands that were taken in to be given later, as whoever gave them follows them."""

from typing import Annotated

from fastapi import Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import JsonValue

from makegood.messages.problems import NotFound
from makegood.rules.access import Resource
from makegood.store.command_outbox import CommandOutbox, CommandState, KeptCommand
from starters.errors import NoSuchClaim
from starters.http import catalogue
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.saying import Accepted
from starters.web.house import House

TAG = "commands"

CommandId = Annotated[str, Path(pattern=r"^http-[0-9a-f]{32}$")]


class FollowedCommand(Accepted):
    """A command with what became of it.

    `receipt` is what its case answered, `problem` why a rule of the case refused it.
    """

    attempts: int
    receipt: dict[str, JsonValue] | None = None
    problem: dict[str, JsonValue] | None = None


class CommandReads:
    """Answers what became of commands."""

    def __init__(self, house: House, outbox: CommandOutbox) -> None:
        self._house = house
        self._outbox = outbox

    async def show(self, request: Request, command_id: CommandId) -> Response:
        """What became of a command: waiting, done, refused by a rule, or failed by our mistake."""
        actor = await self._house.caller(request)
        sees_all = self._house.verdict(actor, "system.read", Resource(kind="system")).allowed
        try:
            kept = await run_in_threadpool(self._outbox.command, command_id)
        except NotFound as error:
            raise NoSuchClaim(f"There is no command {command_id}.") from error
        if kept.actor != actor.name and not sees_all:
            raise NoSuchClaim(f"There is no command {command_id}.")
        return as_json(_followed(kept), CACHING)


def _followed(kept: KeptCommand) -> FollowedCommand:
    return FollowedCommand(
        id=kept.id,
        case_id=kept.case_id,
        command=kept.command,
        state=kept.state,
        made_at=kept.made_at,
        attempts=kept.attempts,
        receipt=kept.answer if kept.state is CommandState.DONE else None,
        problem=_problem(kept) if kept.state is CommandState.REFUSED else None,
    )


def _problem(kept: KeptCommand) -> dict[str, JsonValue]:
    kind = catalogue.REFUSED
    return {"type": kind.type, "title": kind.title, "status": kind.status, **kept.answer}


def add_command_reads(routes: Routes, door: CommandReads) -> None:
    """Declare the route that follows a command."""
    way = Way(
        "/commands/{command_id}",
        "signed_in",
        "get_command",
        "What became of a command",
        TAG,
        FollowedCommand,
    )
    routes.reads(way, door.show)
