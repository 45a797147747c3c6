"""What the activities of crisis cases need of the world, as stores and gateways have it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from makegood.messages.crisis_records import CrisisRecord, CrisisRow
from makegood.messages.crisis_steps import CaseOrder
from makegood.messages.paging import CallQuery, Digest, PageEntry, PageOrder, PageText
from makegood.messages.publishing import Publication, PublishOrder
from makegood.messages.records import Notice
from makegood.messages.rounds import Walker
from makegood.rules.calendar import BusinessCalendar
from makegood.rules.claim import Team
from makegood.rules.crisis.calling import PageReport, Reachable
from makegood.rules.crisis.severity import Trigger
from makegood.rules.crisis.terms import CrisisTerms, HoldingStatement, Playbook
from makegood.rules.crisis.throttle import PageRequest, Preferences
from makegood.rules.crisis.words import Channel, SourceType
from makegood.rules.rota.plan import OnCall, Override, Rota
from makegood.rules.terms import Directory


class OnCallBook(Protocol):
    """The rotas in force with all their changes."""

    def who(self, team: Team, at: datetime) -> tuple[OnCall, ...]: ...


class Contacts(Protocol):
    """How people are reached, in the order in which they want to be."""

    def channels(self, person: str) -> tuple[Channel, ...]: ...

    def preferences(self, person: str, channel: Channel, at: datetime) -> Preferences: ...


class PageBook(Protocol):
    """Every page that was ever ordered, each once by its key; every call may be repeated."""

    def admit(self, request: PageRequest, preferences: Preferences, now: datetime) -> PageEntry: ...

    def settle(self, report: PageReport) -> PageReport: ...

    def not_taken(self, keys: tuple[str, ...]) -> None: ...

    def recall(self, keys: tuple[str, ...], now: datetime) -> None: ...

    def due_digests(self, limit: int, now: datetime) -> tuple[Digest, ...]: ...


class PageRail(Protocol):
    """Whatever brings a text to a person; the receipt says where it was handed in.

    Retryable means that the channel does not work now, NeedsPerson that it cannot, OutcomeUnknown
    that nobody can say whether it went. `knows_keys` where the same page twice is one page.
    """

    def deliver(self, text: PageText) -> str: ...

    def knows_keys(self, text: PageText) -> bool: ...


class AckLinks(Protocol):
    """Makes the link by which the reader of a page acknowledges it; empty where there is none."""

    def link(self, number: int, person: str) -> str: ...


class PublicationBook(Protocol):
    """Everything that was ever published, each text once by case and hash."""

    def order(self, order: PublishOrder, now: datetime) -> Publication: ...

    def published(
        self, case_id: str, sha256: str, reference: str, now: datetime
    ) -> Publication: ...

    def published_one(self, case_id: str, sha256: str) -> Publication: ...

    def withdrawn(self, case_id: str, sha256: str, now: datetime) -> Publication: ...


class PublicationRail(Protocol):
    """Whatever brings a statement to its channel; the same case and hash is one publication."""

    def publish(self, order: PublishOrder) -> str: ...

    def withdraw(self, publication: Publication) -> None: ...


class CrisisRecordBook(Protocol):
    """The application database, as a crisis case writes to it; every call may be repeated."""

    def open_case(
        self, opening: CaseOrder, first: Callable[[str, str], CrisisRecord]
    ) -> tuple[str, str]: ...

    def record(self, record: CrisisRecord) -> None: ...

    def is_active(self, case_id: str) -> bool: ...


class CrisisPolicies(Protocol):
    """The policy of crises in force: what a new case is pinned to, and its playbooks."""

    def terms(self) -> CrisisTerms: ...

    def calendars(self, since: date, until: date) -> tuple[BusinessCalendar, ...]: ...

    def playbook(self, name: str) -> Playbook | None: ...

    def playbook_for(self, triggers: tuple[Trigger, ...], source: SourceType) -> str: ...

    def holding_statement(
        self, scenario: str, language: str, key: str
    ) -> HoldingStatement | None: ...


class DutyRotas(Protocol):
    """The rotas in force, and what was changed in them."""

    def rotas(self) -> tuple[Rota, ...]: ...

    def overrides(self, since: datetime, until: datetime) -> tuple[Override, ...]: ...


class DutyCompany(Protocol):
    """Who works here, and by which playbooks."""

    @property
    def directory(self) -> Directory: ...

    @property
    def playbooks(self) -> tuple[Playbook, ...]: ...


class DutyBook(Protocol):
    """The application database, as the daily round sees it; every write may be repeated."""

    def active_cases(self) -> tuple[CrisisRow, ...]: ...

    def rehearsed(self) -> Mapping[str, datetime]: ...

    def write(
        self, letters: Sequence[Notice], said: Mapping[Walker, str], at: datetime
    ) -> None: ...


class PagedBy(Protocol):
    """The pager, as whoever tests it uses it; the same page twice is one page."""

    def who_to_call(self, query: CallQuery) -> tuple[Reachable, ...]: ...

    def page(self, order: PageOrder) -> PageReport: ...
