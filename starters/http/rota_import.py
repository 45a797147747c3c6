"""Calendars that are taken in as overrides by way of the API, event by event."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from makegood.gateways.rota_feeds import Reader
from makegood.messages.claims import Message, Reason
from makegood.rules.access import Resource
from makegood.rules.claim import Team
from makegood.store.rota import Word
from starters.http.declaring import Routes, Way
from starters.http.etags import as_json
from starters.http.oncall import CALENDAR, TAG
from starters.http.oncall_changes import CHANGE
from starters.http.once import Call, Once, fingerprint, idempotency_key
from starters.http.receiving import require_type
from starters.http.rotas import RotaTables, Seen
from starters.rota_import import Importer, Result, Taken
from starters.web.house import House

Why = Annotated[Reason, Query(description="Why; each change that is saved says so.")]
Dry = Annotated[bool, Query(description="Only tell what would be saved.")]

FEED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Legal//Rota//EN
BEGIN:VEVENT
UID:spring-fair
SUMMARY:Spring fair: legal.thao
DTSTART;TZID=Asia/Ho_Chi_Minh:20270320T090000
DTEND;TZID=Asia/Ho_Chi_Minh:20270320T180000
END:VEVENT
END:VCALENDAR
"""
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            CALENDAR: {
                "schema": {"type": "string"},
                "examples": {"example": {"summary": "A fair", "value": FEED}},
            }
        },
    }
}
"""How the reference describes the calendar, which no model reads."""


class EventTaken(Message):
    """What became of one event: who is on call then, or why it was refused or left out.

    `event` is its UID, with the date of one that repeats. `result` is `saved`, `already_saved`,
    `would_be_saved`, `left_out` (because of its time) or `refused`; `change` may be withdrawn.
    """

    event: str
    summary: str
    result: str
    detail: str
    change: str


class Imported(Message):
    """What became of every event of a calendar, in order of time; the refused ones are counted."""

    team: Team
    dry_run: bool
    refused: int
    events: tuple[EventTaken, ...]


class ImportDoor:
    """Takes calendars in; each event is judged as an override is, in one transaction for all."""

    def __init__(self, house: House, rotas: RotaTables, once: Once) -> None:
        self._house = house
        self._rotas = rotas
        self._once = once

    async def take_in(
        self, request: Request, team: Team, reason: Why, *, dry_run: Dry = False
    ) -> Response:
        """Take the events of a calendar as overrides: whoever a summary names is on call then.

        The body is an iCalendar file of at most 1 MB. An event that a rule refuses, as one that
        leaves a gap, is told with the reason and stops no other. With `If-Match`, the ETag of the
        team's shifts, nothing is saved where the rota has been changed since.
        """
        actor = await self._house.caller(request)
        self._house.require(actor, CHANGE, Resource(kind="oncall"))
        key = idempotency_key(request)
        require_type(request, (CALENDAR,))
        content = await request.body()
        word = Word(actor.name, reason)

        async def work() -> Response:
            seen = Seen(request, dry=dry_run)
            return await run_in_threadpool(self._taken, team, content, (word, seen))

        call = Call(actor, key, fingerprint(request, content))
        return await self._once.answer(request, call, work)

    def _taken(self, team: Team, content: bytes, how: tuple[Word, Seen]) -> Response:
        word, seen = how
        standing = self._rotas.standing(team)
        entries = Reader(standing.rota, standing.people, standing.now).entries(content)
        taken = Importer(self._rotas.changes, standing, word).take_in(entries, seen.judged())
        answer = Imported(
            team=team,
            dry_run=seen.dry,
            refused=sum(one.result is Result.REFUSED for one in taken),
            events=tuple(map(_event, taken)),
        )
        return as_json(answer, seen.headers())


def _event(one: Taken) -> EventTaken:
    return EventTaken(
        event=one.event.removesuffix("#"),
        summary=one.summary,
        result=one.result.replace(" ", "_"),
        detail=one.detail,
        change=one.change,
    )


def add_rota_import(routes: Routes, door: ImportDoor) -> None:
    """Declare the import of calendars."""
    name, summary = "import_calendar", "Take a calendar in"
    where = "/on-call/{team}/import"
    way = Way(where, CHANGE, name, summary, TAG, Imported, extra=BODY, conditional=True)
    routes.receives(way, door.take_in)
