"""A leg of a settlement is paid at most once, whoever asks, however often and at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from makegood.messages.problems import Conflict, NotFound
from makegood.messages.records import CaseRecord, PaymentNews
from makegood.rules.attempts import Attempt, PaymentState
from makegood.store.claims import ClaimRecords
from makegood.store.engine import reading, writing
from makegood.store.inbox import Desk
from tests.store.builders import a_posting, a_report, a_row, an_attempt, an_entry


@pytest.fixture
def desk(records: ClaimRecords, engine: Engine) -> Desk:
    """The read models, with claim C-1 in them."""
    records.record(CaseRecord(row=a_row()))
    return Desk(engine)


def paid_rows(engine: Engine) -> int:
    """How many payments there are that are not dead."""
    query = "SELECT count(*) FROM payment WHERE state NOT IN ('rejected', 'returned')"
    with engine.connect() as connection:
        return connection.scalar(text(query)) or 0


def begin_or_conflict(records: ClaimRecords, attempt: Attempt) -> str:
    """What a caller is told who begins the payment."""
    try:
        return records.begin_payment("C-1", attempt)
    except Conflict:
        return "conflict"


def test_a_payment_begun_twice_is_one_payment(records: ClaimRecords, desk: Desk) -> None:
    assert records.begin_payment("C-1", an_attempt()) == "new"

    assert records.begin_payment("C-1", an_attempt()) == "already"

    [payment] = desk.case("C-1").payments
    assert (payment.key, payment.state) == (an_attempt().key, PaymentState.SUBMITTED)


def test_a_payment_and_its_posting_are_written_together(records: ClaimRecords, desk: Desk) -> None:
    records.post("C-1", a_posting("C-1:submit:1:1:1", minor=5))

    with pytest.raises(Conflict, match="posted before"):
        records.begin_payment("C-1", an_attempt(), (a_posting("C-1:submit:1:1:1", minor=7),))

    assert desk.case("C-1").payments == ()


def test_the_same_key_for_another_amount_is_a_conflict(records: ClaimRecords) -> None:
    records.begin_payment("C-1", an_attempt(amount=100))

    with pytest.raises(Conflict, match="begun before for another amount"):
        records.begin_payment("C-1", an_attempt(amount=101))


@pytest.mark.parametrize("state", ["submitted", "unknown", "not_found", "queued", "settled"])
def test_no_second_attempt_while_the_first_may_have_paid(records: ClaimRecords, state: str) -> None:
    records.begin_payment("C-1", an_attempt(1))
    records.mark_payment("C-1", an_attempt(1).key, a_report(PaymentState(state)))

    with pytest.raises(Conflict, match="leg 1 of settlement 1 of claim C-1 has another payment"):
        records.begin_payment("C-1", an_attempt(2))


@pytest.mark.parametrize("state", [PaymentState.REJECTED, PaymentState.RETURNED])
def test_a_rejected_or_returned_payment_may_be_followed_by_another(
    records: ClaimRecords, desk: Desk, state: PaymentState
) -> None:
    records.begin_payment("C-1", an_attempt(1))
    records.mark_payment("C-1", an_attempt(1).key, a_report(state, code="AC04"))

    assert records.begin_payment("C-1", an_attempt(2)) == "new"

    assert [(each.attempt, each.state, each.code) for each in desk.case("C-1").payments] == [
        (1, state, "AC04"),
        (2, PaymentState.SUBMITTED, ""),
    ]


def test_the_same_attempt_under_another_key_is_a_conflict(records: ClaimRecords) -> None:
    records.begin_payment("C-1", an_attempt())
    records.mark_payment("C-1", an_attempt().key, a_report(PaymentState.REJECTED))

    with pytest.raises(Conflict):
        records.begin_payment("C-1", replace(an_attempt(), key="another-key"))


def test_of_many_who_pay_one_leg_at_once_one_pays(records: ClaimRecords, engine: Engine) -> None:
    attempts = [an_attempt(1 + number % 6) for number in range(18)]

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda attempt: begin_or_conflict(records, attempt), attempts))

    assert told.count("new") == 1
    assert paid_rows(engine) == 1


def test_the_same_race_without_the_keys_of_the_table_pays_more_than_once(engine: Engine) -> None:
    """The counter-example: a look and then a naive insert, which every race gets past."""
    all_have_looked = Barrier(4)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE naive (key text)"))

    def pay(_: int) -> None:
        with reading(engine) as connection:
            paid = connection.scalar(text("SELECT count(*) FROM naive"))
        all_have_looked.wait()
        if not paid:
            with writing(engine) as connection:
                connection.execute(text("INSERT INTO naive VALUES ('C-1-s1-l1-a1')"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(pay, range(4)))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM naive")) == 4


def test_news_in_any_order_ends_in_the_same_state(records: ClaimRecords, desk: Desk) -> None:
    records.begin_payment("C-1", an_attempt())
    key = an_attempt().key

    states = [
        records.mark_payment("C-1", key, a_report(PaymentState(state)))
        for state in ("settled", "queued", "settled", "accepted")
    ]

    assert states == [PaymentState.SETTLED] * 4
    [payment] = desk.case("C-1").payments
    assert (payment.bank_reference, payment.as_of) == ("VCB-77", a_report(states[0]).occurred_at)


def test_a_return_after_settlement_keeps_when_it_had_settled(
    records: ClaimRecords, desk: Desk
) -> None:
    records.begin_payment("C-1", an_attempt())
    settled = a_report(PaymentState.SETTLED)
    records.mark_payment("C-1", an_attempt().key, settled)

    records.mark_payment("C-1", an_attempt().key, a_report(PaymentState.RETURNED, code="AC04"))

    [payment] = desk.case("C-1").payments
    assert (payment.state, payment.settled_at) == (PaymentState.RETURNED, settled.occurred_at)


def test_a_payment_that_the_bank_never_saw_may_be_submitted_again_under_its_key(
    records: ClaimRecords, desk: Desk
) -> None:
    records.begin_payment("C-1", an_attempt())
    records.mark_payment("C-1", an_attempt().key, a_report(PaymentState.NOT_FOUND))

    assert records.begin_payment("C-1", an_attempt()) == "already"

    assert desk.case("C-1").payments[0].state is PaymentState.SUBMITTED


def test_a_replaced_payment_that_settles_after_all_is_a_conflict(records: ClaimRecords) -> None:
    records.begin_payment("C-1", an_attempt(1))
    records.mark_payment("C-1", an_attempt(1).key, a_report(PaymentState.REJECTED))
    records.begin_payment("C-1", an_attempt(2))

    with pytest.raises(Conflict, match="is settled, and another payment of its leg stands"):
        records.mark_payment("C-1", an_attempt(1).key, a_report(PaymentState.SETTLED))


def the_bank_said(attempt: Attempt, state: PaymentState) -> CaseRecord:
    """A step that writes down what the bank said of a payment."""
    news = PaymentNews(key=attempt.key, state=state, occurred_at=a_report(state).occurred_at)
    return CaseRecord(row=a_row(version=2), timeline=(an_entry(),), payments=(news,))


def test_a_step_writes_down_what_the_bank_said(records: ClaimRecords, desk: Desk) -> None:
    records.begin_payment("C-1", an_attempt())

    for _ in range(2):
        records.record(the_bank_said(an_attempt(), PaymentState.SETTLED))

    assert [each.state for each in desk.case("C-1").payments] == [PaymentState.SETTLED]
    assert records.dead_letters() == ()


def test_news_against_our_books_waits_for_a_person_and_the_step_is_kept(
    records: ClaimRecords, desk: Desk
) -> None:
    records.begin_payment("C-1", an_attempt(1))
    records.mark_payment("C-1", an_attempt(1).key, a_report(PaymentState.REJECTED))
    records.begin_payment("C-1", an_attempt(2))

    for _ in range(2):
        records.record(the_bank_said(an_attempt(1), PaymentState.SETTLED))

    [letter] = records.dead_letters()
    assert letter.kind == "payment_news"
    assert letter.reason == "C-1-s1-l1-a1 is settled, and another payment of its leg stands"
    case = desk.case("C-1")
    assert (case.row.version, case.timeline) == (2, (an_entry(),))
    assert [each.state for each in case.payments] == ["rejected", "submitted"]


def test_news_of_an_unknown_payment_is_not_found(records: ClaimRecords) -> None:
    with pytest.raises(NotFound, match="There is no payment stranger"):
        records.mark_payment("C-1", "stranger", a_report(PaymentState.SETTLED))


def test_a_payment_that_was_not_handed_in_has_no_row_and_its_news_stop_nothing(
    records: ClaimRecords, desk: Desk
) -> None:
    at = a_report(PaymentState.REJECTED).occurred_at
    news = PaymentNews(key="C-1-s1-l1-a1", state="rejected", code="DS0A", occurred_at=at)

    records.record(CaseRecord(row=a_row(version=2), payments=(news,)))

    assert records.payments_of("C-1") == ()
    other = news.model_copy(update={"code": "AC01"})
    with pytest.raises(NotFound):
        records.record(CaseRecord(row=a_row(version=3), payments=(other,)))


def test_the_payments_of_a_claim_are_told_as_they_were_begun(records: ClaimRecords) -> None:
    records.begin_payment("C-1", an_attempt())

    [begun] = records.payments_of("C-1")

    assert (begun.key, begun.amount) == (an_attempt().key, an_attempt().amount)
