"""A crisis driven at random by pagers and by time; what people do comes on top of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
)

from makegood.rules.case_words import Act
from makegood.rules.chronicle import recorded
from makegood.rules.crisis import (
    closing,
    ladders,
    paging,
    statements,
    ticking,
)
from makegood.rules.crisis.calling import PageReason, PageReport, PageState
from makegood.rules.crisis.file import Alert, CrisisFile
from makegood.rules.crisis.opening import opened
from makegood.rules.crisis.severity import Trigger
from makegood.rules.refusals import Refused
from tests.rules.crisis.cases import (
    MAI,
    MINUTE,
    START,
    an_alert,
)
from tests.rules.crisis.ledger_model import StopWatch
from tests.rules.crisis.walk import an_admission, found

SPANS = st.sampled_from((1, 1, 3, 5, 15, 35, 240, 60 * 24 * 4)).map(lambda n: n * MINUTE)
TRIGGERS = st.sampled_from(((), (), (Trigger.VIP,), (Trigger.LEGAL_LETTER,), (Trigger.SAFETY,)))
FOREVER = timedelta(days=10_000)
SILENCE = timedelta(minutes=30)

Change = Callable[[CrisisFile], CrisisFile]


class DrivenCase(RuleBasedStateMachine):
    """One case, and all that was ever paged and sent for it; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = START
        self.case = opened(an_alert(), an_admission(), START)
        self.pages, self.letters, self.watch = Counter[str](), Counter[str](), StopWatch()

    def act(self, by: str = MAI) -> Act:
        return Act(self.now, by, "as things are")

    def do(self, change: Change) -> bool:
        """Apply a change; what it wants written down is written down at once."""
        before = self.case
        try:
            after = change(before)
        except Refused:
            return False
        assert after == before or after.version > before.version, "nobody would notice"
        known = {page.key for page in before.pages}
        for page in after.pages:
            if page.key not in known:
                self._page_is_wanted(after, page.key)
        self.letters.update(letter.key for letter in after.unrecorded.letters)
        self.case = recorded(after, after.unrecorded)
        return after != before

    def _page_is_wanted(self, case: CrisisFile, key: str) -> None:
        """A page is made while somebody is to be reached, under a key that was never used."""
        self.pages[key] += 1
        page = next(one for one in case.pages if one.key == key)
        if page.reason is PageReason.LADDER:
            assert ladders.is_running(case), "a page after the acknowledgement"
            assert case.ladder is not None
            assert case.ladder.run == page.run
        assert case.is_active or page.reason is PageReason.REVIEW, "a page after the end"

    def comes_in(self, alert: Alert) -> None:
        """The alert opens the case, and every clock counts from now."""
        self.case = opened(alert, an_admission(), START)
        self.do(lambda case: case)
        self.watch.begin(self.case, START)

    @rule(fate=st.sampled_from((PageState.SENT, PageState.SENT, PageState.FAILED)))
    def the_process_works(self, fate: PageState) -> None:
        self.people_are_looked_up()
        for page in paging.to_page(self.case):
            self.do(partial(paging.sending, key=page.key, at=self.now))
            self.do(partial(paging.paged, report=PageReport(page.key, fate, self.now)))
        self._the_rest_of_the_work()

    @rule()
    def people_are_looked_up(self) -> None:
        """Every call becomes pages, of which none has been started yet."""
        while self.case.calls:
            wanted = self.case.calls[0]
            people = found(paging.contacts_of(self.case, wanted))
            self.do_quietly(partial(paging.called, wanted=wanted, reachable=people, at=self.now))

    def do_quietly(self, change: Change) -> None:
        """A call that pages nobody is worked off without a word."""
        self.do(lambda case: replace(change(case), version=case.version + 1))

    def _the_rest_of_the_work(self) -> None:
        for one in statements.to_withdraw(self.case):
            self.do(partial(statements.withdrawn, key=one.key, at=self.now))
        if not self.case.is_active and closing.claim_of(self.case) and not self.case.told_claim:
            self.do(lambda case: closing.claim_told(case, self.now))

    @rule()
    def pages_are_started(self) -> None:
        """Every call is on its way to somebody, and nobody knows yet whether it arrives."""
        self.people_are_looked_up()
        for page in paging.to_page(self.case):
            self.do(partial(paging.sending, key=page.key, at=self.now))

    @precondition(lambda self: any(p.state is PageState.SENDING for p in self.case.pages))
    @rule(fate=st.sampled_from((PageState.FAILED, PageState.STALE, PageState.DELIVERED)))
    def a_report_comes_late(self, fate: PageState) -> None:
        key = next(p.key for p in self.case.pages if p.state is PageState.SENDING)
        self.do(lambda case: paging.paged(case, PageReport(key, fate, self.now)))

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        """Time goes by from one moment to the next, as the alarm of the process would have it."""
        self._tick()
        coming = ticking.next_moment(self.case, self.now)
        if coming is None or coming[0] > self.now + span:
            self._clock_moves(min(span, timedelta(days=9)))
            assert ticking.tick(self.case, self.now) == self.case, "something was early"
            return
        self._clock_moves(coming[0] - self.now - timedelta(microseconds=1))
        assert ticking.tick(self.case, self.now) == self.case, f"{coming} was early"
        self._clock_moves(timedelta(microseconds=1))
        assert self._tick(), f"{coming} did not happen"

    @rule()
    def the_next_moment_comes(self) -> None:
        self.time_passes(FOREVER)

    @rule()
    def two_moments_come(self) -> None:
        self.the_next_moment_comes()
        self.the_next_moment_comes()

    @rule(span=SPANS)
    def the_machines_stand_still(self, span: timedelta) -> None:
        """Nothing runs for a while, and then all that was missed is due together."""
        self._clock_moves(span)
        self._tick()

    def _clock_moves(self, span: timedelta) -> None:
        self.watch.pass_(self.case, span)
        self.now += span

    def _tick(self) -> bool:
        before = self.case.ladder
        run = self.case.ladder_runs
        last = self.case.last_human_at
        done = self.do(lambda case: ticking.tick(case, self.now))
        if before and before.stopped_at and self.case.ladder_runs > run:
            since = max(before.stopped_at, last or before.stopped_at)
            assert self.now - since >= SILENCE, "called again without a silence"
        assert ticking.tick(self.case, self.now) == self.case, "a tick is not done in one"
        coming = ticking.next_moment(self.case, self.now)
        assert coming is None or coming[0] > self.now, f"{coming} is left undone"
        return done

    def by_hand(self, change: Change) -> bool:
        """What a person does; a ladder that was stopped stays so."""
        before, run = self.case.ladder, self.case.ladder_runs
        done = self.do(change)
        stopped = before is not None and before.stopped_at is not None
        assert not stopped or self.case.ladder_runs == run, "a word of a person called people anew"
        return done
