"""What the demonstration shows, and when it says that something is wrong."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from makegood.gateways.bank_simulator.book import Booking
from makegood.rules.casefile import Outcome
from makegood.settings import Ports, Settings
from makegood.store.claims import ClaimRecords
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from makegood.store.migrate import migrate
from starters.demo.board import Board, Lists
from starters.demo.proof import Paid, bank_agrees, claims_agree
from starters.demo.report import End, Proof, Told, tell
from starters.demo.room import Room
from starters.samples.merchants import LOTUS
from starters.samples.moves import may_not_sign
from tests.starters.demo.stand_ins import NOON, OWED, WITHIN, a_result
from tests.store.builders import a_record, a_row, awaited

ROOM = Room(Settings(), Ports(), Ports())
NOTHING = LOTUS.money(0)


def a_console(width: int = 200) -> tuple[Console, io.StringIO]:
    """A console whose words can be read."""
    paper = io.StringIO()
    return Console(file=paper, width=width), paper


def told(end: End, *proofs: Proof) -> str:
    """The report of one sample."""
    console, paper = a_console()
    tell(console, ROOM, Told([end], proofs=proofs))
    return paper.getvalue()


def booked(kind: str, key: str = "k1", entry: int = 1) -> Booking:
    """A line of the bank's statement."""
    return Booking(entry=entry, payment_key=key, kind=kind, amount=OWED, booked_at=NOON)


def test_the_report_names_amounts_sign_offs_and_the_link() -> None:
    said = told(End(WITHIN, a_result()), Proof("ledger", holds=True, found="sums to 0"))

    link = f"{ROOM.settings.temporal_ui_url}/namespaces/default/workflows/claim-within-contract"
    assert "1,250,000 VND" in said
    assert link in said
    assert "holds  ledger: sums to 0" in said
    assert "1 of 1 claims ended as they should" in said


def test_a_narrow_terminal_gets_every_figure_and_one_pattern_of_the_links() -> None:
    console, paper = a_console(width=80)

    tell(console, ROOM, Told([End(WITHIN, a_result())]))

    assert "/namespaces/default/workflows/claim-<claim>" in paper.getvalue()
    assert "1,250,000" in paper.getvalue()
    assert "…" not in paper.getvalue()


def test_the_report_says_which_sample_did_not_end_well_and_why() -> None:
    said = told(End(WITHIN, a_result(Outcome.DENIED), ("outcome is denied, not paid",)))

    assert "WRONG  within-contract (paid within contract): outcome is denied, not paid" in said
    assert "0 of 1 claims ended as they should" in said


def test_the_report_shows_a_claim_that_never_ended() -> None:
    said = told(End(WITHIN, None, ("parked",)), Proof("ledger", holds=False, found="is off by 1"))

    assert "not ended" in said
    assert "BROKEN ledger: is off by 1" in said


def test_the_bank_agrees_when_each_payment_went_out_once() -> None:
    ours = (Paid("k1", "C1", OWED), Paid("k2", "C1", NOTHING))
    statement = (booked("debit"), booked("debit", "k2", 2), booked("credit", "k2", 3))

    assert bank_agrees(ours, statement).holds


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ((), "other than ours: k1"),
        ((booked("debit"), booked("debit", "k9", 2)), "other than ours: k9"),
        ((booked("debit"), booked("credit", entry=2)), "other than ours: k1"),
        (
            (booked("debit"), booked("debit", entry=2), booked("credit", entry=3)),
            "more than once: k1",
        ),
    ],
)
def test_a_statement_that_differs_breaks_the_proof(
    statement: tuple[Booking, ...], said: str
) -> None:
    proof = bank_agrees((Paid("k1", "C1", OWED),), statement)

    assert not proof.holds
    assert proof.found == said


def test_a_claim_paid_otherwise_than_it_says_breaks_the_proof() -> None:
    end = End(WITHIN, a_result())

    assert claims_agree((Paid("k1", "within-contract", OWED),), [end]).holds
    assert not claims_agree((Paid("k1", "within-contract", NOTHING),), [end]).holds
    assert not claims_agree((Paid("k1", "another", OWED),), [end]).holds


async def test_without_a_terminal_each_change_is_a_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board.sqlite'}"
    migrate(url)
    engine = make_engine(url)
    row = a_row("within-contract", awaiting=(awaited("key_account"),))
    ClaimRecords(engine).record(a_record(row))
    console, paper = a_console()
    board = Board(console, (WITHIN,))

    async with board.kept(Lists(Desk(engine), CrisisLists(engine))):
        board.hear(WITHIN, may_not_sign("ops.lan", "level_too_low"))
    engine.dispose()

    said = paper.getvalue()
    assert said.count("within-contract") == 2
    assert "signing off, waits on key account" in said
    assert "ops.lan: approves the recommendation (refused: level_too_low)" in said
    assert board.where("within-contract") == "signing off, waits on key account"
    assert board.where("another") == "not filed yet"


def test_a_port_that_is_taken_is_named_with_the_one_used_instead() -> None:
    wanted = Ports()
    other = Ports.model_validate({**wanted.model_dump(), "bank_port": wanted.bank_port + 1})
    room = Room(Settings(), other, wanted)

    [moved] = room.moved
    assert moved.startswith(f"Port {wanted.bank_port} is taken (MAKEGOOD_BANK_PORT)")
    assert moved.endswith(f"uses {other.bank_port}.")
    assert room.again.endswith(f"MAKEGOOD_BANK_PORT={other.bank_port} make up")
    assert Room(Settings(), wanted, wanted).moved == ()
