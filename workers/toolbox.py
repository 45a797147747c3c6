"""The composition root: from settings to everything that an activity needs."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from activities.casework import Casework
from activities.crises import CrisisDesk
from activities.crisis_ports import Contacts, PageRail
from activities.documents import DocumentDesk
from activities.hooks import HookCarrier
from activities.notices import Postman
from activities.paging import Pager
from activities.payments import Cashier
from activities.proving import Prover
from activities.publishing import Publisher
from activities.recovery import RecoveryDesk
from activities.rounds import DutyRound
from activities.sealing import SealDesk
from activities.watching import WatchDesk
from makegood.gateways import bank
from makegood.gateways.ack_links import AckLinks
from makegood.gateways.company import Company
from makegood.gateways.crisis_company import CrisisCompany
from makegood.gateways.decision_links import DecisionLinks
from makegood.gateways.documents import DocumentStore
from makegood.gateways.hook_post import HookPost
from makegood.gateways.letter_links import LetterLinks
from makegood.gateways.letters import LetterFolder
from makegood.gateways.pager import PagerLine
from makegood.gateways.publisher import PublicationFolder
from makegood.gateways.reader import DocumentReader
from makegood.gateways.receivables import ReceivablesFile
from makegood.gateways.rota_clocks import dated
from makegood.gateways.safe_addresses import SafeAddresses
from makegood.gateways.seal_keys import SEAL_KEYS, KeyFile
from makegood.gateways.seals import Verifier
from makegood.messages.problems import NeedsPerson
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
from makegood.settings import Environment, Settings
from makegood.store.claims import ClaimRecords, utc_now
from makegood.store.crises import CrisisRecords
from makegood.store.engine import make_engine
from makegood.store.hook_deliveries import HookDeliveries
from makegood.store.offsets import Offsets
from makegood.store.on_call_book import OnCallBook
from makegood.store.outbox import Outbox
from makegood.store.pages import PageBook
from makegood.store.policy_shelf import PolicyShelf
from makegood.store.publications import PublicationBook
from makegood.store.rounds import RoundBook
from makegood.store.seals import SealBook
from workers.case_line import case_line
from workers.detectors import watch_desk
from workers.payment_laws import PinnedLaws


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
    watching: WatchDesk
    seals: SealDesk
    hooks: HookCarrier


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


def seal_desk(settings: Settings, engine: Engine) -> SealDesk:
    """Everything that verifies seals; NeedsPerson in production where no key is known."""
    keys = KeyFile(settings.seal_keys or settings.var / SEAL_KEYS)
    if settings.environment is Environment.PRODUCTION and settings.seal_keys is None:
        raise NeedsPerson("MAKEGOOD_SEAL_KEYS must be set in production: no decision is unsealed")
    if settings.seal_keys and not keys.read():
        raise NeedsPerson(f"{settings.seal_keys}: no public key; make one: makegood seal new")
    return SealDesk(Verifier(keys), SealBook(engine))


def prover(settings: Settings, engine: Engine) -> Prover | None:
    """Whatever proves payments by their seals; None where decisions are not sealed."""
    if settings.seal_keys is None:
        return None
    shelf, current = PolicyShelf(engine), policy_in_force(settings)
    laws = PinnedLaws(current, shelf, settings.policy_pace)
    auditor = Verifier(KeyFile(settings.seal_keys))
    return Prover(SealBook(engine), auditor, laws, ClaimRecords(engine))


def letter_links(settings: Settings) -> LetterLinks | None:
    """Whatever shows the readers of letters the way to a case; None in production without a desk.

    There the desk is served by https alone, so that any other address is the default's.
    """
    is_real = settings.environment is Environment.PRODUCTION
    if is_real and not settings.web_url.startswith("https://"):
        return None
    links = DecisionLinks(settings.web_secret.get_secret_value(), settings.web_url)
    return LetterLinks(links, policy_in_force(settings).directory)


def hook_post(settings: Settings) -> HookPost:
    """Whatever sends webhooks: to the public internet, and in development to this machine too."""
    at_home = settings.environment is Environment.DEVELOPMENT
    return HookPost(SafeAddresses(loopback=at_home))


def tables(folder: Path) -> Path:
    """The folder of the tables: the one named, or its `tables`."""
    return folder / "tables" if (folder / "tables").is_dir() else folder


def toolbox(settings: Settings, engine: Engine | None = None) -> Toolbox:
    """Everything the activities need, made from the settings; nothing is connected to yet."""
    engine = engine or make_engine(settings.database_url)
    records = ClaimRecords(engine)
    reader = DocumentReader(DocumentStore(settings.documents_url))
    wording = load_wording(tables(settings.policy_dir))
    links = letter_links(settings)
    post = LetterFolder(settings.var / "post", wording, links)
    rehearsals = LetterFolder(settings.var / REHEARSALS, wording, links)
    contacts = contacts_in_force(settings)
    paged_by = pager(settings, engine, contacts, page_line(settings, contacts))
    receivables = ReceivablesFile(settings.var / "receivables.json")
    sealed = settings.seal_keys is not None
    company = Company(policy_in_force(settings))
    return Toolbox(
        casework=Casework(records, company, receivables, Offsets(engine), sealed=sealed),
        documents=DocumentDesk(reader, records),
        payments=Cashier(bank.connect(settings.bank_url), records, prover(settings, engine)),
        notices=Postman(Outbox(engine), post, rehearsals),
        recovery=RecoveryDesk(LetterFolder(settings.var / "carriers"), records),
        crises=CrisisDesk(
            CrisisRecords(engine), CrisisCompany(crisis_policy(settings)), sealed=sealed
        ),
        pager=paged_by,
        publisher=Publisher(PublicationBook(engine), PublicationFolder(settings.var / "published")),
        duties=duty_round(settings, engine, paged_by),
        watching=watch_desk(engine, tables(settings.policy_dir), case_line(settings)),
        seals=seal_desk(settings, engine),
        hooks=HookCarrier(HookDeliveries(engine), hook_post(settings)),
    )
