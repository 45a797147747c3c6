"""The composition root: from settings to everything that an activity needs."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from activities.casework import Casework
from activities.documents import DocumentDesk
from activities.notices import Postman
from activities.payments import Cashier
from activities.recovery import RecoveryDesk
from makegood.gateways import bank
from makegood.gateways.company import Company
from makegood.gateways.documents import DocumentStore
from makegood.gateways.letters import LetterFolder
from makegood.gateways.reader import DocumentReader
from makegood.gateways.receivables import ReceivablesFile
from makegood.policy.book import Policy
from makegood.policy.loader import load_policy
from makegood.policy.pace import paced
from makegood.policy.wording import load_wording
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords
from makegood.store.engine import make_engine
from makegood.store.offsets import Offsets
from makegood.store.outbox import Outbox


@dataclass(frozen=True)
class Toolbox:
    """The activities of one process, ready to be registered."""

    casework: Casework
    documents: DocumentDesk
    payments: Cashier
    notices: Postman
    recovery: RecoveryDesk


def policy_in_force(settings: Settings) -> Policy:
    """The policy of the settings, at their pace."""
    policy = load_policy(tables(settings.policy_dir))
    if settings.policy_pace is None:
        return policy
    return paced(policy, timedelta(seconds=settings.policy_pace))


def tables(folder: Path) -> Path:
    """The folder of the tables: the one named, or its `tables`."""
    return folder / "tables" if (folder / "tables").is_dir() else folder


def toolbox(settings: Settings, engine: Engine | None = None) -> Toolbox:
    """Everything the activities need, made from the settings; nothing is connected to yet."""
    engine = engine or make_engine(settings.database_url)
    records = ClaimRecords(engine)
    reader = DocumentReader(DocumentStore(settings.documents_url))
    post = LetterFolder(settings.var / "post", load_wording(tables(settings.policy_dir)))
    receivables = ReceivablesFile(settings.var / "receivables.json")
    return Toolbox(
        casework=Casework(
            records, Company(policy_in_force(settings)), receivables, Offsets(engine)
        ),
        documents=DocumentDesk(reader, records),
        payments=Cashier(bank.connect(settings.bank_url), records),
        notices=Postman(Outbox(engine), post),
        recovery=RecoveryDesk(LetterFolder(settings.var / "carriers"), records),
    )
