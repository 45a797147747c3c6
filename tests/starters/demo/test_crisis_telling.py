"""What the demonstration shows of crises, and when it says that something is wrong."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from makegood.messages.crisis_records import CrisisRecord, CrisisRow
from makegood.messages.crisis_status import CrisisStatus
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.drills import Scorecard
from makegood.rules.crisis.words import Role
from makegood.settings import Ports, Settings
from makegood.store.crises import CrisisRecords
from makegood.store.crisis_desk import CrisisLists
from makegood.store.engine import make_engine
from makegood.store.inbox import Desk
from makegood.store.migrate import migrate
from starters.demo.asked import Ask
from starters.demo.board import Board, Lists
from starters.demo.crisis_board import CrisisBoard
from starters.demo.crisis_proof import (
    Found,
    drills_are_apart,
    pages_are_as_asked,
    publications_are_approved,
    restricted_is_untold,
)
from starters.demo.crisis_report import CrisisEnd, tell_crises
from starters.demo.room import Room
from starters.demo.secrecy import Trace
from starters.samples.crisis_moves import declares
from starters.samples.private_crises import SECRET, legal_letter
from tests.starters.demo.crisis_stand_ins import (
    VIRAL,
    a_booked_page,
    a_case,
    a_line,
    a_page,
    a_publication,
    a_statement,
    an_end,
)
from tests.starters.demo.stand_ins import NOON

ROOM = Room(Settings(), Ports(), Ports())
ASK = Ask(NOON, PageReason.LADDER, "desk.an")
SAID = a_statement()
OUT = a_case("reviewed", statements=(SAID,))
CARD = Scorecard(
    case_id="outage-drill", playbook="service-outage", rehearsed_at=NOON,
    acknowledge=timedelta(seconds=2.5), statement=None, roles_filled=(Role.LEAD,),
    roles_missing=(Role.CUSTOMER_LIAISON,), tasks_done=11, tasks_skipped=("workaround",),
    tasks_left=(), promises_kept=6, promises_missed=0, in_time=("acknowledge",), late=(),
    injects_fired=2, injects_left=0,
)  # fmt: skip


def found(status: CrisisStatus = OUT, **left: object) -> Found:
    """A case that ended, with one page as policy asks for it."""
    usual = Found(an_end(status), (), (a_booked_page(),), (), (ASK,))
    return replace(usual, **left)  # type: ignore[arg-type]


def told(end: CrisisEnd) -> str:
    """The report of one sample."""
    paper = io.StringIO()
    tell_crises(Console(file=paper, width=220), ROOM, [end], wide=True)
    return paper.getvalue()


def test_the_report_names_who_heard_when_and_the_link() -> None:
    heard = a_line("acknowledged", by="desk.giang", after=9.5)
    status = a_case(
        "reviewed",
        acknowledged_by=("desk.giang",),
        pages=(a_page("desk.giang", rung=2),),
        statements=(a_statement(version=2),),
    )

    said = told(an_end(status, heard))

    link = f"{ROOM.settings.temporal_ui_url}/namespaces/default/workflows/crisis-viral-post"
    assert "desk.giang, rung 2" in said
    assert "9.5 s" in said
    assert "1 (back 1 x)" in said
    assert link in said


def test_the_report_shows_a_case_that_never_ended() -> None:
    assert "not ended" in told(CrisisEnd(VIRAL, None))


def test_a_drill_has_its_scorecard() -> None:
    said = told(replace(an_end(a_case("reviewed", drill=True)), rehearsal=CARD))

    assert "reviewed, drill" in said
    assert "Scorecard of the drill outage-drill, by playbook service-outage" in said
    for how in (
        "2.5 s",
        "never",
        "customer liaison",
        "11 done, skipped workaround",
        "6 kept, 0 mi",
    ):
        assert how in said


def test_each_page_that_was_asked_for_and_went_out_once_is_the_proof() -> None:
    assert pages_are_as_asked([found()]).holds


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ((), "viral-post: desk.an was not paged, 1 times (ladder)"),
        (("desk.an", "desk.an"), "viral-post: desk.an was paged 1 times too often (ladder)"),
        (("desk.an", "pr.kim"), "viral-post: pr.kim was paged 1 times too often (ladder)"),
    ],
)
def test_a_page_too_many_or_too_few_breaks_the_proof(pages: tuple[str, ...], said: str) -> None:
    proof = pages_are_as_asked([found(pages=tuple(map(a_booked_page, pages)))])

    assert not proof.holds
    assert proof.found == said


@pytest.mark.parametrize("state", ["failed", "stale", "bundled", "pending"])
def test_a_page_that_never_went_out_breaks_the_proof(state: str) -> None:
    proof = pages_are_as_asked([found(pages=(a_booked_page(state=state),))])

    assert not proof.holds
    assert f"the page to desk.an is {state} (ladder)" in proof.found


def test_a_page_that_was_called_off_before_it_was_made_is_not_missed() -> None:
    second = replace(ASK, person="desk.giang")
    soon, late = (a_line("ladder_stopped", after=seconds) for seconds in (1, 60))

    assert pages_are_as_asked([found(asks=(ASK, second), timeline=(soon,))]).holds
    assert not pages_are_as_asked([found(asks=(ASK, second), timeline=(late,))]).holds


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A folder in which the statement of the viral post is out."""
    (tmp_path / "social-1.txt").write_text("Language: en\n\nWe are sorry.\n")
    return tmp_path


def published(status: CrisisStatus = OUT) -> Found:
    """The viral post with its statement out."""
    return found(status, publications=(a_publication(str(SAID["statement_hash"])),))


def test_what_is_out_as_it_was_approved_is_the_proof(public: Path) -> None:
    assert publications_are_approved([published()], public).holds


