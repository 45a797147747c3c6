"""The settlement: reserved before it is payable, requested by one and released by another."""

from dataclasses import replace
from datetime import date

from makegood.rules.casefile import Act, CaseFile, Outcome, Stage
from makegood.rules.claim import Team
from makegood.rules.life import interruptions, paying, settling, views
from makegood.rules.life.ticking import next_moment, tick
from makegood.rules.payout import Invoice
from makegood.rules.rounds import Decide, RoundSubject
from makegood.rules.terms import PayoutMethod, Terms
from tests.builders import DAY, OTHER_PAYEE, PAYEE, terms, vnd
from tests.rules.life.books import Books
from tests.rules.life.walk import (
    SOON,
    all_approve,
    decides,
    paid,
    recommended,
    refusal_of,
    released,
    requested,
    sent,
    settled,
    submitted,
)

OVERDUE = Invoice("F-77", date(2026, 9, 1), vnd(1_500_000))


def books_of(case: CaseFile) -> Books:
    books = Books()
    books.post(case.unrecorded.postings)
    return books


def offsetting() -> Terms:
    shipped = terms()
    return replace(shipped, payment=replace(shipped.payment, offset_allowed=True))


def gives(case: CaseFile, by: str = "merchant") -> CaseFile:
    return settling.correct_payee(case, Act(SOON, by), OTHER_PAYEE)


def test_money_is_reserved_until_it_is_payable() -> None:
    assert books_of(recommended()).left_open("C-1001") == (4_000_000, 0, 0)
    assert books_of(requested()).left_open("C-1001") == (0, 4_000_000, 0)
    assert books_of(submitted()).left_open("C-1001") == (0, 0, 4_000_000)
    assert books_of(paid()).left_open("C-1001") == (0, 0, 0)


def test_a_payment_is_released_by_somebody_who_did_not_approve_the_claim() -> None:
    case = requested()

    assert case.round is not None
    assert case.round.subject is RoundSubject.PAYMENT
    assert any("to release the money" in text for text in views.explain(case, SOON))
    assert all_approve(case).stage is Stage.SUBMITTING


def test_the_decision_is_made_when_the_claim_is_settled() -> None:
    clocks = {clock.name: clock.stopped_at for clock in settled().clocks}

    assert clocks["decision"] == SOON
    assert clocks["statutory"] is None


def test_only_a_settled_case_is_turned_into_a_payment() -> None:
    case = recommended()

    assert settling.request_payment(case, (), SOON) == case


def test_overdue_invoices_are_set_off_first() -> None:
    case = sent(all_approve(requested((OVERDUE,), terms=offsetting())))

    methods = [(a.method, a.amount, a.against) for a in case.attempts]
    assert methods == [
        (PayoutMethod.OFFSET, vnd(1_500_000), "F-77"),
        (PayoutMethod.TRANSFER, vnd(2_500_000), ""),
    ]
    assert case.stage is Stage.AWAITING_PAYOUT
    assert views.sums(case).paid == vnd(1_500_000)


def test_an_offset_that_covers_all_pays_at_once_and_needs_no_account() -> None:
    invoice = replace(OVERDUE, amount=vnd(9_000_000))

    case = sent(all_approve(requested((invoice,), terms=offsetting(), payee=None)))

    (advice,) = [x for x in case.unrecorded.letters if x.template == "remittance_advice"]
    assert ("invoice", "F-77") in advice.fields
    assert (case.stage, case.outcome) == (Stage.AFTERCARE, Outcome.PAID)
    assert books_of(case).balances["merchant:receivable:merchant-lotus"] == -4_000_000


def test_without_an_account_the_merchant_is_asked_and_reminded() -> None:
    case = requested(payee=None)
    (awaited,) = views.waiting(case, SOON)
    assert (awaited.who, awaited.what, awaited.due_at) == ("merchant", "account", case.payee_due)
    assert case.payee_due is not None

    reminded = tick(case, case.payee_due)

    templates = [letter.template for letter in reminded.unrecorded.letters]
    assert templates.count("payee_reminder") == 2
    assert reminded.payee_due is not None
    assert reminded.payee_due > case.payee_due
    assert settling.remind_payee(case, SOON) == case


def test_the_account_that_was_owed_lets_the_payment_go_on() -> None:
    case = gives(requested(payee=None))

    assert (case.stage, case.payee_due) == (Stage.PAYMENT_APPROVAL, None)
    assert case.events[-1].what == "sign_off_asked"


def test_another_account_while_a_payment_waits_for_release_voids_the_round() -> None:
    case = gives(requested())

    assert case.round is not None
    assert case.round.decisions == ()
    assert "sign_offs_voided" in [event.what for event in case.events]


def test_another_account_lets_a_payment_that_was_sent_back_be_asked_again() -> None:
    back = decides(requested(), Team.FINANCE, what=Decide.REJECT)
    (awaited,) = views.waiting(back, SOON)
    assert (awaited.who, awaited.what) == ("service_desk", "payment request")

    assert gives(back).round is not None


def test_whoever_touched_the_account_does_not_release_money_to_it() -> None:
    case = gives(gives(requested(payee=None), "fin.oanh"), "fin.oanh")

    assert case.round is not None
    assert case.payee_editors == ("fin.oanh",)
    assert "fin.oanh" in case.round.prepared_by


def test_the_account_stays_while_money_is_on_its_way_to_it() -> None:
    for case in (released(), submitted()):
        assert refusal_of(lambda case=case: gives(case)).code == "payment_under_way"


def test_the_account_may_change_when_all_is_paid() -> None:
    assert gives(paid()).payee == OTHER_PAYEE


def test_nothing_is_renewed_where_nothing_failed() -> None:
    act = Act(SOON, "operator")

    assert refusal_of(lambda: settling.renew(submitted(), act)).code == "nothing_failed"
    assert refusal_of(lambda: settling.renew(paid(), act)).code == "nothing_failed"


def test_no_money_leaves_on_hold_and_none_twice() -> None:
    case = released()
    attempt = paying.next_to_send(case)
    assert attempt is not None
    held = interruptions.hold(case, Act(SOON, "legal.uyen", "a writ"))

    assert not paying.may_send(held)
    assert paying.book_internal(held, SOON) == held
    assert refusal_of(lambda: paying.handed_in(held, attempt, SOON)).code == "may_not_send"
    once = paying.handed_in(case, attempt, SOON)
    assert refusal_of(lambda: paying.handed_in(once, attempt, SOON)).code == "may_not_send"


def test_a_case_is_followed_only_when_all_is_handed_in() -> None:
    assert paying.follow(released(), SOON).stage is Stage.SUBMITTING
    assert paying.follow(paid(), SOON).stage is Stage.AFTERCARE


def test_a_large_payment_is_released_by_two_persons() -> None:
    shipped = terms()
    limited = replace(shipped, payment=replace(shipped.payment, dual_release_over=vnd(1_000_000)))

    case = requested(terms=limited)

    assert case.round is not None
    assert [mandate.team for mandate in case.round.mandates] == [Team.FINANCE, Team.FINANCE]


def test_a_merchant_may_be_asked_for_an_account_within_the_time_for_documents() -> None:
    shipped = terms()
    plain = replace(shipped, payment=replace(shipped.payment, payee_answer_within=None))

    case = requested(terms=plain, payee=None)

    assert case.payee_due is not None
    assert SOON + 4 * DAY < case.payee_due < SOON + 7 * DAY
    assert next_moment(case, SOON) is not None
    assert PAYEE.masked() == "****3456"
