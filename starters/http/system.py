"""Figures, and what lies with a person: for whoever keeps the system running."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.messages.claims import Message
from makegood.rules.access import Resource
from makegood.store import dead_letters
from makegood.store.command_outbox import CommandOutbox
from makegood.store.crisis_desk import CrisisFilter
from makegood.store.dead_letters import DeadLetter
from makegood.store.engine import reading, writing
from makegood.store.figures import Figures, figures
from starters.doctor import Check, check_up, is_well
from starters.http.bodies import Body
from starters.http.declaring import Routes, Way
from starters.http.etags import CACHING, as_json
from starters.http.paging import USUAL, Cursor, Limit, closed, links, opened
from starters.http.queries import Name
from starters.web.house import House

TAG = "system"
Number = Annotated[int, Path(ge=1, le=2**53)]


class SystemShown(Message):
    """What waits for somebody: cases that cannot go on, letters, commands on their way."""

    parked_claims: int
    parked_crises: int
    dead_letters: int
    commands_waiting: int


class Checkup(Message):
    """Everything that was looked at; `well` where nothing is wrong."""

    well: bool
    checks: tuple[Check, ...]


class DeadLetters(Message):
    """What could not be accepted and nobody has dealt with yet, oldest first.

    `cursor` leads to the next page and is empty on the last.
    """

    dead_letters: tuple[DeadLetter, ...]
    cursor: str


class OwnerBody(Body):
    """Who looks after it now."""

    owner: Name


class LetterChanged(Message):
    """A dead letter that has an owner, or has been dealt with."""

    number: int
    owner: str = ""
    handled_at: datetime | None = None


class SystemDoor:
    """Answers how it goes, and takes in who deals with what went wrong."""

    def __init__(self, house: House, outbox: CommandOutbox) -> None:
        self._house = house
        self._outbox = outbox

    async def figures(self, request: Request) -> Response:
        """How many claims are open, and where; how many ended how; how many were paid late."""
        await self._require(request, "figures.read")
        return as_json(await run_in_threadpool(figures, self._house.engine), CACHING)

    async def show(self, request: Request) -> Response:
        """How much waits for a person or is on its way."""
        await self._require(request, "system.read")
        return as_json(await run_in_threadpool(self._show), CACHING)

    def _show(self) -> SystemShown:
        return SystemShown(
            parked_claims=figures(self._house.engine).parked,
            parked_crises=self._house.lists.count(CrisisFilter(parked=True)),
            dead_letters=self._lying(),
            commands_waiting=self._outbox.waiting(),
        )

    def _lying(self) -> int:
        with reading(self._house.engine) as connection:
            return dead_letters.count(connection)

    async def checkup(self, request: Request) -> Response:
        """Whether all that is needed is there, and every promise of the records holds."""
        await self._require(request, "system.read")
        checks = await check_up(self._house.settings)
        return as_json(Checkup(well=is_well(checks), checks=tuple(checks)), CACHING)

    async def letters(
        self, request: Request, limit: Limit = USUAL, cursor: Annotated[Cursor, Query()] = ""
    ) -> Response:
        """What could not be accepted, as it came, with who looks after it."""
        await self._require(request, "system.read")
        page = await run_in_threadpool(self._letters, opened(cursor), limit)
        return as_json(page, {**CACHING, **links(request, page.cursor)})

    def _letters(self, place: str, limit: int) -> DeadLetters:
        with reading(self._house.engine) as connection:
            found = dead_letters.page(connection, place, limit)
        return DeadLetters(dead_letters=found.letters, cursor=closed(found.cursor))

    async def assign(self, request: Request, number: Number, said: OwnerBody) -> Response:
        """Make somebody responsible for a dead letter."""
        await self._require(request, "system.repair")
        await run_in_threadpool(self._hand_over, number, said.owner)
        return as_json(LetterChanged(number=number, owner=said.owner), {})

    def _hand_over(self, number: int, owner: str) -> None:
        with writing(self._house.engine) as connection:
            dead_letters.hand_over(connection, number, owner)

    async def done(self, request: Request, number: Number) -> Response:
        """Say that a dead letter has been dealt with."""
        await self._require(request, "system.repair")
        at = self._house.now()
        await run_in_threadpool(self._handled, number, at)
        return as_json(LetterChanged(number=number, handled_at=at), {})

    def _handled(self, number: int, at: datetime) -> None:
        with writing(self._house.engine) as connection:
            dead_letters.handled(connection, number, at)

    async def _require(self, request: Request, action: str) -> None:
        actor = await self._house.caller(request)
        self._house.require(actor, action, Resource(kind=action.partition(".")[0]))


def add_system(routes: Routes, door: SystemDoor) -> None:
    """Declare what is asked about the system, and done about what went wrong."""
    see, mend = "system.read", "system.repair"
    counted = Way("/figures", "figures.read", "get_figures", "Claims counted", TAG, Figures)
    routes.reads(counted, door.figures)
    routes.reads(Way("/system", see, "get_system", "What waits", TAG, SystemShown), door.show)
    looked = Way("/system/checks", see, "check_system", "A look at everything", TAG, Checkup)
    routes.reads(looked, door.checkup)
    where = "/system/dead-letters"
    routes.reads(
        Way(where, see, "list_dead_letters", "Dead letters", TAG, DeadLetters), door.letters
    )
    one, answer = f"{where}/{{number}}", LetterChanged
    given = Way(f"{one}/assign", mend, "assign_dead_letter", "Give a letter away", TAG, answer)
    routes.does(given, door.assign)
    done = Way(f"{one}/done", mend, "handle_dead_letter", "A letter is dealt with", TAG, answer)
    routes.does(done, door.done)
