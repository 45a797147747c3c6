"""`python -m tests.faults.crisis_worker_main TOOLS QUEUE`: a worker of crises that is to die."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace

from activities.paging import Pager
from activities.publishing import Publisher
from benchmarks.alarm_hosting import PUBLISHED, TRAY, Tray, brief_tools
from makegood.gateways.ack_links import AckLinks
from makegood.gateways.publisher import PublicationFolder
from makegood.logs import set_up_logs
from makegood.messages.names import Queue
from makegood.policy.contacts import ContactBook, ContactsSheet
from makegood.rules.crisis.words import Channel
from makegood.settings import Settings
from makegood.store.engine import make_engine
from tests.faults.crisis_naive import NaivePager, NaivePublisher
from tests.faults.crisis_traps import (
    CrisisTraps,
    TrappedFolder,
    TrappedPageBook,
    TrappedPublicationBook,
    TrappedTray,
    traps_in,
)
from tests.faults.reborn import Nest
from workers.host import run
from workers.toolbox import Toolbox, on_call_book

CHANNELS = (Channel.PUSH, Channel.OUTBOX)
EVERYBODY = ContactBook(ContactsSheet(limits=(), people=(), others=CHANNELS))
"""Everybody is reached by two channels, at any hour, as often as need be."""


def with_traps(settings: Settings, pagers: type[Pager], publishers: type[Publisher]) -> Toolbox:
    """The tools of brief waits, with a trap around each effect of paging and publishing."""
    traps: CrisisTraps = traps_in(settings.var)
    engine = make_engine(settings.database_url)
    tray = TrappedTray(Tray(settings.var / TRAY), traps)
    folder = TrappedFolder(PublicationFolder(settings.var / PUBLISHED), traps)
    links = AckLinks(settings.page_secret.get_secret_value(), settings.public_url)
    book = TrappedPageBook(engine, traps)
    return replace(
        brief_tools(settings),
        pager=pagers(on_call_book(settings, engine), EVERYBODY, book, tray, links),
        publisher=publishers(TrappedPublicationBook(engine, traps), folder),
    )


def trapped(settings: Settings) -> Toolbox:
    """The usual pager and publisher, between traps."""
    return with_traps(settings, Pager, Publisher)


def naive(settings: Settings) -> Toolbox:
    """Those of somebody who trusts that nothing is killed, between the same traps."""
    return with_traps(settings, NaivePager, NaivePublisher)


TOOLS: dict[str, Callable[[Settings], Toolbox]] = {"trapped": trapped, "naive": naive}


def main(tools: str, *queues: str) -> None:
    """Serve until told to stop, or until a trap springs."""
    settings = Settings()
    set_up_logs(settings)
    asyncio.run(run(settings, tuple(map(Queue, queues)), TOOLS[tools](settings)))


if __name__ == "__main__":
    Nest(lambda: main(*sys.argv[1:])).live()
