"""People find the claims they look for, the most urgent first, without asking a workflow."""

from datetime import timedelta
from itertools import chain

import pytest
from sqlalchemy import Engine

from makegood.messages.problems import Malformed, NotFound
from makegood.messages.records import CaseRecord
from makegood.store.claims import ClaimRecords
from makegood.store.figures import figures, without_proof
from makegood.store.filters import ClaimFilter
from makegood.store.inbox import Desk, Page
from tests.store.builders import (
    HOUR,
    MONDAY,
    a_claim,
    a_reading,
    a_row,
    an_attempt,
    an_entry,
    awaited,
)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """The read models."""
    return Desk(engine)


def keep(records: ClaimRecords, claim_id: str, **changes: object) -> None:
    """Write a claim's row."""
    records.record(CaseRecord(row=a_row(claim_id, 1, **changes)))


def ids(page: Page) -> list[str]:
    """The claims of a page."""
    return [row.claim_id for row in page.rows]


def test_an_inbox_shows_the_nearest_deadline_first(records: ClaimRecords, desk: Desk) -> None:
    keep(records, "late", awaiting=(awaited("finance", due_in=9 * HOUR),))
    keep(records, "none", awaiting=(awaited("finance", due_in=None),))
    keep(records, "soon", awaiting=(awaited("finance", due_in=HOUR),))
    keep(records, "older", awaiting=(awaited("finance", due_in=9 * HOUR, since=-HOUR),))
    keep(records, "legal", awaiting=(awaited("legal", due_in=HOUR),))

    items = desk.inbox("finance")

    assert [item.row.claim_id for item in items] == ["soon", "older", "late", "none"]
    assert items[0].awaited == awaited("finance", due_in=HOUR)


