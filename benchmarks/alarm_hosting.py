"""`python -m benchmarks.alarm_hosting QUEUE`: a worker of crises whose every wait is brief."""

import asyncio
import hashlib
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from activities.crises import CrisisDesk
from activities.publishing import Publisher
from benchmarks.brief_policy import brief
from benchmarks.waits import SECONDS, SLOW
from makegood.gateways.crisis_company import CrisisCompany
from makegood.gateways.publisher import PublicationFolder
from makegood.logs import set_up_logs
from makegood.messages.names import Queue
from makegood.messages.paging import PageText
from makegood.messages.publishing import Publication, PublishOrder
from makegood.policy.contacts import ContactBook, ContactsSheet
from makegood.policy.crises import load_crises
from makegood.rules.crisis.words import Channel
from makegood.settings import Settings
from makegood.store.crises import CrisisRecords
from makegood.store.engine import make_engine
from makegood.store.publications import PublicationBook
from workers.host import run
from workers.toolbox import Toolbox, pager, tables, toolbox

TRAY, PUBLISHED = "pages", "published"
"""The folders of what providers were handed, in the folder of the stack."""


class Tray:
    """A provider of pages that knows their keys: a file a page, a line in it each time it came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def deliver(self, text: PageText) -> str:
        """Take a page in; for some cases that takes a while."""
        if SLOW in text.key:
            time.sleep(SECONDS)
        name = hashlib.sha256(text.key.encode()).hexdigest()[:24]
        with (self._folder / name).open("a", encoding="utf-8") as page:
            page.write(f"{text.key}\n")
        return name

    def knows_keys(self, text: PageText) -> bool:
        """The same page twice is one page to its reader: it goes by its key, and each has one."""
        return bool(text.key)

    def handed_in(self) -> dict[str, int]:
        """How often each page was handed in, by its key."""
        pages = (path.read_text("utf-8").splitlines() for path in self._folder.iterdir())
        return {lines[0]: len(lines) for lines in pages}


@dataclass(frozen=True)
class SlowFolder:
    """The folder of publications, whose channel takes a while for some cases."""

    folder: PublicationFolder

    def publish(self, order: PublishOrder) -> str:
        """Publish, in the end."""
        if SLOW in order.case_id:
            time.sleep(SECONDS)
        return self.folder.publish(order)

    def withdraw(self, publication: Publication) -> None:
        """Take it back at once."""
        self.folder.withdraw(publication)


EVERYBODY = ContactBook(ContactsSheet(limits=(), people=(), others=(Channel.OUTBOX,)))
"""Everybody is reached by one channel, at any hour, as often as need be."""


def brief_tools(settings: Settings) -> Toolbox:
    """The usual tools under a policy of brief waits, with providers that keep what they got."""
    engine = make_engine(settings.database_url)
    company = CrisisCompany(brief(load_crises(tables(settings.policy_dir))))
    folder = SlowFolder(PublicationFolder(settings.var / PUBLISHED))
    return replace(
        toolbox(settings, engine),
        crises=CrisisDesk(CrisisRecords(engine), company),
        pager=pager(settings, engine, EVERYBODY, Tray(settings.var / TRAY)),
        publisher=Publisher(PublicationBook(engine), folder),
    )


def main(*queues: str) -> None:
    """Serve until told to stop."""
    settings = Settings()
    set_up_logs(settings)
    asyncio.run(run(settings, tuple(map(Queue, queues)), brief_tools(settings)))


if __name__ == "__main__":
    main(*sys.argv[1:])
