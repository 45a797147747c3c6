"""How a settlement becomes money: legs, keys, attempts, notices, and being on time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from makegood.rules.calendar import BusinessCalendar, OffsetFrom, Shift, Term, Unit, always_open
from makegood.rules.money import Money, total
from makegood.rules.payout import (
    FINALLY_NEGATIVE,
    RANK,
    Attempt,
    Invoice,
    Leg,
    PaymentState,
    Report,
    ReturnAction,
    Settlement,
    action_for,
    apply_report,
    contradicts,
    first_attempts,
    legs_for,
    next_attempt,
    on_time,
    payment_key,
    payout_due,
    return_window_ends,
    send_again,
    submit_by,
)
from makegood.rules.refusals import Refused
from makegood.rules.terms import PaymentTerms, PayoutMethod

TRANSFER, OFFSET, CREDIT = PayoutMethod.TRANSFER, PayoutMethod.OFFSET, PayoutMethod.CREDIT_NOTE
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def vnd(amount: int) -> Money:
    return Money(Decimal(amount), "VND")


def some_terms(
    method: PayoutMethod = TRANSFER, *, offset: bool = False, within: Term | None = None
) -> PaymentTerms:
    return PaymentTerms(
        method=method,
        payout_within=within or Term(5, Unit.business_days),
        return_window=Term(10, Unit.business_days),
        cut_off=time(16),
        look_up_every=Term(1, Unit.business_hours),
        offset_allowed=offset,
    )


def an_attempt(state: PaymentState = PaymentState.SUBMITTED, code: str = "") -> Attempt:
    attempt = Attempt(1, 1, 1, payment_key("c-1", 1, 1, 1), vnd(1000), TRANSFER)
    known_since = None if state is PaymentState.SUBMITTED else NOON
    return replace(attempt, state=state, code=code, as_of=known_since)


def told(what: str, hours: int = 0, code: str = "", on: date | None = None) -> Report:
    return Report(PaymentState(what), NOON + hours * HOUR, code, on, "FT-77")


def after(*reports: Report, start: Attempt | None = None) -> Attempt:
    return reduce(apply_report, reports, start or an_attempt())


# Keys


def test_a_key_reads_as_what_it_pays() -> None:
    longest = "c" * 26

    assert payment_key("c-1042", 2, 1, 3) == "c-1042-s2-l1-a3"
    assert payment_key(longest, 1, 1, 1) == f"{longest}-s1-l1-a1"
    assert not payment_key(longest + "c", 1, 1, 1).startswith("c")


def test_a_key_too_long_for_a_bank_is_a_hash_that_stays_the_same() -> None:
    key = payment_key("claim-of-a-merchant-with-a-long-name", 1, 1, 1)

    assert key == "mg3ba9c1f0cff378741725b642683b8132a"
    assert len(key) == 35


@pytest.mark.parametrize("claim_id", ["đơn-1", "a b", "a/b", "-1", "a_b"])
def test_a_key_has_only_letters_that_every_bank_takes(claim_id: str) -> None:
    assert re.fullmatch(r"mg[0-9a-f]{33}", payment_key(claim_id, 1, 1, 1))


numbers = st.integers(1, 10**4)
key_parts = st.tuples(st.text("ab-1sl.é", min_size=1, max_size=40), numbers, numbers, numbers)


@given(key_parts, key_parts)
def test_a_payment_has_one_key_and_shares_it_with_no_other(
    one: tuple[str, int, int, int], other: tuple[str, int, int, int]
) -> None:
    assert (payment_key(*one) == payment_key(*other)) == (one == other)
    assert re.fullmatch(r"[A-Za-z0-9][!-~]{0,34}", payment_key(*one))


# What a return code asks for


@pytest.mark.parametrize(
    ("codes", "action"),
    [
        ("AC01 AC03 AC04 AC06 AC13 AC14 BE01 RC01", ReturnAction.ASK_MERCHANT),
        ("AM04", ReturnAction.TREASURY_RETRY),
        ("AM05 DUPL", ReturnAction.STOP_RECONCILE),
        ("AM02 AM14", ReturnAction.SPLIT),
        ("CH03 CH04 TM01", ReturnAction.RESCHEDULE),
        ("RR04 FRAD NOCM", ReturnAction.COMPLIANCE_HOLD),
        ("MS02 MS03 NARR", ReturnAction.PERSON),
        ("ZZ99 ac01", ReturnAction.PERSON),
    ],
)
def test_a_reason_code_leads_to_whoever_can_mend_it(codes: str, action: ReturnAction) -> None:
    assert {action_for(code) for code in codes.split()} == {action}


def test_a_failure_without_a_code_goes_to_a_person() -> None:
    assert action_for("") is ReturnAction.PERSON


# Legs


def overdue(number: str, amount: int, day: int) -> Invoice:
    return Invoice(number, date(2026, 9, day), vnd(amount))


def test_a_plain_settlement_is_one_transfer() -> None:
    assert legs_for(vnd(1000), some_terms(), (overdue("F-1", 400, 1),)) == (
        Leg(TRANSFER, vnd(1000)),
    )


def test_a_contract_may_pay_by_credit_note() -> None:
    assert legs_for(vnd(1000), some_terms(CREDIT), ()) == (Leg(CREDIT, vnd(1000)),)


def test_the_oldest_overdue_invoice_is_set_off_first_and_the_rest_transferred() -> None:
    invoices = (overdue("F-1", 100, 30), overdue("F-3", 400, 2), overdue("F-2", 300, 2))

    legs = legs_for(vnd(1000), some_terms(offset=True), invoices)

    assert legs == (
        Leg(OFFSET, vnd(300), "F-2"),
        Leg(OFFSET, vnd(400), "F-3"),
        Leg(OFFSET, vnd(100), "F-1"),
        Leg(TRANSFER, vnd(200)),
    )


@pytest.mark.parametrize(("first", "second"), [(1000, 50), (700, 400)])
def test_no_more_is_set_off_than_is_due_to_the_merchant(first: int, second: int) -> None:
    invoices = (overdue("F-1", first, 1), overdue("F-2", second, 2), overdue("F-3", 5, 3))

    legs = legs_for(vnd(1000), some_terms(offset=True), invoices)

    assert {leg.method for leg in legs} == {OFFSET}
    assert total((leg.amount for leg in legs), "VND") == vnd(1000)


def test_what_a_contract_of_offset_leaves_over_is_transferred() -> None:
    legs = legs_for(vnd(1000), some_terms(OFFSET, offset=True), (overdue("F-1", 400, 1),))

    assert legs == (Leg(OFFSET, vnd(400), "F-1"), Leg(TRANSFER, vnd(600)))


def test_a_credit_note_carries_what_offset_leaves_over() -> None:
    legs = legs_for(vnd(1000), some_terms(CREDIT, offset=True), (overdue("F-1", 400, 1),))

    assert legs == (Leg(OFFSET, vnd(400), "F-1"), Leg(CREDIT, vnd(600)))


def test_invoices_in_another_currency_or_of_nothing_are_left_alone() -> None:
    invoices = (
        Invoice("F-1", date(2026, 9, 1), Money(Decimal(10), "USD")),
        overdue("F-2", 0, 1),
        overdue("F-3", -100, 1),
    )

    assert legs_for(vnd(1000), some_terms(offset=True), invoices) == (Leg(TRANSFER, vnd(1000)),)


def test_nothing_to_pay_has_no_legs() -> None:
    assert legs_for(vnd(0), some_terms(offset=True), (overdue("F-1", 400, 1),)) == ()


@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(-5, 10**9), st.integers(1, 30)), max_size=6),
    st.booleans(),
    st.sampled_from(PayoutMethod),
)
def test_legs_always_make_the_total_and_never_set_off_more_than_is_owed(
    amount: int, owed: list[tuple[int, int]], offset: bool, method: PayoutMethod
) -> None:
    invoices = tuple(overdue(f"F-{n}", *invoice) for n, invoice in enumerate(owed))

    legs = legs_for(vnd(amount), some_terms(method, offset=offset), invoices)

    assert Settlement(1, vnd(amount), legs).total == vnd(amount)
    assert all(leg.amount.is_positive for leg in legs)
    amounts = {invoice.number: invoice.amount for invoice in invoices}
    assert all(leg.amount <= amounts[leg.against] for leg in legs if leg.against)
    assert len({leg.against for leg in legs}) == len(legs)


def test_a_settlement_whose_legs_do_not_sum_to_it_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"900 VND do not make a total of 1,000 VND"):
        Settlement(1, vnd(1000), (Leg(TRANSFER, vnd(900)),))


# Attempts


def test_every_leg_gets_its_first_attempt_under_a_key_of_its_own() -> None:
    settlement = Settlement(2, vnd(1000), (Leg(OFFSET, vnd(400), "F-1"), Leg(TRANSFER, vnd(600))))

    attempts = first_attempts("c-1", settlement)

    assert [(a.key, a.method, a.amount) for a in attempts] == [
        ("c-1-s2-l1-a1", OFFSET, vnd(400)),
        ("c-1-s2-l2-a1", TRANSFER, vnd(600)),
    ]
    assert all(a.submitted_at is None for a in attempts)


@pytest.mark.parametrize("state", sorted(FINALLY_NEGATIVE))
def test_after_a_rejection_or_a_return_there_may_be_another_attempt(state: PaymentState) -> None:
    failed = replace(an_attempt(state, "AC04"), settled_at=NOON, bank_reference="FT-1")

    again = next_attempt("c-1", failed)

    assert (again.attempt, again.key, again.amount) == (2, "c-1-s1-l1-a2", vnd(1000))
    assert again == replace(an_attempt(), attempt=2, key="c-1-s1-l1-a2")


@pytest.mark.parametrize("state", [s for s in PaymentState if s not in FINALLY_NEGATIVE])
def test_nothing_is_paid_again_unless_the_first_try_has_certainly_failed(
    state: PaymentState,
) -> None:
    with pytest.raises(Refused, match="look it up") as refusal:
        next_attempt("c-1", an_attempt(state))

    assert refusal.value.code == "not_finally_negative"


@pytest.mark.parametrize("code", ["AM05", "DUPL"])
def test_a_payment_the_bank_calls_a_duplicate_is_never_sent_again(code: str) -> None:
    with pytest.raises(Refused, match="reconcile") as refusal:
        next_attempt("c-1", an_attempt(PaymentState.REJECTED, code))

    assert refusal.value.code == "duplicate_reported"


def test_a_payment_the_bank_never_saw_is_sent_again_under_the_same_key() -> None:
    again = send_again(an_attempt(PaymentState.NOT_FOUND), NOON + HOUR)

    assert (again.state, again.submitted_at) == (PaymentState.SUBMITTED, NOON + HOUR)
    assert (again.key, again.attempt) == (an_attempt().key, 1)
    assert after(told("unknown"), start=again).state is PaymentState.UNKNOWN


@pytest.mark.parametrize("state", [s for s in PaymentState if s is not PaymentState.NOT_FOUND])
def test_a_payment_is_not_sent_again_while_the_bank_may_have_it(state: PaymentState) -> None:
    with pytest.raises(Refused, match="look it up") as refusal:
        send_again(an_attempt(state), NOON)

    assert refusal.value.code == "outcome_unknown"


# What the bank says


def test_a_payment_is_followed_from_acceptance_to_settlement() -> None:
    paid = after(told("accepted"), told("queued", 1), told("settled", 5, on=date(2026, 11, 4)))

    assert (paid.state, paid.settled_at) == (PaymentState.SETTLED, NOON + 5 * HOUR)
    assert (paid.value_date, paid.bank_reference) == (date(2026, 11, 4), "FT-77")


def test_a_late_notice_of_the_queue_does_not_undo_a_settlement() -> None:
    paid = after(told("settled", 5), told("queued", 1))

    assert (paid.state, paid.as_of) == (PaymentState.SETTLED, NOON + 5 * HOUR)


def test_a_settled_payment_can_be_returned_and_says_why() -> None:
    returned = after(told("settled", 5), told("returned", 80, "AC04"))

    assert (returned.state, returned.code) == (PaymentState.RETURNED, "AC04")
    assert returned.settled_at == NOON + 5 * HOUR


def test_a_late_duplicate_of_the_settlement_does_not_undo_the_return() -> None:
    returned = after(told("returned", 80, "AC04"), told("settled", 90))

    assert (returned.state, returned.code) == (PaymentState.RETURNED, "AC04")


def test_an_unknown_outcome_is_ended_by_a_look_up() -> None:
    assert after(told("unknown"), told("settled", 1)).state is PaymentState.SETTLED
    assert after(told("unknown"), told("not_found", 1)).state is PaymentState.NOT_FOUND


def test_a_lost_answer_does_not_forget_what_the_bank_has_said() -> None:
    assert after(told("accepted"), told("unknown", 1)).state is PaymentState.ACCEPTED


def test_the_later_of_two_reasons_for_the_same_state_is_kept() -> None:
    returned = after(told("returned", 9, "AC06"), told("returned", 8, "AC04"))

    assert returned.code == "AC06"


@pytest.mark.parametrize("first", PaymentState)
@pytest.mark.parametrize("second", PaymentState)
def test_the_state_only_climbs(first: PaymentState, second: PaymentState) -> None:
    expected = max(first, second, key=lambda state: RANK[state])

    assert after(told(first, 1), told(second, 2)).state is expected
    assert after(told(first, 2), told(second, 1)).state is expected


def test_every_order_of_a_payments_whole_life_ends_returned() -> None:
    life = (
        told("accepted"),
        told("queued", 1),
        told("settled", 5, on=date(2026, 11, 4)),
        told("returned", 80, "AC04"),
    )

    assert len({after(*order) for order in permutations(life)}) == 1
    assert after(*life).state is PaymentState.RETURNED


reports = st.builds(
    Report,
    state=st.sampled_from(PaymentState),
    occurred_at=st.integers(0, 6).map(lambda hours: NOON + hours * HOUR),
    code=st.sampled_from(["", "AC04", "AM04"]),
    value_date=st.none() | st.sampled_from([date(2026, 11, 3), date(2026, 11, 4)]),
    bank_reference=st.sampled_from(["", "FT-77"]),
)


@given(st.data(), st.lists(reports, min_size=1, max_size=6))
def test_notices_in_any_order_and_any_number_end_the_same(
    data: st.DataObject, notices: Sequence[Report]
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(notices), max_size=6))
    shuffled = data.draw(st.permutations([*notices, *repeated]))

    assert after(*shuffled) == after(*notices)


@given(st.lists(reports, max_size=6))
def test_an_attempt_survives_the_journey_over_the_wire(notices: list[Report]) -> None:
    wire = TypeAdapter(Attempt)
    attempt = after(*notices)

    assert wire.validate_json(wire.dump_json(attempt)) == attempt


@pytest.mark.parametrize(
    ("known", "news", "contradicted"),
    [
        (after(told("rejected", 1)), told("settled", 2), True),
        (after(told("settled", 1)), told("rejected", 2), True),
        (after(told("settled", 1), told("returned", 9)), told("rejected", 2), True),
        (after(told("settled", 1)), told("returned", 2), False),
        (after(told("queued", 1)), told("rejected", 2), False),
        (after(told("returned", 9)), told("rejected", 2), False),
    ],
)
def test_a_bank_that_says_both_rejected_and_settled_is_asked_by_a_person(
    known: Attempt, news: Report, contradicted: bool
) -> None:
    assert contradicts(known, news) is contradicted


def test_money_that_moved_after_all_is_not_paid_again() -> None:
    moved = after(told("rejected", 1, "AM04"), told("settled", 2))

    with pytest.raises(Refused, match="settled"):
        next_attempt("c-1", moved)


# On time, on the bank's calendar


def a_bank() -> BusinessCalendar:
    """A bank in Hanoi: Monday to Friday 08:00 to 17:00, closed for Tet 2026, 16 to 20 February."""
    weekday = (Shift(time(8), time(17)),)
    return BusinessCalendar(
        name="bank",
        week=(weekday, weekday, weekday, weekday, weekday, (), ()),
        closed=tuple(date(2026, 2, day) for day in range(16, 21)),
        offsets=(OffsetFrom(datetime(2020, 1, 1, tzinfo=UTC), timedelta(hours=7)),),
        until=date(2026, 12, 31),
    )


def hanoi(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("settled_at", "due"),
    [
        (hanoi(11, 2, 10), date(2026, 11, 9)),
        (hanoi(11, 2, 16), date(2026, 11, 9)),
        (hanoi(11, 2, 16, 1), date(2026, 11, 10)),
        (hanoi(11, 2, 3), date(2026, 11, 9)),
        (hanoi(11, 7, 10), date(2026, 11, 16)),
        (hanoi(2, 13, 15), date(2026, 2, 27)),
        (hanoi(2, 13, 17), date(2026, 3, 2)),
    ],
    ids=["morning", "at-cut-off", "after-cut-off", "night", "saturday", "tet", "late-before-tet"],
)
def test_a_payout_is_due_so_many_banking_days_after_the_day_that_takes_it(
    settled_at: datetime, due: date
) -> None:
    assert payout_due(settled_at, some_terms(), a_bank()) == due


def test_a_payout_due_on_saturday_is_submitted_before_fridays_cut_off() -> None:
    terms = some_terms(within=Term(5, Unit.calendar_days))

    due = payout_due(hanoi(11, 2, 10), terms, a_bank())

    assert due == date(2026, 11, 7)
    assert submit_by(due, terms, a_bank()) == hanoi(11, 6, 16)


def test_a_payout_due_during_tet_is_submitted_before_it() -> None:
    assert submit_by(date(2026, 2, 18), some_terms(), a_bank()) == hanoi(2, 13, 16)


@given(st.integers(0, 200 * 24 * 60), st.integers(0, 20))
def test_what_is_submitted_by_its_last_instant_is_on_time(minutes: int, days: int) -> None:
    terms = some_terms(within=Term(days, Unit.business_days))
    settled_at = hanoi(1, 5, 0) + timedelta(minutes=minutes)

    due = payout_due(settled_at, terms, a_bank())
    last = submit_by(due, terms, a_bank())

    assert settled_at <= last
    assert on_time(a_bank().value_date(last, terms.cut_off), due)
    assert not on_time(a_bank().value_date(last + timedelta(minutes=1), terms.cut_off), due)


def test_a_demo_of_seconds_pays_on_its_own_day() -> None:
    terms = some_terms(within=Term(5, Unit.seconds))

    assert payout_due(NOON, terms, always_open()) == NOON.date()


@pytest.mark.parametrize(("day", "in_time"), [(8, True), (9, True), (10, False)])
def test_the_value_date_decides_whether_a_payout_was_on_time(day: int, in_time: bool) -> None:
    assert on_time(date(2026, 11, day), date(2026, 11, 9)) is in_time


def test_a_payout_is_final_only_after_its_return_window() -> None:
    assert return_window_ends(hanoi(2, 13, 15), some_terms(), a_bank()) == hanoi(3, 6, 15)


@pytest.mark.parametrize(
    "value",
    [
        overdue("F-1", 400, 1),
        told("returned", 1, "AC04", date(2026, 11, 4)),
        Settlement(2, vnd(600), (Leg(OFFSET, vnd(400), "F-1"), Leg(TRANSFER, vnd(200)))),
    ],
)
def test_values_survive_the_journey_over_the_wire(value: object) -> None:
    wire = TypeAdapter(type(value))

    assert wire.validate_json(wire.dump_json(value)) == value
