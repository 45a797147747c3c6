"""Whatever people, the bank and time do to a claim, its promises hold after every step."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import TypeAdapter

from makegood.rules.attempts import PaymentState, Report
from makegood.rules.casefile import Act, CaseFile, Outcome, Parked, Stage, recorded, trimmed
from makegood.rules.claim import ClaimKind
from makegood.rules.evidence import Check, Verdict
from makegood.rules.life import (
    afterwards,
    bargaining,
    interruptions,
    paying,
    recommending,
    repairing,
    settling,
    signing,
    ticking,
    timing,
    verifying,
    views,
)
from makegood.rules.life.asking import fingerprint
from makegood.rules.life.payments import in_flight, kept, to_send, unpaid
from makegood.rules.money import Money
from makegood.rules.offers import Answer, Reply
from makegood.rules.payout import Invoice
from makegood.rules.refusals import Refused
from makegood.rules.rounds import Decide, RoundSubject, awaiting
from makegood.rules.terms import Terms, Unsupplied
from tests.builders import (
    MONDAY,
    OTHER_PAYEE,
    PAYEE,
    a_case,
    a_claim,
    a_document,
    a_parcel,
    a_reading,
    documents_for,
    policy,
    terms,
    vnd,
)
from tests.rules.life.bank_model import CODES, TruthfulBank
from tests.rules.life.books import Books
from tests.rules.life.walk import a_decision, a_signer, all_approve

WHOLE = TypeAdapter(CaseFile)
PEOPLE = tuple(person.name for person in policy().directory.people)
PARCELS = ("VN0001", "VN0002", "VN0003")
WORKING = {Stage.VERIFYING, Stage.SETTLED, Stage.SUBMITTING}
SPANS = st.sampled_from((1, 1, 5, 24, 24 * 4, 24 * 12)).map(lambda hours: timedelta(hours=hours))
AMOUNTS = st.sampled_from((1, 500_000, 2_000_000, 4_000_000, 5_000_000, 6_000_000)).map(vnd)

DESK = {Stage.RECOMMENDING, Stage.PAYMENT_APPROVAL}
PAPERS = {Stage.AWAITING_DOCUMENTS, Stage.SIGNING_OFF, Stage.RECOMMENDING, Stage.AWAITING_PAYEE}

Change = Callable[[CaseFile], CaseFile]


def some_terms(kind: ClaimKind, then: Unsupplied, *, offsets: bool) -> Terms:
    """The shipped terms, varied where the contracts of merchants vary."""
    shipped = terms(kind)
    deficiency = replace(shipped.deficiency, then=then)
    payment = replace(shipped.payment, offset_allowed=offsets, dual_release_over=vnd(1_000_000))
    return replace(shipped, deficiency=deficiency, payment=payment)


class ClaimLife(RuleBasedStateMachine):
    """One claim, driven at random; refused commands must leave it as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.bank, self.books = TruthfulBank(), Books()
        self.events, self.letters = 0, Counter[str]()
        self.most_agreed = vnd(0)
        self.case = a_case()

    def do(self, change: Change) -> None:
        """Apply a change; what it wants written down is written down at once."""
        before = self.case
        try:
            after = change(before)
        except Refused:
            return
        if after != before:
            assert after.version > before.version, "a change that nobody would notice"
        self._write_down(after)

    def _write_down(self, after: CaseFile) -> None:
        pending = after.unrecorded
        self.books.post(pending.postings)
        numbers = [event.number for event in pending.events]
        assert numbers == list(range(self.events + 1, self.events + 1 + len(numbers)))
        self.events += len(numbers)
        self.letters.update(letter.key for letter in pending.letters)
        if after.agreed is not None:
            self.most_agreed = max(self.most_agreed, after.agreed)
        self.case = recorded(after, pending)

    def act(self, by: str = "desk.an") -> Act:
        return Act(self.now, by, "as things are")

    @initialize(
        kind=st.sampled_from((ClaimKind.LOST, ClaimKind.LOST, ClaimKind.COD_MISMATCH)),
        papers=st.integers(0, 5),
        account=st.booleans(),
        then=st.sampled_from(Unsupplied),
        offsets=st.booleans(),
        far=st.integers(0, 9),
    )
    def filed(
        self, kind: ClaimKind, papers: int, account: bool, then: Unsupplied, offsets: bool, far: int
    ) -> None:
        parcels = tuple(
            a_parcel(number, cod_due=vnd(2_000_000), cod_remitted=vnd(0)) for number in PARCELS
        )
        missing = papers if papers < 3 else 0
        documents = documents_for(kind)[missing:]
        claim = a_claim(kind=kind, parcels=parcels, claimed=vnd(6_000_000), documents=documents)
        self._write_down(
            a_case(
                claim=claim,
                terms=some_terms(kind, then, offsets=offsets),
                payee=PAYEE if account else None,
            )
        )
        for _ in range(far):
            self.it_goes_on()

    @precondition(lambda self: self.case.is_open)
    @rule()
    def it_goes_on(self) -> None:
        """The natural next step of the stage, as people and the bank would take it."""
        if self.case.hold is not None:
            self.legal_lifts_the_hold()
        elif self.case.round is not None:
            self.everybody_approves()
        else:
            NEXT_STEP.get(self.case.stage, rest)(self)

    @precondition(lambda self: self.case.is_open)
    @rule()
    def it_goes_on_and_on(self) -> None:
        for _ in range(4):
            self.it_goes_on()

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.now += span
        self.do(lambda case: ticking.tick(case, self.now))
        coming = ticking.next_moment(self.case, self.now)
        due = coming is not None and coming[0] <= self.now
        assert not due or ticking.has_work(self.case, self.now), f"{coming} is left undone"

    @rule()
    def the_next_moment_comes(self) -> None:
        coming = ticking.next_moment(self.case, self.now)
        if coming is not None and coming[0] > self.now:
            self.time_passes(coming[0] - self.now)

    @precondition(lambda self: self.case.stage is Stage.VERIFYING)
    @rule(value=AMOUNTS, doubtful=st.booleans())
    def documents_are_read(self, value: Money, doubtful: bool) -> None:
        doubt = Check("dates_plausible", Verdict.UNKNOWN, "no date was found")
        reading = replace(a_reading(value), checks=(doubt,) if doubtful else ())
        self.do(lambda case: verifying.verified(case, reading, self.now))

    @precondition(lambda self: self.case.stage in PAPERS)
    @rule(kind=st.sampled_from(("claim_form", "invoice", "waybill", "payee_confirmation")))
    def documents_come(self, kind: str) -> None:
        paper = a_document(kind, "again")
        self.do(lambda case: verifying.add_documents(case, self.act("merchant"), (paper,)))

    def all_papers_come(self) -> None:
        papers = documents_for(self.case.claim.kind)
        self.do(lambda case: verifying.add_documents(case, self.act("merchant"), papers))

    def account_and_papers_come(self) -> None:
        self.documents_come("payee_confirmation")
        self.the_account_is_given(True)

    @precondition(lambda self: self.case.round is not None and self.case.hold is None)
    @rule(
        who=st.sampled_from(PEOPLE),
        what=st.sampled_from((Decide.APPROVE,) * 8 + (Decide.REJECT, Decide.SEND_BACK)),
    )
    def somebody_signs(self, who: str, what: Decide) -> None:
        def change(case: CaseFile) -> CaseFile:
            team = awaiting(signing.open_round_of(case))[0]
            decision = a_decision(case, team, who, self.now, what)
            return signing.sign(case, decision, a_signer(case, decision))

        self.do(change)

    @precondition(lambda self: self.case.round is not None and self.case.hold is None)
    @rule()
    def everybody_approves(self) -> None:
        self.do(partial(all_approve, at=self.now))

    @precondition(lambda self: self.case.stage in DESK)
    @rule(amounts=st.lists(AMOUNTS, max_size=3), deny=st.booleans())
    def the_desk_recommends(self, amounts: list[Money], deny: bool) -> None:
        awards = tuple(zip(PARCELS, amounts, strict=False))

        def change(case: CaseFile) -> CaseFile:
            ready = recommending.deny_all(case) if deny and not awards else case
            return recommending.recommend_again(ready, self.act("desk.chi"), awards)

        self.do(change)

    @precondition(lambda self: self.case.stage is Stage.NEGOTIATING)
    @rule(amount=AMOUNTS)
    def the_desk_offers(self, amount: Money) -> None:
        self.do(lambda case: bargaining.offer(case, self.act("desk.giang"), amount))

    @precondition(lambda self: self.case.stage is Stage.NEGOTIATING)
    @rule(said=st.sampled_from((Reply.ACCEPT,) * 3 + tuple(Reply)), amount=AMOUNTS)
    def the_merchant_answers(self, said: Reply, amount: Money) -> None:
        def change(case: CaseFile) -> CaseFile:
            latest = bargaining.latest_of(case)
            named = amount if said is Reply.COUNTER else None
            given = Answer(
                latest.version, said, "merchant", self.now, named, release=latest.parcels
            )
            return bargaining.answer(case, given)

        self.do(change)

    @precondition(lambda self: self.case.stage is Stage.SETTLED and self.case.hold is None)
    @rule(overdue=st.sampled_from((0, 300_000, 9_000_000)))
    def payment_is_requested(self, overdue: int) -> None:
        invoice = Invoice("F-1", MONDAY.date(), vnd(overdue))
        self.do(lambda case: settling.request_payment(case, (invoice,), self.now))

    @precondition(lambda self: self.case.stage is Stage.SUBMITTING)
    @rule()
    def payments_are_handed_in(self) -> None:
        self.do(lambda case: paying.book_internal(case, self.now))
        for attempt in to_send(self.case) if paying.may_send(self.case) else ():
            self.do(partial(paying.handed_in, attempt=attempt, at=self.now))
            if self.bank.truth.get(attempt.key) == "unseen":
                self.bank.moves(attempt, "accepted", self.now, "")
        self.do(lambda case: paying.follow(case, self.now))

    @precondition(lambda self: any(a.submitted_at for a in self.case.attempts))
    @rule(pick=st.integers(0, 20), code=st.sampled_from(CODES))
    def the_bank_moves(self, pick: int, code: str) -> None:
        open_ones = [
            (attempt, state)
            for attempt in self.case.attempts
            if attempt.submitted_at and attempt.method == "transfer"
            for state in self.bank.next_states(attempt)
        ]
        if open_ones:
            attempt, state = open_ones[pick % len(open_ones)]
            report = self.bank.moves(attempt, state, self.now, code)
            self.do(lambda case: paying.reported(case, self.act("bank"), attempt.key, report))

    def the_bank_pays(self) -> None:
        for attempt in in_flight(self.case):
            report = self.bank.moves(attempt, "settled", self.now, "")
            self.do(partial(paying.reported, act=self.act("bank"), key=attempt.key, report=report))

    @precondition(lambda self: bool(self.bank.told))
    @rule(pick=st.integers(0, 50))
    def the_bank_repeats_itself(self, pick: int) -> None:
        key, report = self.bank.told[pick % len(self.bank.told)]
        if report.state is not PaymentState.NOT_FOUND:
            self.do(lambda case: paying.reported(case, self.act("bank"), key, report))

    @precondition(lambda self: self.case.stage is Stage.AWAITING_PAYOUT)
    @rule()
    def nobody_answers_a_look_up(self) -> None:
        silence = Report(PaymentState.UNKNOWN, self.now)
        for attempt in in_flight(self.case):
            self.do(partial(paying.reported, act=self.act("bank"), key=attempt.key, report=silence))
        self.do(lambda case: paying.looked_up(case, self.now))

    @rule(other=st.booleans())
    def the_account_is_given(self, other: bool) -> None:
        payee = OTHER_PAYEE if other else PAYEE
        self.do(lambda case: settling.correct_payee(case, self.act("merchant"), payee))

    @precondition(lambda self: self.case.stage is Stage.AFTERCARE)
    @rule(paper=st.booleans())
    def the_merchant_appeals(self, paper: bool) -> None:
        papers = (a_document("invoice", "appeal"),) if paper else ()
        self.do(lambda case: afterwards.appeal(case, self.act("merchant"), papers))

    @rule(pick=st.integers(0, 8))
    def somebody_says_something_out_of_place(self, pick: int) -> None:
        """Whatever the stage is, a command is taken in or refused, and never half of it."""
        steps: tuple[Callable[[], None], ...] = (
            lambda: self.documents_come("invoice"),
            lambda: self.the_desk_recommends([vnd(500_000)], False),
            lambda: self.the_desk_recommends([], True),
            lambda: self.the_desk_offers(vnd(5_000_000)),
            lambda: self.the_merchant_answers(Reply.ACCEPT, vnd(1)),
            lambda: self.the_merchant_appeals(True),
            self.legal_lifts_the_hold,
            lambda: self.payment_is_requested(0),
            lambda: self.do(lambda case: settling.renew(case, self.act("operator"))),
        )
        steps[pick]()

    @rule(
        numbers=st.lists(st.sampled_from(PARCELS), min_size=1, max_size=2),
        rarely=st.integers(0, 3),
    )
    def parcels_are_found(self, numbers: list[str], rarely: int) -> None:
        if rarely == 0:
            self.do(lambda case: afterwards.parcel_found(case, self.act(), tuple(numbers)))

    @rule(rarely=st.integers(0, 15))
    def the_merchant_withdraws(self, rarely: int) -> None:
        if rarely == 0:
            self.do(lambda case: interruptions.withdraw(case, self.act("merchant")))

    @rule(rarely=st.integers(0, 3))
    def legal_holds(self, rarely: int) -> None:
        if rarely == 0:
            self.do(lambda case: interruptions.hold(case, self.act("legal.uyen")))

    @precondition(lambda self: self.case.hold is not None)
    @rule()
    def legal_lifts_the_hold(self) -> None:
        self.do(lambda case: interruptions.release_hold(case, self.act("legal.uyen")))

    @rule(who=st.sampled_from(("desk.an", "desk.chi", "desk.dung")))
    def the_owner_changes(self, who: str) -> None:
        self.do(lambda case: interruptions.assign(case, self.act(), who))

    @precondition(lambda self: ticking.has_work(self.case, self.now))
    @rule(rarely=st.integers(0, 3))
    def a_step_fails_for_good(self, rarely: int) -> None:
        if rarely:
            return
        parked = Parked(repairing.Step.READ, "the reader is away", self.now)
        self.do(lambda case: paying.park(case, parked))

    @precondition(lambda self: self.case.parked is not None)
    @rule(remedy=st.sampled_from(repairing.Remedy))
    def an_operator_repairs(self, remedy: repairing.Remedy) -> None:
        self.do(lambda case: repairing.repair(case, remedy, self.act("operator")))

    @invariant()
    def the_books_say_what_the_case_says(self) -> None:
        claim_id = self.case.claim_id
        clearing = sum(a.amount.minor for a in in_flight(self.case)) + sum(
            a.amount.minor for a in to_send(self.case) if a.submitted_at
        )
        reserved = self.case.reserve.minor if self.case.reserve else 0
        assert self.books.reserved(claim_id) == reserved
        assert self.books.clearing(claim_id) == clearing
        assert self.books.payable(claim_id) == unpaid(self.case).minor - clearing
        assert sum(self.books.balances.values()) == 0

    @invariant()
    def never_more_is_paid_than_was_agreed(self) -> None:
        flying = sum((a.amount for a in in_flight(self.case)), vnd(0))
        assert kept(self.case) + flying <= self.most_agreed

    @invariant()
    def a_leg_has_one_live_attempt_at_most(self) -> None:
        dead = {PaymentState.REJECTED, PaymentState.RETURNED}
        legs = Counter(
            (a.settlement_version, a.leg) for a in self.case.attempts if a.state not in dead
        )
        assert all(count == 1 for count in legs.values())
        keys = [attempt.key for attempt in self.case.attempts]
        assert len(set(keys)) == len(keys)

    @invariant()
    def nobody_signs_twice_or_own_work(self) -> None:
        round_ = self.case.round
        if round_ is None:
            return
        names = [name for d in round_.decisions for name in (d.by, d.acting_for) if name]
        assert len(set(names)) == len(names)
        assert not set(names) & {*round_.prepared_by, *round_.barred}
        assert set(self.case.recommended_by) <= set(round_.prepared_by)

    @invariant()
    def a_round_is_about_the_case_as_it_is(self) -> None:
        round_ = self.case.round
        assert round_ is None or round_.subject_hash == fingerprint(self.case, round_.subject)
        if round_ is not None and round_.subject is RoundSubject.PAYMENT:
            assert self.case.stage is Stage.PAYMENT_APPROVAL

    @invariant()
    def a_closed_case_has_nothing_open(self) -> None:
        if self.case.is_open:
            return
        assert self.books.left_open(self.case.claim_id) == (0, 0, 0)
        assert all(clock.stopped_at for clock in timing.all_clocks(self.case))
        assert self.case.round is None
        assert self.case.outcome is not None
        assert views.waiting(self.case, self.now) == ()
        assert ticking.next_moment(self.case, self.now) is None

    @invariant()
    def an_open_case_waits_for_somebody_or_something(self) -> None:
        if not self.case.is_open:
            return
        waits = views.waiting(self.case, self.now)
        coming = ticking.next_moment(self.case, self.now)
        assert waits or coming or self.case.stage in WORKING

    @invariant()
    def clocks_stand_still_exactly_while_they_may(self) -> None:
        assert timing.aligned(self.case, self.now) == self.case

    @invariant()
    def on_hold_no_money_moves(self) -> None:
        if self.case.hold is not None:
            assert paying.next_to_send(self.case) is None
            assert self.case.is_open

    @invariant()
    def letters_are_sent_once(self) -> None:
        assert all(count == 1 for count in self.letters.values())

    @invariant()
    def the_outcome_fits_the_money(self) -> None:
        if self.case.outcome is Outcome.PAID:
            assert kept(self.case) > vnd(0)

    @invariant()
    def the_case_travels_whole(self) -> None:
        assert WHOLE.validate_json(WHOLE.dump_json(self.case)) == self.case
        assert trimmed(self.case, keep=3).event_count == self.events


def rest(_: ClaimLife) -> None:
    """Nothing is to be done but wait."""


NEXT_STEP: dict[Stage, Callable[[ClaimLife], None]] = {
    Stage.VERIFYING: lambda life: life.documents_are_read(vnd(6_000_000), False),
    Stage.AWAITING_DOCUMENTS: lambda life: life.all_papers_come(),
    Stage.RECOMMENDING: lambda life: life.the_desk_recommends([], False),
    Stage.NEGOTIATING: lambda life: life.the_merchant_answers(Reply.ACCEPT, vnd(1)),
    Stage.SETTLED: lambda life: life.payment_is_requested(300_000),
    Stage.AWAITING_PAYEE: lambda life: life.account_and_papers_come(),
    Stage.PAYMENT_APPROVAL: lambda life: life.the_desk_recommends([], False),
    Stage.SUBMITTING: lambda life: life.payments_are_handed_in(),
    Stage.AWAITING_PAYOUT: lambda life: life.the_bank_pays(),
}


@pytest.mark.no_cover
def test_a_claim_keeps_its_promises_whatever_happens() -> None:
    run_state_machine_as_test(
        ClaimLife,
        settings=settings(
            max_examples=80,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