def test_an_inbox_is_walked_page_by_page_and_each_thing_is_met_once(
    records: ClaimRecords, desk: Desk
) -> None:
    for number in range(4):
        keep(records, f"due-{number}", awaiting=(awaited("finance", due_in=(number // 2) * HOUR),))
        keep(records, f"never-{number}", awaiting=(awaited("finance", due_in=None),))
    keep(records, "twice", awaiting=(awaited("finance", due_in=None),) * 2)
    pages = [desk.inbox_page("finance", limit=3)]
    while pages[-1].cursor:
        pages.append(desk.inbox_page("finance", pages[-1].cursor, limit=3))

    met = [item.row.claim_id for page in pages for item in page.items]
    assert [len(page.items) for page in pages] == [3, 3, 3, 1]
    assert met == [item.row.claim_id for item in desk.inbox("finance")]
    assert met == [
        *(f"due-{number}" for number in range(4)),
        *(f"never-{number}" for number in range(4)),
        *("twice", "twice"),
    ]


def test_what_is_done_meanwhile_moves_nothing_on_the_next_page(
    records: ClaimRecords, desk: Desk
) -> None:
    for number in range(4):
        keep(records, f"C-{number}", awaiting=(awaited("finance", due_in=number * HOUR),))
    first = desk.inbox_page("finance", limit=2)
    records.record(CaseRecord(row=a_row("C-0", 2, awaiting=())))

    rest = desk.inbox_page("finance", first.cursor, limit=2)

    assert [item.row.claim_id for item in rest.items] == ["C-2", "C-3"]
    assert rest.cursor == ""


@pytest.mark.parametrize("cursor", ["yesterday", "-_then_0_C-1", "-_2026-03-02_first_C-1"])
def test_a_place_in_an_inbox_that_nobody_gave_out_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(Malformed, match="cursor"):
        desk.inbox_page("finance", cursor)


def test_an_inbox_shows_a_team_its_own_part_of_a_claim(records: ClaimRecords, desk: Desk) -> None:
    keep(records, "C-1", awaiting=(awaited("legal", due_in=HOUR), awaited("finance")))

    [item] = desk.inbox("finance")

    assert item.awaited == awaited("finance")
    assert [each.who for each in item.row.awaiting] == ["legal", "finance"]


def test_a_list_shows_the_newest_first_page_by_page(records: ClaimRecords, desk: Desk) -> None:
    for number in range(7):
        keep(records, f"C-{number}", opened_at=MONDAY + (number // 2) * HOUR)
    pages = [desk.list_claims(limit=3)]
    while pages[-1].cursor:
        pages.append(desk.list_claims(cursor=pages[-1].cursor, limit=3))

    assert list(chain.from_iterable(map(ids, pages))) == [f"C-{n}" for n in reversed(range(7))]
    assert [len(page.rows) for page in pages] == [3, 3, 1]


def test_a_claim_filed_while_one_pages_moves_nothing(records: ClaimRecords, desk: Desk) -> None:
    for number in range(4):
        keep(records, f"C-{number}", opened_at=MONDAY + number * HOUR)
    first = desk.list_claims(limit=2)
    keep(records, "newest", opened_at=MONDAY + 9 * HOUR)

    second = desk.list_claims(cursor=first.cursor, limit=2)

    assert ids(first) + ids(second) == ["C-3", "C-2", "C-1", "C-0"]


def test_a_cursor_from_elsewhere_is_refused(desk: Desk) -> None:
    with pytest.raises(Malformed, match="cursor: use the one"):
        desk.list_claims(cursor="yesterday")


@pytest.mark.parametrize(
    "which",
    [
        ClaimFilter(stage="parking"),
        ClaimFilter(kind="late"),
        ClaimFilter(merchant_id="other-shop"),
        ClaimFilter(assignee="hoa"),
        ClaimFilter(outcome="denied"),
        ClaimFilter(awaiting="legal"),
        ClaimFilter(is_open=False),
        ClaimFilter(parked=True),
        ClaimFilter(on_hold=True),
        ClaimFilter(due_before=MONDAY + HOUR),
        ClaimFilter(opened_from=MONDAY + HOUR),
        ClaimFilter(opened_from=MONDAY + HOUR, opened_before=MONDAY + 3 * HOUR, on_hold=True),
    ],
    ids=str,
)
def test_a_filter_shows_the_claims_that_pass_it_and_no_others(
    records: ClaimRecords, desk: Desk, which: ClaimFilter
) -> None:
    keep(records, "plain")
    keep(
        records,
        "special",
        stage="parking",
        kind="late",
        merchant_id="other-shop",
        assignee="hoa",
        outcome="denied",
        awaiting=(awaited("legal"),),
        closed_at=MONDAY + 5 * HOUR,
        parked_reason="the bank is away",
        on_hold=True,
        due_at=MONDAY,
        opened_at=MONDAY + 2 * HOUR,
    )

    assert ids(desk.list_claims(which)) == ["special"]


@pytest.mark.parametrize(
    "which",
    [
        ClaimFilter(is_open=True),
        ClaimFilter(parked=False),
        ClaimFilter(on_hold=False),
        ClaimFilter(opened_before=MONDAY + timedelta(seconds=1)),
    ],
    ids=str,
)
def test_a_filter_can_ask_for_what_a_claim_is_not(
    records: ClaimRecords, desk: Desk, which: ClaimFilter
) -> None:
    keep(records, "plain")
    keep(
        records,
        "special",
        closed_at=MONDAY,
        parked_reason="why",
        on_hold=True,
        opened_at=MONDAY + HOUR,
    )

    assert ids(desk.list_claims(which)) == ["plain"]


def test_a_case_is_shown_with_all_that_is_kept_of_it(records: ClaimRecords, desk: Desk) -> None:
    records.open_claim(a_claim(documents=("d1",)), "hash-1")
    keep(records, "C-1")
    records.begin_payment("C-1", an_attempt())
    records.keep_readings("C-1", (a_reading("d1", invoices=("INV-7",)),))

    case = desk.case("C-1")

    assert [document.sha256 for document in case.documents] == ["d1"]
    assert [payment.key for payment in case.payments] == ["C-1-s1-l1-a1"]
    assert case.readings == (a_reading("d1", invoices=("INV-7",)),)


def test_an_unknown_case_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound, match="There is no claim C-404"):
        desk.case("C-404")


def test_the_figures_count_each_claim_where_it_stands(
    records: ClaimRecords, engine: Engine
) -> None:
    keep(records, "C-1", stage="signing_off", awaiting=(awaited("finance"), awaited("legal")))
    keep(records, "C-2", stage="signing_off", parked_reason="why", awaiting=(awaited("legal"),))
    keep(records, "C-3", stage="received", on_hold=True, awaiting=())
    keep(records, "C-4", stage="closed", outcome="paid", closed_at=MONDAY, awaiting=())

    late = (an_entry(1, "payout_late"), an_entry(2, "payout_late"))
    paid = a_row("C-5", closed_at=MONDAY, outcome="paid", awaiting=())
    records.record(CaseRecord(row=paid, timeline=late))

    counted = figures(engine)

    assert counted.paid_late == 1
    assert (counted.open, counted.closed, counted.parked, counted.on_hold) == (3, 2, 1, 1)
    assert counted.by_stage == {"received": 1, "signing_off": 2}
    assert counted.by_party == {"finance": 1, "legal": 2}
    assert counted.by_outcome == {"paid": 2}


def test_claims_whose_payment_no_seals_prove_are_told(
    records: ClaimRecords, engine: Engine
) -> None:
    keep(records, "C-1", parked_reason="the bank is away")
    keep(records, "C-2", parked_reason="not paid, as no seals prove that it was released (DS0A)")

    assert without_proof(engine) == ("C-2",)
