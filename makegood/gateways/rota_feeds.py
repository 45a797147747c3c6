"""Calendars that others wrote, read as people who stand in: event by event, none lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import recurring_ical_events
from icalendar import Calendar, Component, Event

from makegood.gateways.rota_events import INEXPLICABLE, trouble
from makegood.messages.problems import Malformed
from makegood.rules.rota.plan import Rota
from makegood.rules.terms import Directory

AHEAD = timedelta(weeks=26)
"""How far ahead the dates of a repeating event are taken in."""

LARGEST = 5_000_000
"""Bytes of a calendar; a team's rota of many years is a hundredth of it."""

MOST = 2_000
"""Events and dates that one file may hold: each is a change of the rota, saved for itself."""

WITHOUT_EVENTS = {"VTIMEZONE"}
NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Entry:
    """An event of a calendar, or one date of a repeating one: what it means, or why it does not.

    `source` is the same whenever the event is read again. `refused` is empty where it names one
    person and a time that is still to come; `outside` says that nothing is wrong but the time.
    """

    source: str
    summary: str
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None
    refused: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Reader:
    """Reads calendars for a team, as its people and its clocks stand now."""

    rota: Rota
    people: Directory
    now: datetime

    def entries(self, content: bytes) -> tuple[Entry, ...]:
        """Every event of a calendar in order of time; Malformed where it is none.

        A person is known by their name in the summary. Times without a zone, and whole days, are
        those of the team. Of repeating events the dates of half a year are taken, with what was
        moved or left out of them; what comes later is an entry of its own, refused.
        """
        every = (entry for calendar in _calendars(content) for entry in self._all(calendar))
        found = list(islice(every, MOST + 1))
        if len(found) > MOST:
            raise Malformed(f"more than {MOST:,} events and dates: import the file in parts")
        return tuple(sorted(found, key=lambda entry: (entry.since or self.now, entry.source)))

    def _all(self, calendar: Calendar) -> Iterator[Entry]:
        series: dict[str, list[Event]] = {}
        for component in calendar.subcomponents:
            if isinstance(component, Event):
                series.setdefault(str(component.get("UID", "")), []).append(component)
            elif component.name not in WITHOUT_EVENTS:
                yield _refused(component, f"it is a {component.name}, not an event")
        for events in series.values():
            yield from self._series(events)

    def _series(self, events: list[Event]) -> Iterator[Entry]:
        """One event, or a repeating one with its exceptions: by those that can be understood."""
        for event in events:
            if wrong := trouble(event):
                yield _refused(event, wrong)
        sound = [event for event in events if not trouble(event)]
        try:
            yield from tuple(self._sound(sound))
        except INEXPLICABLE:
            yield from (_refused(event, "its dates cannot be worked out") for event in sound)

    def _sound(self, sound: list[Event]) -> Iterator[Entry]:
        dates = self._dates(sound, self.now, self.now + AHEAD)
        repeats = any(map(_repeats, sound))
        for found in dates:
            yield self._entry(found, one_of_many=repeats or len(sound) > 1)
        taken = {_recurrence(found) for found in dates}
        for event in sound:
            if not dates if _repeats(event) else _recurrence(event) not in taken:
                yield replace(_refused(event, self._outside()), outside=True)
        if repeats and self._dates(sound, self.now + AHEAD, self.now + 3 * AHEAD):
            rest = f"{self._later()}: import again before then"
            yield replace(_refused(sound[0], rest), outside=True)

    def _dates(self, events: list[Event], since: datetime, until: datetime) -> list[Event]:
        calendar = Calendar()
        for event in events:
            calendar.add_component(event)
        found: list[Event] = recurring_ical_events.of(calendar).between(since, until)
        return found

    def _outside(self) -> str:
        last = self.rota.clock(self.now + AHEAD)
        return f"it is over, or begins after {last}"

    def _later(self) -> str:
        return f"what repeats after {self.rota.clock(self.now + AHEAD)} is left out"

    def _entry(self, event: Event, *, one_of_many: bool) -> Entry:
        since, until = self._instant(event.start), self._instant(event.end)
        key = f"{_recurrence(event)}" if one_of_many else ""
        entry = Entry(_source(event, key), _summary(event), since=since, until=until)
        names = self._named(entry.summary)
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            return replace(entry, refused="it is cancelled")
        if until <= since:
            return replace(entry, refused="it has no length")
        if len(names) != 1:
            said = f"it names {' and '.join(names)}" if names else "it names nobody we know"
            return replace(entry, refused=said)
        return replace(entry, person=names[0])

    def _named(self, summary: str) -> list[str]:
        words = {word.strip(".-").casefold() for word in NAME.findall(summary)}
        return [each.name for each in self.people.people if each.name.casefold() in words]

    def _instant(self, at: date) -> datetime:
        """The instant in UTC: a time left out by the clocks is as much later as they jump."""
        if not isinstance(at, datetime):
            return self.rota.instant(datetime.combine(at, time()))
        return at.astimezone(UTC) if at.tzinfo else self.rota.instant(at)


def _calendars(content: bytes) -> list[Calendar]:
    if len(content) > LARGEST:
        raise Malformed(f"the calendar has more than {LARGEST:,} bytes")
    try:
        found = Calendar.from_ical(content, multiple=True)
    except (*INEXPLICABLE, OSError) as error:
        raise Malformed(f"not an iCalendar file: {str(error)[:200]}") from error
    calendars = [each for each in found if each.name == "VCALENDAR"]
    if not calendars:
        raise Malformed("not an iCalendar file: there is no VCALENDAR in it")
    return calendars


def _repeats(event: Event) -> bool:
    return bool(event.rrules or event.rdates)


def _recurrence(event: Event) -> str:
    """Which date of a repeating event this is: the one on which it would have begun."""
    began = event.RECURRENCE_ID or event.start
    if isinstance(began, datetime) and began.tzinfo:
        began = began.astimezone(UTC)
    return began.isoformat()


def _refused(event: Component, why: str) -> Entry:
    return Entry(_source(event, ""), _summary(event), refused=why)


def _source(event: Component, key: str) -> str:
    return f"{event.get('UID', '')}#{key}"


def _summary(event: Component) -> str:
    return str(event.get("SUMMARY", ""))
