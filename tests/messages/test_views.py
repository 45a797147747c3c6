"""What a case answers and writes down: everything a door needs, and no figure of the team's own."""

from dataclasses import replace

import pytest

from makegood.messages.records import CaseRecord
from makegood.messages.status import Status
from makegood.messages.views import (
    explanation_of,
    negotiation_of,
    record_of,
    result_of,
    row_of,
    status_of,
    timeline_of,
)
from makegood.rules.casefile import Act, CaseFile, Parked, trimmed
from makegood.rules.life import interruptions
from makegood.rules.life.bargaining import answer, offer
from makegood.rules.life.paying import park
from makegood.rules.life.ticking import tick
from makegood.rules.life.verifying import verified
from makegood.rules.offers import Answer, Reply
from tests.builders import HOUR, a_case, a_claim, a_parcel, a_reading, terms, vnd
from tests.rules.life.walk import SOON, offered, paid, recommended, requested, submitted

HOLD = Act(SOON, "legal.uyen", "a writ was served")


def test_a_status_says_who_signs_what_and_until_when() -> None:
    status = status_of(recommended(), SOON)

    assert (status.stage, status.outcome, status.subject) == ("signing_off", None, "recommendation")
    assert len(status.subject_hash) == 64
    assert [one.who for one in status.awaiting] == ["service_desk", "operations"]
    assert status.policy_version == terms().version
    assert {clock.name for clock in status.clocks} >= {"decision", "statutory", "ola.operations"}


def test_a_status_shows_amounts_lines_offers_and_payments() -> None:
    status = status_of(submitted(), SOON)

    assert status.amounts.submitted == vnd(4_000_000)
    assert [line.entitled for line in status.lines] == [vnd(2_000_000), vnd(2_000_000)]
    assert status.lines[0].reasons == ("2. proven value of 2,000,000 VND [art. 7.1]",)
    assert [offer.state for offer in status.offers] == ["accepted"]
    assert [(p.method, p.state) for p in status.payments] == [("transfer", "submitted")]


def test_a_status_says_by_which_value_date_the_payout_is_due() -> None:
    coming, came = status_of(submitted(), SOON).payout, status_of(paid(), SOON).payout

    assert status_of(recommended(), SOON).payout is None
    assert coming is not None
    assert came is not None
    assert (coming.value_date, coming.on_time) == (None, None)
    assert came == coming.model_copy(update={"value_date": SOON.date(), "on_time": True})
    assert coming.submit_by > SOON


def test_a_reason_without_a_clause_has_no_empty_brackets() -> None:
    plain = replace(terms(), coverage=replace(terms().coverage, clause=""))

    status = status_of(recommended(terms=plain), SOON)

    assert status.lines[0].reasons == ("2. proven value of 2,000,000 VND",)


def bargained() -> CaseFile:
    """A claim of six million, four of them owed, in which both sides have moved."""
    shipped = terms()
    limits = replace(shipped.negotiation, ceiling_percent=137, reservation_percent=71)
    parcels = tuple(a_parcel(f"VN000{n}", asked=vnd(3_000_000)) for n in (1, 2))
    claim = a_claim(claimed=vnd(6_000_000), parcels=parcels)
    case = offered(claim=claim, terms=replace(shipped, negotiation=limits))
    asks = Answer(1, Reply.COUNTER, "merchant", SOON, vnd(5_000_000), "the bowls were new")
    return offer(answer(case, asks), Act(SOON + HOUR, "desk.chi", "a good partner"), vnd(4_200_000))


def test_the_team_sees_its_limits_and_what_each_side_gave_up() -> None:
    view = negotiation_of(bargained())

    assert (view.entitlement, view.claimed) == (vnd(4_000_000), vnd(6_000_000))
    assert (view.ceiling, view.authority) == (vnd(5_480_000), vnd(4_000_000))
    assert view.reservation == vnd(2_840_000)
    assert [(c.side, c.amount, c.moved) for c in view.concessions] == [
        ("desk", vnd(4_000_000), vnd(0)),
        ("merchant", vnd(5_000_000), vnd(1_000_000)),
    ]
    assert negotiation_of(recommended()).ceiling is None


@pytest.mark.parametrize("figure", ["5480000", "5,480,000", "2840000", "2,840,000"])
def test_the_teams_limits_are_in_no_other_answer_letter_or_row(figure: str) -> None:
    case = bargained()

    said = [
        status_of(case, SOON),
        timeline_of(case),
        explanation_of(case, SOON),
        record_of(case, "run", SOON),
    ]

    assert figure not in "".join(each.model_dump_json() for each in said)
    assert figure.replace(",", "") in negotiation_of(case).model_dump_json()


def test_neither_ceiling_nor_account_is_in_what_a_door_can_ask() -> None:
    said = (
        status_of(paid(), SOON).model_dump_json() + explanation_of(paid(), SOON).model_dump_json()
    )

    assert "ceiling" not in said
    assert "reservation" not in said
    assert "0071000123456" not in said


def test_a_status_says_what_is_missing_held_and_parked() -> None:
    asked = verified(a_case(claim=a_claim(documents=())), a_reading(), SOON)
    assert any("claim form" in text for text in status_of(asked, SOON).missing)
    assert status_of(interruptions.hold(asked, HOLD), SOON).on_hold
    stuck = park(asked, Parked("read documents", "the reader is away", SOON))
    assert status_of(stuck, SOON).parked == "read documents: the reader is away"
    assert row_of(stuck, "run-1", SOON).parked_reason == "the reader is away"


def test_a_status_travels_as_json() -> None:
    status = status_of(paid(), SOON)

    assert Status.model_validate_json(status.model_dump_json()) == status


def test_a_record_holds_all_that_happened_since_the_last_one() -> None:
    case = paid()

    record = record_of(case, "run-1", SOON)

    assert [entry.number for entry in record.timeline] == list(range(1, case.event_count + 1))
    assert [one.what for one in record.ledger] == ["reserve", "settle", "submit", "arrived"]
    assert all(sum(e.minor for e in one.entries) == 0 for one in record.ledger)
    assert len({notice.key for notice in record.notices}) == len(record.notices)
    assert record.row.version == case.version
    assert CaseRecord.model_validate_json(record.model_dump_json()) == record


def test_the_row_of_an_inbox_holds_whom_the_case_waits_on_and_until_when() -> None:
    row = row_of(recommended(), "run-1", SOON)

    assert (row.stage, row.outcome, row.on_hold, row.parked_reason) == (
        "signing_off",
        None,
        False,
        "",
    )
    assert row.due_at == min(one.due_at for one in row.awaiting if one.due_at)


def test_a_short_timeline_says_how_much_came_before() -> None:
    timeline = timeline_of(trimmed(offered(), keep=2))

    assert len(timeline.entries) == 2
    assert timeline.earlier == offered().event_count - 2


def test_a_closed_claim_has_a_result() -> None:
    case = paid()
    assert case.aftercare_until is not None

    result = result_of(tick(case, case.aftercare_until))

    assert (result.outcome, result.amounts.paid) == ("paid", vnd(4_000_000))
    assert result.closed_at == case.aftercare_until


def test_an_open_claim_asked_for_its_result_has_no_outcome() -> None:
    result = result_of(requested())

    assert (result.outcome, result.closed_at) == ("", requested().opened_at)
