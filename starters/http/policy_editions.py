"""The editions of the policy over HTTP, and what has changed from one to another."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message
from makegood.policy.difference import ChangedFile, differences
from makegood.policy.edition import written_policy
from makegood.rules.access import Resource
from makegood.store.policy_shelf import Edition, Files, PolicyShelf
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.policy import ACTION, TAG
from starters.web.house import House

Beginning = Query(pattern="^[0-9a-f]{4,64}$", description="The sha256, or how it begins.")
Old = Annotated[str, Beginning]
New = Annotated[str | None, Beginning]


class Editions(Message):
    """The editions that the web process has started with, the newest first."""

    in_force: str
    editions: tuple[Edition, ...]


class PolicyDifference(Message):
    """The files in which two editions differ, line by line; `new` is empty for that in force."""

    old: str
    new: str
    changed: tuple[ChangedFile, ...]


class EditionReads:
    """Answers what the policy was, and what has changed."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._shelf = PolicyShelf(house.engine)

    async def all(self, request: Request) -> Response:
        """What the policy was, edition by edition, and which of them is in force."""
        await self._require(request)
        return as_json(await run_in_threadpool(self._all), CACHING)

    def _all(self) -> Editions:
        now = written_policy(self._house.settings.policy_dir).sha256
        return Editions(in_force=now, editions=self._shelf.editions())

    async def difference(self, request: Request, old: Old, new: New = None) -> Response:
        """What has changed from an edition to another, or without `new` to the one in force."""
        await self._require(request)
        return as_json(await run_in_threadpool(self._difference, old, new), CACHING)

    def _difference(self, old: str, new: str | None) -> PolicyDifference:
        before, files = self._edition(old)
        after, now = self._edition(new) if new else ("", self._in_force())
        return PolicyDifference(old=before, new=after, changed=differences(files, now))

    def _edition(self, beginning: str) -> tuple[str, Files]:
        found = self._shelf.named(beginning).sha256
        return found, self._shelf.files(found)

    def _in_force(self) -> Files:
        return written_policy(self._house.settings.policy_dir).files

    async def _require(self, request: Request) -> None:
        actor = await self._house.caller(request)
        self._house.require(actor, ACTION, Resource(kind="policy"))


def add_editions(routes: Routes, door: EditionReads) -> None:
    """Declare what is asked about editions."""
    name, summary = "list_policy_editions", "The editions of the policy"
    routes.reads(Way("/policy/editions", ACTION, name, summary, TAG, Editions), door.all)
    where, name, summary = "/policy/difference", "compare_policy", "What has changed in the policy"
    routes.reads(Way(where, ACTION, name, summary, TAG, PolicyDifference), door.difference)
