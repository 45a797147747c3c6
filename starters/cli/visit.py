"""One use of the command line: what it is set to, whom it asks, how it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from starters.cli import telling
from starters.cli.doors import ClaimsDesk, CrisesDesk, Doors, WatchesDesk
from starters.cli.faults import fields
from starters.errors import BadInput, Unreachable

if TYPE_CHECKING:
    from rich.console import RenderableType
    from sqlalchemy import Engine

    from makegood.gateways.documents import DocumentStore
    from makegood.settings import Settings
    from makegood.store.crisis_desk import CrisisLists
    from makegood.store.inbox import Desk

Answer = TypeVar("Answer")
Desk_ = TypeVar("Desk_")

CONNECT_SECONDS = 5
"""How long a server that neither answers nor refuses is waited for."""


class Visit:
    """What a command works with; everything is opened at its first use."""

    def __init__(self, doors: Doors, *, as_json: bool = False) -> None:
        self.doors = doors
        self.as_json = as_json

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process; BadInput names each that is wrong."""
        try:
            return self.doors.settings()
        except ValidationError as error:
            raise BadInput("settings: " + "; ".join(fields(error)), "bad_settings") from error

    def claims(self, work: Callable[[ClaimsDesk], Awaitable[Answer]]) -> Answer:
        """The answer of some work with the claims of Temporal."""
        return self.at(self.doors.claims, work)

    def crises(self, work: Callable[[CrisesDesk], Awaitable[Answer]]) -> Answer:
        """The answer of some work with the crisis cases of Temporal."""
        return self.at(self.doors.crises, work)

    def watches(self, work: Callable[[WatchesDesk], Awaitable[Answer]]) -> Answer:
        """The answer of some work with the watches."""
        return self.at(self.doors.watches, work)

    def at(
        self,
        door: Callable[[Settings], Awaitable[Desk_]],
        work: Callable[[Desk_], Awaitable[Answer]],
    ) -> Answer:
        """The answer of some work behind a door; Unreachable when it does not open in time."""

        async def through() -> Answer:
            return await work(await opened(door, self.settings))

        return asyncio.run(through())

    @cached_property
    def engine(self) -> Engine:
        """The application database."""
        from makegood.store.engine import make_engine

        return make_engine(self.settings.database_url)

    @cached_property
    def desk(self) -> Desk:
        """The lists and inboxes of the application database."""
        from makegood.store.inbox import Desk

        return Desk(self.engine)

    @cached_property
    def crisis_lists(self) -> CrisisLists:
        """The lists of crisis cases in the application database."""
        from makegood.store.crisis_desk import CrisisLists

        return CrisisLists(self.engine)

    @cached_property
    def documents(self) -> DocumentStore:
        """The document store."""
        from makegood.gateways.documents import DocumentStore

        return DocumentStore(self.settings.documents_url)

    def tell(self, answer: object, *shown: RenderableType) -> None:
        """Give the answer: as JSON to programs, as `shown` to people."""
        telling.answer(answer, shown, as_json=self.as_json)

    def link(self, workflow_id: str) -> str:
        """Where a workflow is to be seen in the Temporal UI."""
        namespace = self.settings.temporal_namespace
        return f"{self.settings.temporal_ui_url}/namespaces/{namespace}/workflows/{workflow_id}"


async def opened(door: Callable[[Settings], Awaitable[Desk_]], settings: Settings) -> Desk_:
    """What is behind the door, if it opens in time."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await door(settings)
    except TimeoutError as error:
        where = settings.temporal_address
        raise Unreachable(f"Temporal at {where} has not answered for some seconds.") from error