def test_a_second_text_in_public_breaks_the_proof(public: Path) -> None:
    (public / "social-2.txt").write_text("Something else.")

    proof = publications_are_approved([published()], public)

    assert proof.found == "2 texts are out, 1 are booked"


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "We are not sorry."},
        {"approvals": ({"team": "legal", "decision": "send_back"},)},
        {"approvals": ()},
    ],
)
def test_a_text_that_was_not_approved_by_its_hash_breaks_the_proof(
    changed: dict[str, object], public: Path
) -> None:
    status = a_case("reviewed", statements=({**SAID, **changed},))

    proof = publications_are_approved([published(status)], public)

    assert not proof.holds
    assert "answer was not approved as" in proof.found


def test_another_text_under_an_approved_hash_breaks_the_proof(public: Path) -> None:
    (public / "social-1.txt").write_text("Language: en\n\nWe are not sorry.\n")

    proof = publications_are_approved([published()], public)

    assert proof.found == "viral-post: what is out is not the text of answer"


def test_a_publication_too_few_breaks_the_proof(tmp_path: Path) -> None:
    proof = publications_are_approved([found()], tmp_path)

    assert proof.found == "viral-post: 0 publications, not 1"


def test_a_secret_that_somebody_can_read_breaks_the_proof() -> None:
    end = an_end(a_case("reviewed"), sample=legal_letter())
    silent, loud = Trace("memo", "nothing"), Trace("table page", f"about {SECRET}".lower())

    assert restricted_is_untold([end], [silent]).holds
    assert restricted_is_untold([end], [silent, loud]).found == "told in table page"
    assert not restricted_is_untold([end], []).holds


def test_a_drill_on_pretend_channels_among_no_real_cases_is_the_proof() -> None:
    pretend = a_booked_page(drill=True, channel="outbox")
    rehearsed = found(a_case("reviewed", drill=True), pages=(pretend,))

    assert drills_are_apart([rehearsed], set()).holds
    assert drills_are_apart([found()], {"viral-post"}).holds


@pytest.mark.parametrize(
    ("drill", "page", "listed", "said"),
    [
        (True, {"drill": True, "channel": "outbox"}, {"viral-post"}, "is counted as what it"),
        (True, {"drill": True, "channel": "push"}, set(), "somebody was paged in earnest"),
        (True, {"channel": "outbox"}, set(), "a page does not say what it is"),
        (False, {}, set(), "is counted as what it is not"),
    ],
)
def test_a_drill_that_is_taken_for_real_breaks_the_proof(
    drill: bool,
    page: dict[str, object],
    listed: set[str],
    said: str,
) -> None:
    case = found(a_case("reviewed", drill=drill), pages=(a_booked_page("desk.an", **page),))

    assert said in drills_are_apart([case], listed).found


def test_a_drill_that_speaks_in_public_breaks_the_proof() -> None:
    case = found(
        a_case("reviewed", drill=True),
        pages=(),
        publications=(a_publication("0" * 64, reference="social-1.txt"),),
    )

    assert "published where it does not belong" in drills_are_apart([case], set()).found


def a_crisis_row(**told: object) -> CrisisRow:
    """The row of the viral post."""
    usual: dict[str, object] = {
        "case_id": VIRAL.case_id, "run_id": "r", "version": 1, "source_type": "social_post",
        "headline": "A film", "language": "en", "stage": "detected", "severity": "SEV2",
        "lead": "", "crisis_class": "", "playbook": "", "customer_id": "", "drill": False,
        "restricted": False, "active": True, "members": (), "mention_count": 0, "reach": 1,
        "due_at": None, "opened_at": NOON, "closed_at": None, "ended_at": None,
        "policy_version": "1", "parked_reason": "", "merged_into": "",
    }  # fmt: skip
    return CrisisRow.model_validate({**usual, **told})


def test_the_board_shows_severity_stage_who_is_paged_and_the_next_promise() -> None:
    paged = {"who": "desk.giang", "what": "acknowledge", "since": NOON}
    owed = {"who": "desk.an", "what": "tell public", "since": NOON, "due_at": NOON}
    board, paper = CrisisBoard((VIRAL,)), io.StringIO()

    first = board.take(a_crisis_row(awaiting=(paged, owed)))
    again = board.take(a_crisis_row(awaiting=(paged, owed), version=2))
    board.hear(VIRAL, declares())
    Console(file=paper, width=200).print(board.table())

    assert first == "SEV2 detected, pages desk.giang"
    assert again == ""
    for shown in ("SEV2", "detected", "desk.giang", "public in 0 s", "declares a crisis"):
        assert shown in paper.getvalue()


def test_the_board_says_which_case_is_a_drill_and_which_is_parked() -> None:
    board = CrisisBoard((VIRAL,))

    assert board.where("viral-post") == "not opened yet"
    assert board.take(a_crisis_row(drill=True)) == "SEV2 drill, detected"
    assert board.take(a_crisis_row(parked_reason="no line")) == "SEV2 parked: no line"


async def test_parties_look_at_a_case_again_once_the_board_has_seen_it_move(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'board.sqlite'}"
    migrate(url)
    engine = make_engine(url)
    paper = io.StringIO()
    board = Board(Console(file=paper, width=200), (), (VIRAL,))

    async with board.kept(Lists(Desk(engine), CrisisLists(engine))):
        waiting = asyncio.create_task(board.until_moved("viral-post"))
        CrisisRecords(engine).record(CrisisRecord(row=a_crisis_row()))
        await waiting
    engine.dispose()

    assert board.where_crisis("viral-post") == "SEV2 detected"
    assert "viral-post           SEV2 detected" in paper.getvalue()
