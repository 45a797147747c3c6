"""The policy page: what is in force, what was, and what has changed between the two."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from makegood.messages.problems import NotFound
from makegood.policy.difference import differences
from makegood.policy.edition import written_policy
from makegood.rules.access import Resource
from makegood.store.policy_shelf import Files, PolicyShelf
from starters.desk.room import Room
from starters.errors import NoSuchClaim

IN_FORCE = ""
Name = Annotated[str, Query(max_length=200)]


def policy_routes(room: Room) -> APIRouter:
    """The routes of the policy page."""
    router = APIRouter()
    shelf = PolicyShelf(room.house.engine)

    async def files_of(sha256: str) -> Files:
        if sha256 == IN_FORCE:
            return written_policy(room.house.settings.policy_dir).files
        try:
            return await asyncio.to_thread(shelf.files, sha256)
        except NotFound as unknown:
            raise NoSuchClaim(str(unknown)) from unknown

    @router.get("/policy", openapi_extra={"x-action": "policy.read"})
    async def policy(
        request: Request, edition: Name = IN_FORCE, file: Name = "", against: Name = ""
    ) -> Response:
        actor = await room.house.caller(request)
        room.house.require(actor, "policy.read", Resource("policy"))
        files = await files_of(edition)
        if file and file not in files:
            raise NoSuchClaim(f"There is no file {file}.")
        return room.page(
            request,
            actor,
            "policy.html",
            in_force=written_policy(room.house.settings.policy_dir),
            editions=await asyncio.to_thread(shelf.editions),
            edition=edition,
            names=tuple(files),
            file=file,
            lines=tuple(files[file].splitlines()) if file else (),
            against=against,
            changed=differences(await files_of(against), files) if against else (),
        )

    return router
