"""A claim, its reasons and its history read like a case file; lists come from the database."""

from datetime import date

import pytest

from makegood.messages.records import CaseRow
from makegood.messages.status import (
    ClockStatus,
    ConcessionStatus,
    NegotiationView,
    PaymentStatus,
    PayoutStatus,
)
from makegood.rules.claim import Team
from starters.exits import Exit
from tests.starters.cli.world import MONDAY, World, a_line, a_status, an_offer
from tests.store.builders import vnd

CLOCK = ClockStatus(
    name="decision",
    kind="sla",
    party="merchant",
    started_at=MONDAY,
    due_at=MONDAY,
    state="running",
    announced=("50%",),
)
PAYMENT = PaymentStatus(
    key="C-1-s1-l1-a1",
    method="transfer",
    amount=vnd(128_000),
    state="returned",
    code="AC01",
    submitted_at=MONDAY,
)


def test_a_claim_is_shown_whole(world: World) -> None:
    world.claims.statuses["C-1"] = a_status(
        clocks=(CLOCK,),
        lines=(a_line(),),
        offers=(an_offer(1, vnd(600_000)),),
        payments=(PAYMENT,),
        flags=("same parcel as C-0",),
        missing=("invoice",),
        parked="payment: the bank is away",
        on_hold=True,
    )

    shown = world.makegood("claim", "show", "C-1").stdout

    for part in (
        *("Claim C-1: lost of shop-of-lan, signing_off", "desk.chi", "2026.11.1", "1,250,000 VND"),
        *("operations", "sign recommendation", "2026-03-02 02:00Z", "decision", "running", "50%"),
        *("GHN001", "7. 4 times the freight [art. 7.1]", "600,000 VND", "AC01", "returned"),
        *("same parcel as C-0", "payment: the bank is away", "yes, by Legal", "invoice"),
    ):
        assert part in shown


DUE = PayoutStatus(due_on=date(2026, 3, 9), submit_by=MONDAY)


@pytest.mark.parametrize(
    ("payout", "said"),
    [
        (DUE, "due by value date 2026-03-09; hand in before 2026-03-02 02:00Z"),
        (
            DUE.model_copy(update={"value_date": date(2026, 3, 9), "on_time": True}),
            "value date 2026-03-09, on time (due by 2026-03-09)",
        ),
        (
            DUE.model_copy(update={"value_date": date(2026, 3, 10), "on_time": False}),
            "value date 2026-03-10, late (due by 2026-03-09)",
        ),
    ],
)
def test_a_payout_is_shown_with_the_day_it_is_due(
    world: World, payout: PayoutStatus, said: str
) -> None:
    world.claims.statuses["C-1"] = a_status(payout=payout)

    assert said in world.makegood("claim", "show", "C-1").stdout


TALKS = NegotiationView(
    claim_id="C-1",
    entitlement=vnd(1_000_000),
    claimed=vnd(2_000_000),
    ceiling=vnd(1_500_000),
    authority=vnd(1_000_000),
    reservation=vnd(800_000),
    concessions=(
        ConcessionStatus(
            side="merchant",
            offer_version=1,
            amount=vnd(1_700_000),
            moved=vnd(300_000),
            at=MONDAY,
            reason="the lamp was new",
        ),
    ),
)


def test_the_team_sees_its_limits_and_what_each_side_gave_up(world: World) -> None:
    world.claims.talks["C-1"] = TALKS

    shown = world.makegood("claim", "negotiation", "C-1").stdout

    for part in ("ceiling", "1,500,000 VND", "800,000 VND", "300,000 VND", "the lamp was new"):
        assert part in shown
    assert world.json("claim", "negotiation", "C-1") == TALKS.model_dump(mode="json")


def test_before_talks_there_are_no_limits_to_see(world: World) -> None:
    shown = world.makegood("claim", "negotiation", "C-1").stdout

    assert shown == "Nothing has been offered yet.\n"


def test_what_there_is_none_of_is_left_out(world: World) -> None:
    shown = world.makegood("claim", "show", "C-1").stdout

    assert [w for w in ("offer ", "parked", "hold", "closed", "clock") if w in shown] == []


def test_programs_get_the_status_as_the_claim_gives_it(world: World) -> None:
    assert world.json("claim", "show", "C-1") == a_status().model_dump(mode="json")


def test_a_claim_explains_itself(world: World) -> None:
    assert world.makegood("claim", "explain", "C-1").stdout == "Waiting for operations.\n"
    assert world.json("claim", "explain", "C-1") == {
        "claim_id": "C-1",
        "sentences": ["Waiting for operations."],
    }


def test_a_timeline_says_who_did_what_and_why(world: World) -> None:
    shown = world.makegood("claim", "timeline", "C-1").stdout

    assert "2 earlier entries are in the database" in shown
    assert "ops.minh" in shown
    assert "scans [end]" in shown  # what people write is never taken for markup


def test_a_claim_that_is_not_there_is_not_found(world: World) -> None:
    assert world.makegood("claim", "show", "C-9").exit_code == Exit.NOT_FOUND


FILTERS = {
    (): ["C-3", "C-2", "C-1"],
    ("--open",): ["C-2", "C-1"],
    ("--parked",): ["C-2"],
    ("--stage", "closed"): ["C-3"],
    ("--outcome", "paid"): ["C-3"],
    ("--merchant", "shop-of-hoa"): ["C-2"],
    ("--kind", "late"): [],
    ("--assignee", "minh", "--awaiting", "operations"): ["C-2", "C-1"],
    ("--limit", "1"): ["C-3"],
}


@pytest.mark.parametrize("words", FILTERS, ids=" ".join)
@pytest.mark.usefixtures("listed")
def test_claims_are_listed_by_what_they_are(world: World, words: tuple[str, ...]) -> None:
    answer = world.json("claim", "list", *words)

    assert isinstance(answer, dict)
    assert isinstance(answer["claims"], list)
    found = [each["claim_id"] for each in answer["claims"] if isinstance(each, dict)]
    assert found == FILTERS[words]


@pytest.mark.usefixtures("listed")
def test_a_list_goes_on_where_the_page_before_ended(world: World) -> None:
    first = world.json("claim", "list", "--limit", "2")
    assert isinstance(first, dict)

    shown = world.makegood("claim", "list", "--cursor", str(first["cursor"])).stdout

    assert [claim for claim in ("C-1", "C-2", "C-3") if claim in shown] == ["C-1"]
    assert world.makegood("claim", "list", "--cursor", "x").exit_code == Exit.USAGE


def test_a_list_shows_what_is_parked(world: World, listed: tuple[CaseRow, ...]) -> None:
    shown = world.makegood("claim", "list").stdout

    assert "signing_off (parked)" in shown
    assert f"{len(listed)} claims" in shown


@pytest.mark.usefixtures("listed")
def test_an_inbox_holds_what_a_team_is_waited_on_for(world: World) -> None:
    shown = world.makegood("inbox", "--team", Team.OPERATIONS).stdout

    assert "things to do: 2" in shown
    assert ("C-1" in shown, "C-3" in shown) == (True, False)
    nothing = {"team": "legal", "items": [], "cases": []}
    assert world.json("inbox", "--team", Team.LEGAL) == nothing
