"""Shifts as calendars that other programs show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event

from makegood.rules.claim import Team
from makegood.rules.rota.plan import Duty

PRODUCT = "-//Makegood//On-call rota//EN"
WORD = re.compile(r"[\w.]+")


def calendar_of(name: str, shifts: Iterable[tuple[Team, Duty]], now: datetime) -> bytes:
    """The shifts as iCalendar (RFC 5545), in UTC.

    A shift keeps its UID whoever stands there, so that a later export changes the event and does
    not double it: give it whole shifts, not what a window left of them.
    """
    calendar = Calendar.new(name=name, prodid=PRODUCT)
    for team, duty in shifts:
        calendar.add_component(_event(team, duty, now))
    content: bytes = calendar.to_ical()
    return content


def _event(team: Team, duty: Duty, now: datetime) -> Event:
    place = "first" if duty.place == 0 else f"backup {duty.place}"
    layer = "-".join(WORD.findall(duty.layer))
    began = f"{duty.since.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return Event.new(
        uid=f"{team}-{layer}-{duty.place}-{began}@makegood",
        summary=f"{duty.person} on call for {team} ({place})",
        start=duty.since.astimezone(UTC),
        end=duty.until.astimezone(UTC),
        stamp=now.astimezone(UTC),
        categories=[team, duty.layer, place.partition(" ")[0]],
        description=f"Change {duty.override}" if duty.override else None,
    )
