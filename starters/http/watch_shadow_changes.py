"""A detector put into shadow, stopped or approved by way of the API."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Body, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import StringConstraints

from makegood.messages.watch_views import WatchDetectors
from makegood.messages.watches import WatchName
from makegood.rules.access import Actor, Resource, Role
from makegood.rules.detection.standing import Pinned
from starters.http.bodies import Body as Bare
from starters.http.claim_examples import example
from starters.http.declaring import Routes, Way
from starters.http.detectors import START, Rooms
from starters.http.etags import as_json, etag, require_current
from starters.http.watch import TAG
from starters.watch_detectors import DetectorRoom, Said, Speaker
from starters.web.house import House

STOP, APPROVE = "watch.shadow_stop", "watch.shadow_approve"
Why = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)]
ByContent = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Step = Callable[[DetectorRoom, Said], int]


class ShadowBody(Bare):
    """What runs in shadow, by the sha256 under which it is kept; without either, what is installed.

    That is the way back from a detector that was approved.
    """

    model: ByContent | None = None
    policy: ByContent | None = None
    reason: Why = ""


class ShadowWordBody(Bare):
    """Why the shadow ends, or rules from now on."""

    reason: Why = ""


INSTALLED = example("What is installed", {"reason": "Back to what ships."})
TRIED = example("It may end", {"reason": "It wakes nobody."})
APPROVED = example("It may rule", {"reason": "Two weeks, nothing missed."})


class ShadowDeeds:
    """Changes which detector runs in shadow, and which rules.

    With `If-Match`, the ETag of `GET .../shadow`, nothing is done to what has changed since.
    """

    def __init__(self, house: House, rooms: Rooms) -> None:
        self._house = house
        self._rooms = rooms

    async def start(
        self,
        request: Request,
        name: WatchName,
        said: Annotated[ShadowBody, Body(openapi_examples=INSTALLED)],
    ) -> Response:
        """Let a detector decide beside the one that rules; nobody acts on what it says."""
        actor = await self._allowed(request, START)
        pinned = Pinned(said.model or "", said.policy or "")

        def step(room: DetectorRoom, word: Said) -> int:
            return room.start_kept(name, pinned, word)

        return await self._done(name, step, _word(request, actor, said.reason))

    async def stop(
        self,
        request: Request,
        name: WatchName,
        said: Annotated[ShadowWordBody, Body(openapi_examples=TRIED)],
    ) -> Response:
        """End the shadow; what it decided is kept."""
        actor = await self._allowed(request, STOP)

        def step(room: DetectorRoom, word: Said) -> int:
            return room.stop(name, word)

        return await self._done(name, step, _word(request, actor, said.reason))

    async def approve(
        self,
        request: Request,
        name: WatchName,
        said: Annotated[ShadowWordBody, Body(openapi_examples=APPROVED)],
    ) -> Response:
        """Let what runs in shadow rule the watch from its next step on.

        A person does, and not the one who put it into shadow.
        """
        actor = await self._allowed(request, APPROVE)

        def step(room: DetectorRoom, word: Said) -> int:
            return room.approve(name, word)

        return await self._done(name, step, _word(request, actor, said.reason))

    async def _done(self, name: str, step: Step, word: Said) -> Response:
        found, version = await run_in_threadpool(self._changed, name, step, word)
        return as_json(found, {"etag": etag(version)})

    def _changed(self, name: str, step: Step, word: Said) -> tuple[WatchDetectors, int]:
        room = self._rooms.room()
        version = step(room, word)
        return room.show(name), version

    async def _allowed(self, request: Request, action: str) -> Actor:
        actor = await self._house.caller(request)
        self._house.require(actor, action, Resource(kind="watch"))
        return actor


def _word(request: Request, actor: Actor, reason: str) -> Said:
    """Who says it, and why, of the version that the request has seen."""

    def require(version: int) -> None:
        require_current(request, version, {})

    speaker = Speaker.SYSTEM if Role.SYSTEM in actor.roles else Speaker.PERSON
    return Said(actor.name, reason, speaker, require)


def add_watch_shadow_changes(routes: Routes, door: ShadowDeeds) -> None:
    """Declare what is done to a detector in shadow."""
    routes.does(_way("start", START, "Try a detector in shadow"), door.start)
    routes.does(_way("stop", STOP, "End a shadow"), door.stop)
    routes.does(_way("approve", APPROVE, "Let a shadow rule"), door.approve)


def _way(word: str, action: str, summary: str) -> Way:
    where, name = f"/watches/{{name}}/shadow/{word}", f"{word}_watch_shadow"
    return Way(where, action, name, summary, TAG, WatchDetectors, conditional=True)
