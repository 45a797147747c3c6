"""Receipt: acknowledged at once, owned by somebody, and never denied for looking like another."""

from makegood.rules.casefile import Outcome, Stage
from makegood.rules.clocks import ClockState
from makegood.rules.duplicates import Match
from makegood.rules.life import timing, views
from makegood.rules.life.receiving import flag
from tests.builders import MERCHANT, MONDAY, OWNER, a_case


def same_parcels(**said: str) -> tuple[Match, ...]:
    first, kind = said.get("claim", "C-0900"), said.get("kind", "lost")
    whose = said.get("merchant", MERCHANT)
    return tuple(
        Match(first, "parcel", number, kind, open=True, merchant_id=whose)
        for number in ("VN0001", "VN0002")
    )


def test_a_claim_is_acknowledged_owned_and_its_clocks_run() -> None:
    case = a_case()

    assert (case.stage, case.assignee) == (Stage.VERIFYING, OWNER)
    states = {c.name: timing.clock_state(case, c, MONDAY) for c in case.clocks}
    assert states["acknowledge"] is ClockState.met
    assert states["decision"] is states["statutory"] is ClockState.running
    assert case.unrecorded.letters[0].template == "acknowledgement"


def test_the_same_parcels_and_kind_are_the_earlier_claim() -> None:
    case = a_case(matches=same_parcels())

    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.MERGED)
    assert case.merged_into == "C-0900"
    assert all(clock.stopped_at for clock in case.clocks)


def test_the_claim_of_another_merchant_is_never_this_one() -> None:
    case = a_case(matches=same_parcels(merchant="merchant-2"))

    assert case.is_open
    assert case.flags[0].endswith("of another merchant")


def test_anything_else_in_common_is_a_flag_for_a_person() -> None:
    invoice = Match("C-0800", "invoice", "INV77", "damaged", open=False, paid=True)

    case = a_case(matches=(invoice, invoice))

    assert case.stage is Stage.VERIFYING
    assert case.flags == ("invoice INV77 also in claim C-0800, damaged, paid",)
    assert [event.what for event in case.events].count("flagged") == 1


def test_the_same_parcels_of_another_kind_go_on_with_a_flag() -> None:
    case = a_case(matches=same_parcels(kind="damaged"))

    assert case.is_open
    assert len(case.flags) == 2


def test_what_was_flagged_before_is_not_flagged_again() -> None:
    once = flag(a_case(), ("odd",), MONDAY)

    assert flag(once, ("odd",), MONDAY) == once


def test_a_new_case_waits_for_nobody_while_its_documents_are_read() -> None:
    assert views.waiting(a_case(), MONDAY) == ()
