"""The canary: a page that calls nobody to anything, and shows which channels are dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from makegood.rules.case_words import Letter
from makegood.rules.crisis.calling import PageReason, Reachable
from makegood.rules.crisis.severity import Severity
from makegood.rules.crisis.throttle import PageRequest
from makegood.rules.crisis.words import Channel

CANARY = "canary/"
"""What the pages of a canary are filed under; no case can have such an id."""

PATH_DEAD = "path_dead"
"""The letter about channels that do not work."""

READERS = ("operator", "service_desk.lead")

LONGEST = timedelta(minutes=30)
"""How late a canary may still be sent: it says that the path works now."""


def is_canary(case_id: str) -> bool:
    """Whether pages under that id are a canary's, which nobody acknowledges."""
    return case_id.startswith(CANARY)


def canary_pages(reader: Reachable, on: date, at: datetime) -> tuple[PageRequest, ...]:
    """A page by each channel of whoever is on call, once a day by its key."""
    return tuple(_page(reader, channel, on, at) for channel in reader.channels)


def alarm_page(
    canary: PageRequest, dead: tuple[Channel, ...], alive: tuple[Channel, ...]
) -> PageRequest | None:
    """The page that says by a channel that is alive which are dead; None where none is alive."""
    if not alive:
        return None
    what = f"{', '.join(dead)} to {canary.person}"
    key = f"{canary.case_id}:dead:{'+'.join(dead)}:{canary.person}:{alive[0]}"
    return replace(canary, key=key, channel=alive[0], reason=PageReason.UNREACHABLE, subject=what)


def dead_letters(person: str, dead: tuple[Channel, ...], on: date) -> tuple[Letter, ...]:
    """The letters of a day about channels by which somebody on call cannot be reached."""
    fields = (("person", person), ("channels", ", ".join(dead)))
    return tuple(
        Letter(f"{CANARY}{on}:{person}:{'+'.join(dead)}:{reader}", reader, PATH_DEAD, fields)
        for reader in READERS
    )


def _page(reader: Reachable, channel: Channel, on: date, at: datetime) -> PageRequest:
    return PageRequest(
        key=f"{CANARY}{on}:test:{reader.person}:{channel}",
        case_id=f"{CANARY}{on}",
        person=reader.person,
        channel=channel,
        reason=PageReason.CANARY,
        severity=Severity.SEV4,
        at=at,
        stale_at=at + LONGEST,
        via=reader.via,
        last_channel=False,
    )
