"""Points at which a worker dies over a page or a publication, each once."""

import os
import signal
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine
from typing_extensions import override

from activities.crisis_ports import PageRail, PublicationRail
from makegood.messages.paging import PageEntry, PageText
from makegood.messages.publishing import Publication, PublishOrder
from makegood.rules.crisis.calling import PageReport
from makegood.rules.crisis.throttle import PageRequest, Preferences
from makegood.store.pages import PageBook
from makegood.store.publications import PublicationBook

TRAPS = "traps"
KEYLESS = "keyless"
"""What the id of a case contains whose provider of pages takes the same page twice as two."""


class CrisisPoint(StrEnum):
    """Before an effect, or after it, where the server has not been told yet."""

    AFTER_PAGE_ROW = "after a page is in the book, before it is handed in"
    AFTER_PAGE = "after a page is handed in, before that is noted"
    AFTER_KEYLESS_PAGE = "after a page is handed to a provider without keys, before that is noted"
    AFTER_PAGE_NOTE = "after it is noted that a page is out"
    AFTER_ORDER = "after a publication is in the book, before it is out"
    AFTER_PUBLICATION = "after a publication is out, before that is noted"
    AFTER_PUBLICATION_NOTE = "after it is noted that a publication is out"


OF_PAGES = (CrisisPoint.AFTER_PAGE_ROW, CrisisPoint.AFTER_PAGE, CrisisPoint.AFTER_PAGE_NOTE)


@dataclass(frozen=True)
class CrisisTraps:
    """A trap at every point, in a folder that outlives the processes: each springs once."""

    folder: Path

    def leave_only(self, *points: CrisisPoint) -> None:
        """Take every other trap away."""
        for point in set(CrisisPoint) - set(points):
            (self.folder / point).touch()

    def set_again(self, *points: CrisisPoint) -> None:
        """Set traps that were taken away."""
        for point in points:
            (self.folder / point).unlink()

    def at(self, point: CrisisPoint, subject: str) -> None:
        """Die here, as SIGKILL kills, unless somebody died here before."""
        try:
            trap = os.open(self.folder / point, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            return
        os.write(trap, subject.encode())
        os.fsync(trap)
        os.kill(os.getpid(), signal.SIGKILL)

    def sprung(self) -> dict[CrisisPoint, str]:
        """At which points a worker died, and over what."""
        return {CrisisPoint(path.name): path.read_text() for path in self.folder.iterdir()}


def traps_in(var: Path) -> CrisisTraps:
    """The traps of the stack that lives in that folder."""
    folder = var / TRAPS
    folder.mkdir(exist_ok=True)
    return CrisisTraps(folder)


class TrappedPageBook(PageBook):
    """The page book, with traps around what it writes."""

    def __init__(self, engine: Engine, traps: CrisisTraps) -> None:
        """The book in the database of `engine`."""
        super().__init__(engine)
        self.traps = traps

    @override
    def admit(self, request: PageRequest, preferences: Preferences, now: datetime) -> PageEntry:
        entry = super().admit(request, preferences, now)
        self.traps.at(CrisisPoint.AFTER_PAGE_ROW, request.key)
        return entry

    @override
    def settle(self, report: PageReport) -> PageReport:
        settled = super().settle(report)
        self.traps.at(CrisisPoint.AFTER_PAGE_NOTE, report.key)
        return settled


@dataclass(frozen=True)
class TrappedTray:
    """The provider of pages, with a trap before anybody hears that it took one."""

    tray: PageRail
    traps: CrisisTraps

    def deliver(self, text: PageText) -> str:
        """Take the page in, and die."""
        receipt = self.tray.deliver(text)
        knows = self.knows_keys(text)
        point = CrisisPoint.AFTER_PAGE if knows else CrisisPoint.AFTER_KEYLESS_PAGE
        self.traps.at(point, text.key)
        return receipt

    def knows_keys(self, text: PageText) -> bool:
        """As the provider does; for some cases it knows none."""
        return KEYLESS not in text.key and self.tray.knows_keys(text)


class TrappedPublicationBook(PublicationBook):
    """The publication book, with traps around what it writes."""

    def __init__(self, engine: Engine, traps: CrisisTraps) -> None:
        """The book in the database of `engine`."""
        super().__init__(engine)
        self.traps = traps

    @override
    def order(self, order: PublishOrder, now: datetime) -> Publication:
        held = super().order(order, now)
        self.traps.at(CrisisPoint.AFTER_ORDER, order.case_id)
        return held

    @override
    def published(self, case_id: str, sha256: str, reference: str, now: datetime) -> Publication:
        held = super().published(case_id, sha256, reference, now)
        self.traps.at(CrisisPoint.AFTER_PUBLICATION_NOTE, case_id)
        return held


@dataclass(frozen=True)
class TrappedFolder:
    """The public, with a trap before anybody hears that it has read a text."""

    folder: PublicationRail
    traps: CrisisTraps

    def publish(self, order: PublishOrder) -> str:
        """Publish, and die."""
        reference = self.folder.publish(order)
        self.traps.at(CrisisPoint.AFTER_PUBLICATION, order.case_id)
        return reference

    def withdraw(self, publication: Publication) -> None:
        """Take it back."""
        self.folder.withdraw(publication)
