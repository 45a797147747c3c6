"""How people are reached, loaded from the policy's folder, or every fault in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from makegood.policy.checks import Finding, check_sheet, repeated
from makegood.policy.faults import PolicyError, PolicyFault
from makegood.policy.folder import Folder, file_of, read_folder
from makegood.policy.rota import RotasSheet, read_rotas
from makegood.policy.sheet import Sheet
from makegood.policy.zones import zone_names
from makegood.rules.crisis.throttle import Limit, Preferences
from makegood.rules.crisis.words import Channel
from makegood.rules.durations import DAY, Term
from makegood.rules.terms import Directory
from makegood.rules.week import Shift

CONTACTS = "contacts.yaml"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class LimitRow:
    """At most `count` pages by a channel to one person in any stretch of that length."""

    channel: Channel
    count: int
    per: Term

    @property
    def limit(self) -> Limit:
        """The row as the rules take it."""
        return Limit(self.count, self.per.count * self.per.unit.length)


@dataclass(frozen=True)
class ContactRow:
    """A person's channels, the first tried first, and the hours in which only the worst wakes them.

    `addresses` are what a channel needs to know beyond the account's name.
    """

    name: str
    channels: tuple[Channel, ...]
    timezone: str = "UTC"
    quiet: Shift | None = None
    addresses: dict[Channel, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ContactsSheet:
    """`contacts.yaml`: people who are paged; `others` are the channels of everybody else."""

    limits: tuple[LimitRow, ...]
    people: tuple[ContactRow, ...]
    others: tuple[Channel, ...] = ()


@dataclass(frozen=True)
class ContactBook:
    """How each person is reached; whoever is not in it has the channels of all others."""

    sheet: ContactsSheet
    quick: float = 1
    """How many times faster than in policy the limits run; above 1 no hour is quiet."""

    def channels(self, person: str) -> tuple[Channel, ...]:
        """The channels in the order in which they are tried."""
        row = self._row(person)
        return row.channels if row else self.sheet.others

    def address(self, person: str, channel: Channel) -> str:
        """What the channel knows a person by; the account's name where no other is given."""
        row = self._row(person)
        return row.addresses.get(channel, person) if row else person

    def person_at(self, address: str) -> str:
        """Whose account or address that is; empty where it is nobody's."""
        for row in self.sheet.people:
            if address == row.name or address in row.addresses.values():
                return row.name
        return ""

    def preferences(self, person: str, channel: Channel, at: datetime) -> Preferences:
        """What holds for a person and channel at a moment."""
        row = self._row(person)
        rows = (one.limit for one in self.sheet.limits if one.channel is channel)
        limits = [replace(limit, per=limit.per / self.quick) for limit in rows]
        quiet = _quiet_until(row, at) if row and self.quick <= 1 else None
        return Preferences(quiet, tuple(sorted(limits, key=lambda limit: limit.per)))

    def paced(self, hour: timedelta) -> "ContactBook":
        """The book for a demonstration in which an hour lasts that long: none of them is quiet."""
        return replace(self, quick=HOUR / hour)

    def _row(self, person: str) -> ContactRow | None:
        return next((row for row in self.sheet.people if row.name == person), None)


def _quiet_until(row: ContactRow, at: datetime) -> datetime | None:
    """When the quiet hours end that the person is in; None outside of them."""
    if row.quiet is None:
        return None
    zone = ZoneInfo(row.timezone)
    today = at.astimezone(zone).date()
    start, end = row.quiet
    for day in (today - DAY, today):
        begins = datetime.combine(day, start, zone).astimezone(UTC)
        ends_on = day if end > start else day + DAY
        ends = datetime.combine(ends_on, end, zone).astimezone(UTC)
        if begins <= at < ends:
            return ends
    return None


def load_contacts(folder: Path) -> ContactBook:
    """The contacts of the policy in a folder; PolicyError, with every fault, if any is."""
    sheet = read_contacts(folder)
    faults = tuple(contact_faults(sheet, read_folder(folder), read_rotas(folder)))
    if faults or sheet.table is None:
        raise PolicyError(faults)
    return ContactBook(sheet.table)


def read_contacts(folder: Path) -> Sheet[ContactsSheet]:
    """The sheet of contacts; whatever is wrong is noted in it."""
    return file_of(folder / CONTACTS, folder, ContactsSheet)


def contact_faults(
    sheet: Sheet[ContactsSheet], shared: Folder, rotas: Sheet[RotasSheet]
) -> Iterator[PolicyFault]:
    """What could not be read, and what does not hold together, by file and line."""
    yield from sheet.faults
    yield from check_sheet(sheet, _contacts)
    yield from check_sheet(sheet, lambda table: _limits(table.limits))
    yield from check_sheet(sheet, lambda table: _known(table, shared.people.table))
    yield from check_sheet(sheet, lambda table: _on_call(table, rotas.table))


def _contacts(sheet: ContactsSheet) -> Iterator[Finding]:
    yield from repeated((row.name for row in sheet.people), "people[{}].name")
    for place, row in enumerate(sheet.people):
        yield from _contact(row, f"people[{place}]")


def _contact(row: ContactRow, path: str) -> Iterator[Finding]:
    yield from repeated(row.channels, path + ".channels[{}]")
    if not row.channels:
        yield f"{path}.channels", f"{row.name} cannot be reached by anything"
    if row.timezone not in zone_names():
        yield f"{path}.timezone", f"no time zone is called {row.timezone}"
    if row.quiet and row.quiet.start == row.quiet.end:
        yield f"{path}.quiet", f"{row.name} would be quiet all day: leave the hours out instead"
    for channel in row.addresses:
        if channel not in row.channels:
            yield f"{path}.addresses", f"{channel} is not among the channels"


def _limits(rows: tuple[LimitRow, ...]) -> Iterator[Finding]:
    for place, row in enumerate(rows):
        if row.count < 1 or row.per.count < 1 or row.per.unit.is_business:
            yield f"limits[{place}]", "a limit is one page or more in a stretch of real time"
    for place, (before, row) in enumerate(pairwise(rows), start=1):
        longer = row.limit.per > before.limit.per and row.count > before.count
        if row.channel is before.channel and not longer:
            yield f"limits[{place}]", "limits of a channel ascend, in pages as in time"


def _known(sheet: ContactsSheet, people: Directory | None) -> Iterator[Finding]:
    for place, row in enumerate(sheet.people):
        if people and people.find(row.name) is None:
            yield f"people[{place}].name", f"{row.name} is not in the directory"


def _on_call(sheet: ContactsSheet, rotas: RotasSheet | None) -> Iterator[Finding]:
    """Whoever takes turns, or is the fallback, has channels of their own."""
    named = {row.name for row in sheet.people}
    for rota in rotas.rotas if rotas else ():
        for person in dict.fromkeys((*rota.people(), rota.fallback)):
            if person not in named:
                yield "people", f"{person} is on call for {rota.team} and has no channel"
