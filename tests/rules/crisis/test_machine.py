"""Whatever people, pagers and time do to a crisis, its promises hold after every step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import TypeAdapter

from makegood.rules.authority import Signer
from makegood.rules.case_words import Act
from makegood.rules.chronicle import trimmed
from makegood.rules.claim import Team
from makegood.rules.crisis import (
    clocking,
    closing,
    csat,
    deciding,
    declaring,
    ladders,
    learning,
    linking,
    reviewing,
    roles,
    statements,
    tasks,
    ticking,
    triaging,
    updates,
)
from makegood.rules.crisis.awaiting import waiting
from makegood.rules.crisis.calling import PageReason, PageState
from makegood.rules.crisis.drilling import Inject
from makegood.rules.crisis.explaining import explain
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import open_promises
from makegood.rules.crisis.severity import Impact, Severity, Trigger, Urgency
from makegood.rules.crisis.statement_book import open_statements
from makegood.rules.crisis.stating import StatementState
from makegood.rules.crisis.words import (
    Audience,
    CrisisStage,
    Mention,
    Role,
    Source,
    SourceType,
)
from makegood.rules.crisis.work import has_work
from makegood.rules.rounds import Decide, Decision
from tests.rules.crisis.cases import (
    BINH,
    CHI,
    DAY,
    MAI,
    MINUTE,
    START,
    a_playbook,
    an_alert,
)
from tests.rules.crisis.driven import SPANS, TRIGGERS, DrivenCase

WHOLE = TypeAdapter(CrisisFile)
PEOPLE = st.sampled_from((MAI, BINH, CHI))
SIGNERS = {Team.LEGAL: "legal.vu", Team.PR: "pr.tam", Team.OPERATIONS: "ops.thu"}
FLAG = st.booleans()
FAR = st.sampled_from((0, 0, 1, 2, 3, 5, 6, 7))
KEYS = st.sampled_from(("facts", "keep", "draft", "answer", "extra"))
OUT = {StatementState.PUBLISHING, StatementState.PUBLISHED}
CALLING = {PageState.PENDING, PageState.BUNDLED, PageState.DEFERRED}


class CrisisLife(DrivenCase):
    """One case, driven at random by people as well."""

    def __init__(self) -> None:
        super().__init__()
        self.signed: dict[str, set[Team]] = {}
        self.had_lead = False

    @initialize(
        triggers=TRIGGERS, restricted=FLAG, claim=FLAG, drill=st.sampled_from((0, 0, 1)), far=FAR
    )
    def something_happens(
        self, triggers: tuple[Trigger, ...], restricted: bool, claim: bool, drill: int, far: int
    ) -> None:
        source = Source(SourceType.CLAIM, "CL-1") if claim else an_alert().source
        script = (Inject(600.0, "press", "a paper calls"),) if drill else ()
        alert = an_alert(triggers=triggers, restricted=restricted, source=source)
        self.comes_in(replace(alert, drill=bool(drill), injects=script))
        for _ in range(far):
            self.it_goes_on()

    @precondition(lambda self: self.case.is_open)
    @rule()
    def it_goes_on(self) -> None:
        """The natural next step of the stage, as people would take it."""
        self.the_process_works(PageState.SENT)
        self.somebody_acknowledges(MAI)
        NEXT_STEP.get(self.case.stage, rest)(self)

    @rule(impact=st.sampled_from(Impact), unsure=st.booleans(), triggers=TRIGGERS, by=PEOPLE)
    def somebody_triages(
        self, impact: Impact, unsure: bool, triggers: tuple[Trigger, ...], by: str
    ) -> None:
        said = triaging.Assessment(
            impact, Urgency.HIGH, unsure, triggers=triggers, playbook=a_playbook()
        )
        self.by_hand(lambda case: triaging.triage(case, self.act(by), said))

    @rule(by=PEOPLE)
    def somebody_acknowledges(self, by: str) -> None:
        self.by_hand(lambda case: ladders.acknowledge(case, self.act(by)))

    @rule(severity=st.sampled_from(Severity))
    def severity_changes(self, severity: Severity) -> None:
        self.by_hand(lambda case: triaging.change_severity(case, self.act(), severity))

    @rule(step=st.sampled_from((declaring.declare, declaring.contain, declaring.stabilise)))
    def the_crisis_goes_on(self, step: Callable[[CrisisFile, Act], CrisisFile]) -> None:
        self.by_hand(lambda case: step(case, self.act()))

    @rule()
    def somebody_closes(self) -> None:
        self.by_hand(lambda case: closing.close(case, self.act(), "solved"))

    @rule()
    def somebody_does_all_and_closes(self) -> None:
        for task in self.case.tasks:
            self.by_hand(partial(tasks.complete_task, act=self.act(), key=task.key))
        for one in open_statements(self.case):
            self.a_statement_is_withdrawn(one.key)
        self.a_statement_is_drafted(f"over{self.case.reopenings}", "It is over.")
        self.everybody_signs_and_it_is_published()
        for audience in (Audience.MANAGEMENT, Audience.CUSTOMER):
            self.somebody_is_told(audience)
        self.somebody_closes()

    @rule()
    def somebody_reopens(self) -> None:
        if self.do(lambda case: closing.reopen(case, self.act())):
            self.watch.restart(*closing.REOPENED_CLOCKS)

    @precondition(lambda self: self.case.event_count > 30)
    @rule(other=st.sampled_from(("C-2", "C-1")))
    def it_is_merged(self, other: str) -> None:
        self.by_hand(lambda case: linking.merge_into(case, self.act(), other))

    @precondition(lambda self: self.case.event_count > 30)
    @rule()
    def it_is_rejected(self) -> None:
        self.by_hand(lambda case: triaging.reject(case, self.act()))

    @rule(number=st.integers(3, 5), severity=st.sampled_from(Severity), minutes=st.integers(0, 90))
    def it_takes_another_in(self, number: int, severity: Severity, minutes: int) -> None:
        since = START - minutes * MINUTE
        merged = linking.MergedCase(f"C-{number}", since, severity, 2)
        before = self.case
        if self.do(lambda case: linking.absorb(case, self.act(), merged)):
            self.watch.lengthen(before, since)

    @rule(number=st.integers(1, 9), triggers=TRIGGERS)
    def somebody_mentions_it(self, number: int, triggers: tuple[Trigger, ...]) -> None:
        seen = Mention(Source(SourceType.SOCIAL_POST, f"post-{number}"), self.now, number)
        self.do(lambda case: linking.mention(case, self.act("watch"), seen, triggers))

    @rule(by=PEOPLE, role=st.sampled_from(Role))
    def a_part_is_given(self, by: str, role: Role) -> None:
        self.by_hand(lambda case: roles.assign_role(case, self.act(), role, by))

    @rule(by=PEOPLE, role=st.sampled_from((Role.LEAD, Role.LEAD, Role.CUSTOMER_LIAISON)))
    def a_part_is_handed_over(self, by: str, role: Role) -> None:
        self.by_hand(lambda case: roles.hand_over(case, self.act(), role, by))

    @rule(by=PEOPLE)
    def a_part_is_accepted(self, by: str) -> None:
        """By whom it was offered to, where it was; else somebody tries all the same."""
        offered = [one for one in self.case.roles if one.offered_to]
        role, to = (offered[0].role, offered[0].offered_to) if offered else (Role.LEAD, by)
        self.by_hand(lambda case: roles.accept_role(case, self.act(to), role))

    @rule(names=st.sampled_from(((), ("resolution",), ("containment", "first_response"))))
    def clocks_are_paused(self, names: tuple[str, ...]) -> None:
        if self.by_hand(lambda case: clocking.pause_clocks(case, self.act(), *names)):
            self.watch.pause(*names)

    @rule(names=st.sampled_from(((), ("resolution",))))
    def clocks_are_resumed(self, names: tuple[str, ...]) -> None:
        if self.by_hand(lambda case: clocking.resume_clocks(case, self.act(), *names)):
            self.watch.resume(*names)

    @rule(
        span=SPANS, severity=st.sampled_from(Severity), names=st.sampled_from(((), ("resolution",)))
    )
    def severity_changes_during_a_pause(
        self, span: timedelta, severity: Severity, names: tuple[str, ...]
    ) -> None:
        self.clocks_are_paused(())
        self.the_machines_stand_still(span)
        self.severity_changes(severity)
        self.clocks_are_resumed(names)

    @rule(key=KEYS, skipped=st.booleans())
    def a_task_ends(self, key: str, skipped: bool) -> None:
        end = tasks.skip_task if skipped else tasks.complete_task
        self.by_hand(lambda case: end(case, self.act(), key))

    @rule(version=st.sampled_from(("4", "5")), kept=st.integers(1, 4))
    def the_playbook_changes(self, version: str, kept: int) -> None:
        new = replace(a_playbook(), version=version, tasks=a_playbook().tasks[:kept])
        self.by_hand(lambda case: tasks.rebase(case, self.act(), new))

    @rule(after=st.sampled_from(((), ("facts",))))
    def a_task_is_added(self, after: tuple[str, ...]) -> None:
        new = tasks.NewTask("extra", "Call the customer", Team.LEGAL, after=after)
        self.by_hand(lambda case: tasks.add_task(case, self.act(), new))

    @rule(key=st.sampled_from(("s1", "s2")), text=st.sampled_from(("We know.", "We are sorry.")))
    def a_statement_is_drafted(self, key: str, text: str) -> None:
        drafted = statements.Draft(key, text, "en", "web")
        self.by_hand(lambda case: statements.draft(case, self.act(), drafted))

    @rule(team=st.sampled_from(tuple(SIGNERS)), said=st.sampled_from(Decide))
    def somebody_signs(self, team: Team, said: Decide) -> None:
        if not self.case.statements:
            return
        sha256, by = self.case.statements[-1].sha256, SIGNERS[team]
        number = f"{self.case.event_count}-{team}"
        decision = Decision(number, team, said, by, self.now, sha256, "so be it")
        signer = Signer(by, (team,), 1)
        if self.do(lambda case: statements.sign(case, decision, signer)):
            given = self.signed.setdefault(sha256, set())
            given.update({team} if said is Decide.APPROVE else set())

    @precondition(lambda self: bool(self.case.statements))
    @rule()
    def everybody_signs_and_it_is_published(self) -> None:
        for team in SIGNERS:
            self.somebody_signs(team, Decide.APPROVE)
        self.publishing_is_asked()
        self.the_publisher_answers(well=True)

    @rule()
    def publishing_is_asked(self) -> None:
        if not self.case.statements:
            return
        sha256 = self.case.statements[-1].sha256
        self.by_hand(lambda case: statements.ask_publish(case, self.act(), sha256))

    @precondition(lambda self: bool(statements.to_publish(self.case)))
    @rule(well=st.booleans())
    def the_publisher_answers(self, well: bool) -> None:
        for one in statements.to_publish(self.case):
            published = partial(statements.published, reference="p-1")
            answer = published if well else partial(statements.publish_failed, why="no answer")
            self.do(partial(answer, sha256=one.sha256, at=self.now))

    @precondition(lambda self: bool(self.case.statements))
    @rule(key=st.sampled_from(("s1", "s2")))
    def a_statement_is_withdrawn(self, key: str) -> None:
        self.by_hand(lambda case: statements.withdraw(case, self.act(), key))

    @rule(audience=st.sampled_from((Audience.MANAGEMENT, Audience.CUSTOMER)))
    def somebody_is_told(self, audience: Audience) -> None:
        told = updates.Told(audience, "We work on it", "calls", "none")
        self.by_hand(lambda case: updates.post_update(case, self.act(), told))

    @rule()
    def something_is_decided(self) -> None:
        new = deciding.NewDecision("pay", "CL-1")
        self.by_hand(lambda case: deciding.record_decision(case, self.act(), new))

    @precondition(lambda self: self.case.review is not None)
    @rule()
    def it_is_reviewed(self) -> None:
        text = reviewing.ReviewText("what happened", "much", "a gate")
        self.by_hand(lambda case: reviewing.complete_review(case, self.act(), text))

    @precondition(lambda self: self.case.csat is not None)
    @rule(score=st.integers(1, 5))
    def the_customer_answers(self, score: int) -> None:
        self.by_hand(lambda case: csat.record_csat(case, self.act("cust-7"), score))

    @precondition(lambda self: bool(self.case.actions))
    @rule()
    def all_actions_are_done(self) -> None:
        for one in self.case.actions:
            self.by_hand(
                partial(learning.complete_action, act=self.act(), number=one.number, note="done")
            )

    @rule(proposal=st.sampled_from(("", "ask for the gate code")))
    def something_is_learnt(self, proposal: str) -> None:
        new = learning.NewLearning("gates", "viral_post", proposal)
        self.by_hand(lambda case: learning.record_learning(case, self.act(), new))
        self.by_hand(lambda case: learning.decide_proposal(case, self.act(CHI), 1, approve=True))

    @invariant()
    def no_page_is_made_twice(self) -> None:
        assert all(count == 1 for count in self.pages.values())
        assert all(count == 1 for count in self.letters.values())

    @invariant()
    def nobody_is_called_after_the_acknowledgement_or_the_end(self) -> None:
        for page in self.case.pages:
            if page.state in CALLING and page.reason is PageReason.LADDER:
                assert ladders.is_running(self.case)
            if page.state in CALLING and page.reason is not PageReason.REVIEW:
                assert self.case.is_active

    @invariant()
    def there_is_one_lead_once_there_was_one(self) -> None:
        leads = [one for one in self.case.roles if one.role is Role.LEAD]
        self.had_lead = self.had_lead or bool(leads)
        assert len(leads) == self.had_lead

    @invariant()
    def clocks_count_what_has_run(self) -> None:
        assert self.watch.agrees(self.case, self.now)
        names = [clock.name for clock in clocking.all_clocks(self.case)]
        assert len(names) == len(set(names))

    @invariant()
    def only_what_was_approved_is_out(self) -> None:
        for one in self.case.statements:
            if one.state in OUT:
                assert self.signed[one.sha256] == set(SIGNERS)

    @invariant()
    def promises_are_open_only_while_somebody_works(self) -> None:
        assert self.case.is_active or not open_promises(self.case)

    @invariant()
    def no_severity_is_below_a_floor(self) -> None:
        held = triaging.floor(self.case)
        assert held is None or self.case.severity.rank <= held.rank

    @invariant()
    def an_ended_case_waits_for_nobody_and_any_other_for_somebody(self) -> None:
        coming = ticking.next_moment(self.case, self.now)
        waits = waiting(self.case, self.now)
        if self.case.is_open:
            assert waits or coming or has_work(self.case)
        else:
            assert (waits, coming) == ((), None)
        assert self.case.stage is not CrisisStage.CLOSED or not clocking.live(self.case)

    @invariant()
    def the_case_travels_whole_and_explains_itself(self) -> None:
        assert WHOLE.validate_json(WHOLE.dump_json(self.case)) == self.case
        assert trimmed(self.case, keep=3).event_count == self.case.event_count
        assert explain(self.case, self.now)


def rest(_: CrisisLife) -> None:
    """Nothing is to be done but wait."""


NEXT_STEP: dict[CrisisStage, Callable[[CrisisLife], None]] = {
    CrisisStage.DETECTED: lambda life: life.somebody_triages(Impact.EXTENSIVE, False, (), MAI),
    CrisisStage.TRIAGED: lambda life: life.the_crisis_goes_on(declaring.declare),
    CrisisStage.DECLARED: lambda life: life.the_crisis_goes_on(declaring.contain),
    CrisisStage.REOPENED: lambda life: life.the_crisis_goes_on(declaring.contain),
    CrisisStage.CONTAINED: lambda life: life.the_crisis_goes_on(declaring.stabilise),
    CrisisStage.STABLE: lambda life: life.somebody_does_all_and_closes(),
    CrisisStage.CLOSED: lambda life: life.it_is_reviewed(),
    CrisisStage.REVIEWED: lambda life: life.time_passes(5 * DAY),
}


@pytest.mark.no_cover
def test_a_crisis_keeps_its_promises_whatever_happens() -> None:
    run_state_machine_as_test(
        CrisisLife,
        settings=settings(
            max_examples=60,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
