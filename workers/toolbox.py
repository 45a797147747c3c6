"""The composition root: from settings to everything that an activity needs."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from activities.casework import Casework
from activities.crises import CrisisDesk
from activities.crisis_ports import Contacts, PageRail
from activities.documents import DocumentDesk
from activities.notices import Postman
from activities.paging import Pager
from activities.payments import Cashier
from activities.publishing import Publisher
from activities.recovery import RecoveryDesk
from activities.rounds import DutyRound
from makegood.gateways import bank
from makegood.gateways.ack_links import AckLinks
from makegood.gateways.company import Company
from makegood.gateways.crisis_company import CrisisCompany
from makegood.gateways.documents import DocumentStore
from makegood.gateways.letters import LetterFolder
from makegood.gateways.pager import PagerLine
from makegood.gateways.publisher import PublicationFolder
from makegood.gateways.reader import DocumentReader
from makegood.gateways.receivables import ReceivablesFile
from makegood.gateways.rota_clocks import dated
from makegood.policy.book import Policy
from makegood.policy.contacts import ContactBook, load_contacts
from makegood.policy.crises import load_crises
from makegood.policy.crisis_book import CrisisBook
from makegood.policy.crisis_pace import Pace, paced_crises
from makegood.policy.loader import load_policy
from makegood.policy.pace import paced
from makegood.policy.rota import load_rotas
from makegood.policy.wording import load_wording
from makegood.rules.crisis.words import Channel
from makegood.settings import Settings
from makegood.store.claims import ClaimRecords, utc_now
from makegood.store.crises import CrisisRecords
from makegood.store.engine import make_engine
from makegood.store.offsets import Offsets
from makegood.store.on_call_book import OnCallBook
from makegood.store.outbox import Outbox
from makegood.store.pages import PageBook
from makegood.store.publications import PublicationBook
from makegood.store.rounds import RoundBook


@dataclass(frozen=True)
class Toolbox:
    """The activities of one process, ready to be registered."""

    casework: Casework
    documents: DocumentDesk
    payments: Cashier
    notices: Postman
    recovery: RecoveryDesk
    crises: CrisisDesk
    pager: Pager
    publisher: Publisher
    duties: DutyRound


def policy_in_force(settings: Settings) -> Policy:
    """The policy of the settings, at their pace."""
    policy = load_policy(tables(settings.policy_dir))
    if settings.policy_pace is None:
        return policy
    return paced(policy, timedelta(seconds=settings.policy_pace))


HOURS_OF_A_DAY = 24

REHEARSALS = "drills"
"""The folder of the letters that drills have written: they leave the house by no real post."""


def crisis_pace(settings: Settings) -> Pace | None:
    """The pace of crises: that of claims, unless hours and days of a crisis have their own."""
    if settings.policy_pace is None:
        return None
    day = settings.policy_pace
    hour = settings.crisis_hour or day / HOURS_OF_A_DAY
    return Pace(timedelta(seconds=hour), timedelta(seconds=settings.crisis_day or day))


def crisis_policy(settings: Settings) -> CrisisBook:
    """The crisis tables of the settings, at their pace."""
    book, pace = load_crises(tables(settings.policy_dir)), crisis_pace(settings)
    return paced_crises(book, pace) if pace else book


def contacts_in_force(settings: Settings) -> ContactBook:
    """How people are reached, at the pace of the settings."""
    book, pace = load_contacts(tables(settings.policy_dir)), crisis_pace(settings)
    return book.paced(pace.hour) if pace else book


def on_call_book(settings: Settings, engine: Engine) -> OnCallBook:
    """The rotas of the settings with what was changed in them."""
    rotas = load_rotas(tables(settings.policy_dir))
    return OnCallBook(engine, dated(rotas, utc_now().date()))


def page_line(settings: Settings, contacts: ContactBook) -> PagerLine:
    """The channels that the settings name; pages for any other stay in the outbox."""
    urls = {
        Channel.PUSH: settings.pager_push_url,
        Channel.CHAT: settings.pager_chat_url,
        Channel.SMS: settings.pager_sms_url,
        Channel.VOICE: settings.pager_voice_url,
        Channel.MAIL: settings.pager_mail_url,
    }
    lines = {channel: url.get_secret_value() for channel, url in urls.items() if url}
    return PagerLine(lines, contacts.address)


def pager(settings: Settings, engine: Engine, contacts: Contacts, line: PageRail) -> Pager:
    """Everything that looks people up and pages them, by these contacts and channels."""
    links = AckLinks(settings.page_secret.get_secret_value(), settings.public_url)
    return Pager(
        on_call_book(settings, engine),
        contacts,
        PageBook(engine),
        line,
        links,
    )


def duty_round(settings: Settings, engine: Engine, pager: Pager) -> DutyRound:
    """Everything that looks after the company's duties, and pages by that pager."""
    company = CrisisCompany(crisis_policy(settings))
    return DutyRound(RoundBook(engine), on_call_book(settings, engine), company, pager)


def tables(folder: Path) -> Path:
    """The folder of the tables: the one named, or its `tables`."""
    return folder / "tables" if (folder / "tables").is_dir() else folder


def toolbox(settings: Settings, engine: Engine | None = None) -> Toolbox:
    """Everything the activities need, made from the settings; nothing is connected to yet."""
    engine = engine or make_engine(settings.database_url)
    records = ClaimRecords(engine)
    reader = DocumentReader(DocumentStore(settings.documents_url))
    wording = load_wording(tables(settings.policy_dir))
    post = LetterFolder(settings.var / "post", wording)
    rehearsals = LetterFolder(settings.var / REHEARSALS, wording)
    contacts = contacts_in_force(settings)
    paged_by = pager(settings, engine, contacts, page_line(settings, contacts))
    receivables = ReceivablesFile(settings.var / "receivables.json")
    return Toolbox(
        casework=Casework(
            records, Company(policy_in_force(settings)), receivables, Offsets(engine)
        ),
        documents=DocumentDesk(reader, records),
        payments=Cashier(bank.connect(settings.bank_url), records),
        notices=Postman(Outbox(engine), post, rehearsals),
        recovery=RecoveryDesk(LetterFolder(settings.var / "carriers"), records),
        crises=CrisisDesk(CrisisRecords(engine), CrisisCompany(crisis_policy(settings))),
        pager=paged_by,
        publisher=Publisher(PublicationBook(engine), PublicationFolder(settings.var / "published")),
        duties=duty_round(settings, engine, paged_by),
    )
