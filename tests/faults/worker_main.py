"""`python -m tests.faults.worker_main TOOLS QUEUE`: a worker with tools that are not the usual."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from activities.casework import Casework
from activities.documents import DocumentDesk
from activities.notices import Postman
from activities.payments import Cashier
from makegood.gateways import bank
from makegood.gateways.company import Company
from makegood.gateways.documents import DocumentStore
from makegood.gateways.letters import LetterFolder
from makegood.gateways.reader import DocumentReader
from makegood.gateways.receivables import ReceivablesFile
from makegood.logs import set_up_logs
from makegood.messages.names import Queue
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.offsets import Offsets
from tests.faults.naive import NaiveCashier
from tests.faults.reborn import Nest
from tests.faults.traps import TrappedOutbox, TrappedRail, TrappedRecords, Traps
from workers.host import run
from workers.toolbox import Toolbox, policy_in_force, toolbox

TRAPS = "traps"
"""The folder of the traps, in the folder of the stack."""


def traps_in(var: Path) -> Traps:
    """The traps of the stack that lives in that folder."""
    folder = var / TRAPS
    folder.mkdir(exist_ok=True)
    return Traps(folder)


def trapped(settings: Settings) -> Toolbox:
    """The usual tools, a trap around each effect."""
    traps, engine = traps_in(settings.var), make_engine(settings.database_url)
    records = TrappedRecords(engine, traps)
    receivables = ReceivablesFile(settings.var / "receivables.json")
    reader = DocumentReader(DocumentStore(settings.documents_url))
    return replace(
        toolbox(settings, engine),
        casework=Casework(
            records, Company(policy_in_force(settings)), receivables, Offsets(engine)
        ),
        documents=DocumentDesk(reader, records),
        payments=Cashier(TrappedRail(bank.connect(settings.bank_url), traps), records),
        notices=Postman(
            TrappedOutbox(engine, traps),
            LetterFolder(settings.var / "post"),
            LetterFolder(settings.var / "drills"),
        ),
    )


def naive(settings: Settings) -> Toolbox:
    """The usual tools, but for a cashier who trusts that nothing is killed."""
    records = ClaimRecords(make_engine(settings.database_url))
    cashier = NaiveCashier(bank.connect(settings.bank_url), records)
    return replace(toolbox(settings), payments=cashier)


TOOLS = {"trapped": trapped, "naive": naive}


def main(tools: str, *queues: str) -> None:
    """Serve until told to stop, or until a trap springs."""
    settings = Settings()
    set_up_logs(settings)
    asyncio.run(run(settings, tuple(map(Queue, queues)), TOOLS[tools](settings)))


if __name__ == "__main__":
    Nest(lambda: main(*sys.argv[1:])).live()
