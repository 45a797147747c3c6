"""The short steps: who owns a claim, who signs, what is read, what the carrier is told."""

from datetime import date

import pytest

from activities.casework import content_hash, first_day, owner
from activities.documents import LONGEST, DocumentDesk
from activities.recovery import RecoveryDesk
from makegood.messages.problems import Retryable
from makegood.messages.records import Entry, LedgerTransaction
from makegood.messages.steps import DemandOrder, ReadOrder
from makegood.rules.claim import HeldDocument
from makegood.rules.duplicates import Match
from makegood.rules.evidence import Check, ClaimFacts, DocumentReading, Verdict
from makegood.rules.terms import Directory
from tests.builders import a_claim, policy, vnd
from tests.kit.archive import Archive

TODAY = date(2026, 11, 20)
POSTING = LedgerTransaction(
    key="recovery:1",
    what="demanded",
    currency="VND",
    entries=(Entry(account="a", minor=1), Entry(account="b", minor=-1)),
)


def test_the_same_claim_has_the_same_owner_on_every_machine() -> None:
    owners = {owner(f"C-{number}", policy().directory) for number in range(50)}

    assert owner("C-1", policy().directory) == owner("C-1", policy().directory)
    assert owners == {"desk.an", "desk.chi"}
    assert owner("C-1", Directory()) == "service_desk"


def test_what_was_filed_is_known_again_whenever_and_wherever_it_came_in() -> None:
    first = content_hash(a_claim())

    assert first == content_hash(a_claim())
    assert first != content_hash(a_claim(claimed=vnd(4_000_001)))
    assert first != content_hash(a_claim(statement="The parcels came late."))


@pytest.mark.parametrize(
    ("incident", "known_from"),
    [
        (date(2026, 11, 1), date(2026, 11, 1)),
        (date(2027, 1, 1), TODAY),
        (date(1900, 1, 1), date(2023, 11, 21)),
    ],
)
def test_calendars_reach_back_to_the_incident_within_reason(
    incident: date, known_from: date
) -> None:
    assert first_day(incident, TODAY) == known_from


class Shelf:
    """Where readings are kept."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def keep_readings(self, claim_id: str, found: tuple[DocumentReading, ...]) -> tuple[Match, ...]:
        """Keep them; another claim has the first one too."""
        self.kept += [reading.name for reading in found]
        return (Match("C-0", "document", found[0].sha256[:12], "lost", open=True),)


def read_order(*documents: dict[str, str]) -> ReadOrder:
    """The documents of a claim over one lost parcel."""
    facts = ClaimFacts("lost", TODAY, vnd(900_000), ("VN0001",), TODAY, TODAY)
    held = tuple(HeldDocument(**document) for document in documents)
    return ReadOrder(claim_id="C-1", documents=held, facts=facts)


def test_a_reading_brings_back_only_what_did_not_pass() -> None:
    archive, shelf = Archive(), Shelf()
    sound = archive.paper("invoice", TODAY, ("VN0001",), vnd(900_000))
    other = archive.paper("waybill", TODAY, ("VN0002",), vnd(900_000))

    reading = DocumentDesk(archive, shelf).read_documents(read_order(sound, other))

    assert [(check.name, check.verdict) for check in reading.checks] == [
        ("tracking_number_matches", Verdict.FAIL)
    ]
    assert reading.passed > 5
    assert reading.proven.total == vnd(900_000)
    assert reading.proven.legal_invoice
    assert [match.claim_id for match in reading.matches] == ["C-0"]
    assert shelf.kept == ["invoice.pdf", "waybill.pdf"]


def test_without_an_invoice_nothing_is_proven() -> None:
    archive = Archive()
    form = archive.paper("claim_form", TODAY, ("VN0001",), vnd(900_000))

    reading = DocumentDesk(archive, Shelf()).read_documents(read_order(form))

    assert reading.proven.total is None
    assert not reading.proven.legal_invoice


def test_a_long_story_of_a_document_stays_out_of_the_history() -> None:
    archive = Archive()
    wordy = Check("readable", Verdict.FAIL, "x" * 5_000, "a" * 12, 1, "y" * 5_000)
    sha256 = "a" * 64
    document = archive.file(DocumentReading(sha256, "other", "long.pdf", 1, checks=(wordy,)))

    reading = DocumentDesk(archive, Shelf()).read_documents(read_order(document))

    longest = max(len(check.detail) + len(check.snippet) for check in reading.checks)
    assert longest == 2 * LONGEST


class CarriersDesk:
    """Remembers the letters it was sent; shut when told."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}
        self.shut = False

    def demand(self, key: str, party: str, text: str) -> str:
        """Take a demand in."""
        if self.shut:
            raise Retryable("the desk is shut")
        self.letters[key] = text
        return f"{party}-{len(self.letters)}"


class Ledger:
    """Remembers what was posted."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    def post(self, claim_id: str, *transactions: LedgerTransaction) -> None:
        """Post it."""
        self.posted += [one.key for one in transactions]


def a_demand(chase: int, posting: LedgerTransaction | None) -> DemandOrder:
    """A demand of one parcel's worth, or a reminder of it."""
    return DemandOrder(
        key=f"recovery-C-1-{chase}",
        party="carrier",
        claim_id="C-1",
        amount=vnd(900_000),
        parcels=("VN0001", "VN0002"),
        chase=chase,
        posting=posting,
    )


def test_a_demand_names_the_sum_and_the_parcels_and_is_booked() -> None:
    desk, ledger = CarriersDesk(), Ledger()

    reference = RecoveryDesk(desk, ledger).demand_recovery(a_demand(0, POSTING))

    assert reference == "carrier-1"
    assert "We claim 900,000 VND for the parcels VN0001, VN0002" in desk.letters["recovery-C-1-0"]
    assert ledger.posted == ["recovery:1"]


def test_a_reminder_says_which_it_is_and_books_nothing() -> None:
    desk, ledger = CarriersDesk(), Ledger()

    RecoveryDesk(desk, ledger).demand_recovery(a_demand(2, None))

    assert "Reminder 2: we claim 900,000 VND" in desk.letters["recovery-C-1-2"]
    assert ledger.posted == []


def test_what_came_in_is_booked() -> None:
    ledger = Ledger()

    RecoveryDesk(CarriersDesk(), ledger).book_recovery("C-1", POSTING)

    assert ledger.posted == ["recovery:1"]


def test_a_carrier_that_cannot_be_reached_is_tried_again() -> None:
    desk = CarriersDesk()
    desk.shut = True

    with pytest.raises(Retryable):
        RecoveryDesk(desk, Ledger()).demand_recovery(a_demand(0, POSTING))
