"""Drawn rows are filed as real claims: once, in the present, some at once, each outcome counted."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from makegood.messages.claims import ClaimFiling
from makegood.messages.records import Amounts, Awaited
from makegood.messages.status import Status
from makegood.rules.money import Money
from starters.client import Filed
from starters.errors import NoSuchClaim, RefusedByRule, Unreachable
from starters.importing.replay import Plan, Replay, Sample, in_the_present
from tests.starters.importing.files import a_file, cells, judged, one, written

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
PLAN = Plan(TODAY, at_once=3, settle=timedelta(seconds=1))


def filings(folder: Path, count: int) -> list[ClaimFiling]:
    """That many accepted rows."""
    rows = [cells(Claim_Number=f"{n:04}", Claim_Amount=str(n)) for n in range(1, count + 1)]
    return [row.filing for row in judged(a_file(folder, written(rows))) if row.filing]


class Desk:
    """Stands for the claims: keeps filings as Temporal would, and does as told with some."""

    def __init__(self, *, opens_slowly: bool = False, **told: Exception) -> None:
        self._opens_slowly = opens_slowly
        self.kept: dict[str, ClaimFiling] = {}
        self.asked: Counter[str] = Counter()
        self.at_once = self.most_at_once = 0
        self._told = {name.replace("_", "-"): error for name, error in told.items()}

    async def file(self, filing: ClaimFiling) -> Filed:
        await self._busy()
        if filing.claim_id in self._told:
            raise self._told[filing.claim_id]
        before = self.kept.setdefault(filing.claim_id, filing)
        if before != filing:
            raise RefusedByRule("filed before with other content", "id_reused")
        already = before is not filing
        return Filed(claim_id=filing.claim_id, workflow_id="w", already=already)

    async def status(self, claim_id: str) -> Status:
        await self._busy()
        if claim_id not in self.kept:
            raise NoSuchClaim("There is none.")
        self.asked[claim_id] += 1
        first = self.asked[claim_id] == 1
        if first and self._opens_slowly:
            raise Unreachable("The claim is being opened; ask again in a moment.", "opening")
        return a_status(claim_id, "verifying" if first else "awaiting_documents")

    async def _busy(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0)
        self.at_once -= 1


def a_status(claim_id: str, stage: str, outcome: str | None = None) -> Status:
    """Where a claim stands."""
    return Status(
        claim_id=claim_id,
        kind="lost",
        merchant_id="merchant-meridian",
        stage=stage,
        outcome=outcome,
        awaiting=(Awaited(who="merchant", what="documents", since=NOON),),
        amounts=Amounts(claimed=Money(Decimal(1), "USD")),
        subject="",
        subject_hash="",
        clocks=(),
        policy_version="1",
        assignee="",
        sign_offs=0,
        opened_at=NOON,
        version=1,
    )


def test_all_dates_move_alike_and_the_claim_says_by_how_much(tmp_path: Path) -> None:
    filing = one(tmp_path).filing
    assert filing is not None

    moved = in_the_present(filing, TODAY)

    assert moved.received_on == TODAY
    assert moved.incident_on == moved.parcels[0].shipped_on == date(2026, 2, 20)
    assert TODAY - moved.incident_on == date(2007, 6, 20) - date(2007, 6, 2)
    assert moved.parcels[0].delivered_on is None
    assert moved.statement.startswith(filing.statement)
    assert moved.statement.endswith("moved by +6838 days: received 2007-06-20 in the file.")
    assert moved.claimed == filing.claimed


async def test_every_drawn_row_is_filed_and_seen_past_its_first_checks(tmp_path: Path) -> None:
    desk = Desk()

    outcomes = await Replay(desk, PLAN).run(filings(tmp_path, 10))

    assert outcomes.filings == {"started": 10}
    assert outcomes.stages == {"awaiting_documents": 10}
    assert outcomes.awaiting == {"merchant": 10}
    assert {filing.received_on for filing in desk.kept.values()} == {TODAY}


async def test_no_more_are_filed_at_once_than_planned(tmp_path: Path) -> None:
    desk = Desk()

    await Replay(desk, PLAN).run(filings(tmp_path, 20))

    assert desk.most_at_once == 3


async def test_the_same_again_on_the_same_day_changes_nothing(tmp_path: Path) -> None:
    desk = Desk()
    await Replay(desk, PLAN).run(filings(tmp_path, 4))

    again = await Replay(desk, PLAN).run(filings(tmp_path, 4))

    assert again.filings == {"already there": 4}
    assert len(desk.kept) == 4


async def test_the_same_on_another_day_is_refused_and_not_filed_twice(tmp_path: Path) -> None:
    desk = Desk()
    await Replay(desk, PLAN).run(filings(tmp_path, 2))

    later = await Replay(desk, Plan(TODAY + timedelta(days=1))).run(filings(tmp_path, 2))

    assert later.filings == {"refused: id_reused": 2}
    assert later.refusals == [f"tsa-000{n}: filed before with other content" for n in (1, 2)]


async def test_a_refused_row_stops_no_other(tmp_path: Path) -> None:
    desk = Desk(tsa_0002=RefusedByRule("no contract", "invalid"))

    outcomes = await Replay(desk, PLAN).run(filings(tmp_path, 5))

    assert outcomes.filings == {"started": 4, "refused: invalid": 1}
    assert outcomes.stages.total() == 4


async def test_nothing_more_is_tried_once_nobody_answers(tmp_path: Path) -> None:
    desk = Desk(tsa_0001=Unreachable("Temporal does not answer."))

    outcomes = await Replay(desk, Plan(TODAY, at_once=1)).run(filings(tmp_path, 5))

    assert outcomes.filings == {"unreachable": 1, "not tried": 4}
    assert outcomes.unreachable == "Temporal does not answer."
    assert not outcomes.stages


async def test_a_claim_that_stays_in_its_checks_is_counted_where_it_is(tmp_path: Path) -> None:
    impatient = Plan(TODAY, settle=timedelta(0))

    outcomes = await Replay(Desk(), impatient).run(filings(tmp_path, 2))

    assert outcomes.stages == {"verifying": 2}


async def test_a_claim_that_no_worker_has_taken_up_yet_is_asked_again(tmp_path: Path) -> None:
    patient, impatient = PLAN, Plan(TODAY, settle=timedelta(0))

    seen = await Replay(Desk(opens_slowly=True), patient).run(filings(tmp_path, 2))
    left = await Replay(Desk(opens_slowly=True), impatient).run(filings(tmp_path, 2))

    assert seen.stages == {"awaiting_documents": 2}
    assert left.stages == {"opening": 2}
    assert not seen.unreachable
    assert not left.unreachable


async def test_progress_is_told_row_by_row(tmp_path: Path) -> None:
    told: list[int] = []

    await Replay(Desk(), PLAN, told.append).run(filings(tmp_path, 4))

    assert told == [1, 2, 3, 4]


def drawn(folder: Path, numbers: list[int], count: int, seed: int = 7) -> list[str]:
    """The ids of a sample out of rows with such numbers, in that order."""
    sample = Sample(count, seed)
    for row in judged(a_file(folder, written([cells(Claim_Number=f"{n:05}") for n in numbers]))):
        sample.add(row)
    return [filing.claim_id for filing in sample.filings()]


def test_a_draw_depends_on_the_seed_and_not_on_the_order_of_the_file(tmp_path: Path) -> None:
    numbers = list(range(3000))

    first, turned = drawn(tmp_path, numbers, 20), drawn(tmp_path, numbers[::-1], 20)

    assert first == turned != drawn(tmp_path, numbers, 20, seed=8)
    assert len(set(first)) == 20


@pytest.mark.parametrize("fewer", [0, 1, 19])
def test_a_larger_draw_of_the_same_seed_adds_to_a_smaller_one(fewer: int, tmp_path: Path) -> None:
    numbers = list(range(100))

    assert drawn(tmp_path, numbers, 20)[:fewer] == drawn(tmp_path, numbers, fewer)


def test_refused_rows_are_never_drawn(tmp_path: Path) -> None:
    sample = Sample(5, seed=0)

    sample.add(one(tmp_path, Claim_Amount=""))

    assert sample.filings() == []


async def test_a_row_that_fits_no_such_day_stops_no_other(tmp_path: Path) -> None:
    late, early = filings(tmp_path, 2)
    long = late.model_copy(update={"statement": "x" * 20_000})
    desk = Desk()

    outcomes = await Replay(desk, PLAN).run([long, early])

    assert outcomes.filings == {"refused: not_moved": 1, "started": 1}
    assert outcomes.refusals == [f"{late.claim_id}: It cannot be received on 2026-03-10."]
