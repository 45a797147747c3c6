"""What others may say to a crisis case: an update for each command, a signal of the same name."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError
from typing_extensions import override

from activities.crises import CrisisDesk
from makegood.messages import crisis_commands as say
from makegood.messages.claims import Message
from makegood.messages.crisis_steps import CaseQuery, PlaybookQuery
from makegood.messages.names import case_key, crisis_workflow_id
from makegood.messages.sealing import Sealed
from makegood.rules.crisis import statements
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.terms import Playbook
from makegood.rules.crisis.words import CrisisStage
from makegood.rules.refusals import Refused
from workflows import crisis_changes as changes
from workflows.crisis_changes import Change
from workflows.crisis_keeper import CrisisKeeper
from workflows.keeper import refused
from workflows.patience import quick
from workflows.spoken import Spoken

Said = TypeVar("Said", bound=Message)


def command(
    name: str, kind: type[Said], change: Callable[[Said, datetime], Change], description: str
) -> object:
    """An update of that name which makes the change; what its rule refuses leaves no event."""

    async def take(self: "CrisisCommands", message: Said) -> say.CaseReceipt:
        if isinstance(message, Sealed):
            return await self.takes_under_seal(name, message, lambda at: change(message, at))
        return await self.takes(lambda at: change(message, at))

    def check(self: "CrisisCommands", message: Said) -> None:
        self.may_take(change(message, workflow.now()))

    take.__annotations__ = {"message": kind, "return": say.CaseReceipt}
    check.__annotations__ = {"message": kind, "return": None}
    update = workflow.update(name=name, description=description)(take)
    update.validator(check)
    return update


class CrisisCommands(Spoken[CrisisFile, say.CaseReceipt]):
    """Takes commands in: checked without effect first, then applied, written down and answered."""

    _keeper: CrisisKeeper | None

    @override
    def _receipt(self, note: str = "") -> say.CaseReceipt:
        assert self._keeper is not None
        return self._keeper.receipt(note)

    @property
    @override
    def _name(self) -> str:
        assert self._keeper is not None
        return case_key(self._keeper.case.case_id)

    async def _kept(self) -> CrisisKeeper:
        """The case, once it is open."""
        await self._open()
        assert self._keeper is not None
        return self._keeper

    async def takes(self, change: Callable[[datetime], Change]) -> say.CaseReceipt:
        """Apply a change at the moment at which it is heard, write it down, answer."""
        await self._open()
        return await self._say(change(await self._clock.look()))

    async def takes_under_seal(
        self, command: str, message: Sealed, change: Callable[[datetime], Change]
    ) -> say.CaseReceipt:
        """The same for what is taken under a seal, where the case is pinned to seals."""
        await self._open()
        mark = await self._mark(command, message)
        done = change(await self._clock.look())
        return await self._say(lambda case: done(mark(case)))

    def may_take(self, change: Change) -> None:
        """Refuse before anything is accepted; a case that is not open yet is checked later."""
        self._check(change)

    @workflow.update(description="Somebody assesses the case: severity, cluster, playbook.")
    async def triage(self, message: say.Triage) -> say.CaseReceipt:
        """Take the assessment in, with the playbook that it names or policy has for it."""
        keeper = await self._kept()
        playbook = await self._playbook(keeper.case, message)
        return await self.takes(lambda at: changes.triage(message, at, playbook))

    @triage.validator
    def _may_triage(self, message: say.Triage) -> None:
        self._check(changes.triage(message, workflow.now()))

    async def _playbook(self, case: CrisisFile, message: say.Triage) -> Playbook | None:
        """The playbook to be taken; None where the case keeps what it has, or policy has none."""
        if case.playbook is not None and not message.playbook:
            return None
        query = PlaybookQuery(
            name=message.playbook,
            triggers=tuple(dict.fromkeys((*case.triggers, *message.triggers))),
            source=case.alert.source.type,
        )
        answer = await self._clock.alone(
            CrisisDesk.find_playbook, query, quick("find the playbook")
        )
        if message.playbook and answer.playbook is None:
            raise refused(Refused("no_such_playbook", f"No playbook is called {message.playbook}."))
        return answer.playbook

    @workflow.update(description="A team approves, rejects or sends back exactly that statement.")
    async def sign_off(self, message: say.StatementSignOff) -> say.CaseReceipt:
        """Take one decision in; the signer is looked up on the day of signing."""
        keeper = await self._kept()
        if self._is_answered(message.once, message):
            return self._receipt("answered before")
        mark = await self._mark("sign_off", message)
        decision = changes.decision_of(message, await self._clock.look())
        try:
            request = statements.signing_request(keeper.case, decision)
        except Refused as refusal:
            raise refused(refusal) from refusal
        signer = await self._signer(message.by, request)
        return await self._once(
            message.once, message, lambda case: statements.sign(mark(case), decision, signer)
        )

    @sign_off.validator
    def _may_sign_off(self, message: say.StatementSignOff) -> None:
        if self._keeper is None or self._is_answered(message.once, message):
            return
        try:
            decision = changes.decision_of(message, workflow.now())
            statements.signing_request(self._keeper.case, decision)
        except Refused as refusal:
            raise refused(refusal) from refusal

    @workflow.update(description="A public text, or an edit of one, which voids its approvals.")
    async def draft_statement(self, message: say.DraftStatement) -> say.CaseReceipt:
        """Take the text in; the answer has the hash that is to be signed."""
        keeper = await self._kept()
        await self.takes_under_seal(
            "draft_statement", message, lambda at: changes.draft_statement(message, at)
        )
        return keeper.receipt(statement=message.key)

    @draft_statement.validator
    def _may_draft(self, message: say.DraftStatement) -> None:
        self._check(changes.draft_statement(message, workflow.now()))

    @workflow.update(description="The case goes on as part of another, which hears of it first.")
    async def merge_into(self, message: say.MergeInto) -> say.CaseReceipt:
        """Have the other take this case in, then end it; refuses where nobody works on that one."""
        keeper = await self._kept()
        await self._require_active(message.case_id)
        keeper.would_apply(changes.merge_into(message, await self._clock.look()))
        await self._absorbed_by(keeper.case, message)
        return await self.takes(lambda at: changes.merge_into(message, at))

    @merge_into.validator
    def _may_merge(self, message: say.MergeInto) -> None:
        self._check(changes.merge_into(message, workflow.now()))

    async def _require_active(self, case_id: str) -> None:
        answer = await self._clock.alone(
            CrisisDesk.is_active, CaseQuery(case_id=case_id), quick("look for the other case")
        )
        if not answer:
            raise refused(Refused("no_such_case", f"Nobody works on a case {case_id}."))

    @staticmethod
    async def _absorbed_by(case: CrisisFile, message: say.MergeInto) -> None:
        other = workflow.get_external_workflow_handle(crisis_workflow_id(message.case_id))
        told = say.AbsorbCase(
            by=message.by,
            case_id=case.case_id,
            opened_at=case.opened_at,
            severity=case.severity,
            mention_count=case.mention_count,
            triggers=case.triggers,
            reason=message.reason,
        )
        try:
            await other.signal("absorb", told)
        except ApplicationError as error:
            raise refused(Refused("no_such_case", f"There is no {message.case_id}.")) from error

    @workflow.update(description="An operator has a parked step tried again.")
    async def repair(self, message: say.RepairCase) -> say.CaseReceipt:
        """Unpark the case: a step, the writing down, or the opening of the case."""
        if self._keeper is None and self._at_the_door:
            self._at_the_door = ""
            stage = CrisisStage.DETECTED
            return say.CaseReceipt(stage=stage, severity="", version=0, note="tried again")
        keeper = await self._kept()
        if keeper.trouble:
            await self._mark("repair", message)
            keeper.trouble = ""
            return keeper.receipt("written down again")
        return await self.takes_under_seal(
            "repair", message, lambda at: changes.repair(message, at)
        )

    @repair.validator
    def _may_repair(self, message: say.RepairCase) -> None:
        if self._keeper is not None and not self._keeper.trouble:
            self._check(changes.repair(message, workflow.now()))

    declare = command("declare", say.Declare, changes.declare, "A case becomes a crisis.")
    acknowledge = command(
        "acknowledge", say.Acknowledge, changes.acknowledge, "A person has heard: paging stops."
    )
    change_severity = command(
        "change_severity",
        say.ChangeSeverity,
        changes.change_severity,
        "Better or worse; clocks and promises are re-armed without losing counted time.",
    )
    assign_role = command(
        "assign_role", say.AssignRole, changes.assign_role, "Somebody gets a part in the case."
    )
    hand_over = command(
        "hand_over", say.HandOver, changes.hand_over, "A part is offered; it stays till accepted."
    )
    accept_role = command(
        "accept_role", say.AcceptRole, changes.accept_role, "Somebody takes an offered part over."
    )
    add_task = command("add_task", say.AddTask, changes.add_task, "A task for a team.")
    complete_task = command(
        "complete_task", say.CompleteTask, changes.complete_task, "A task is done."
    )
    skip_task = command(
        "skip_task", say.SkipTask, changes.skip_task, "A task is left out, for a reason."
    )
    publish_statement = command(
        "publish_statement",
        say.PublishStatement,
        changes.publish_statement,
        "The word to publish exactly what was approved, once.",
    )
    withdraw_statement = command(
        "withdraw_statement",
        say.WithdrawStatement,
        changes.withdraw_statement,
        "A statement is taken back, or dropped.",
    )
    post_update = command(
        "post_update", say.PostUpdate, changes.post_update, "An audience is told where it stands."
    )
    record_decision = command(
        "record_decision",
        say.RecordDecision,
        changes.record_decision,
        "What the team decided, and why.",
    )
    goodwill_told = command(
        "goodwill_told",
        say.GoodwillTold,
        changes.goodwill_told,
        "A claim tells how far the goodwill of a decision has got.",
    )
    add_evidence = command(
        "add_evidence", say.AddEvidence, changes.add_evidence, "What was seen, by its sha256."
    )
    link = command("link", say.AddLink, changes.link, "A ticket, claim or case it has to do with.")
    mention = command(
        "mention", say.AddMention, changes.mention, "Somebody else, or again, on the same thing."
    )
    absorb = command(
        "absorb", say.AbsorbCase, changes.absorb, "Another case was merged into this one."
    )
    reject = command("reject", say.SaysWhy, changes.reject, "A false alarm: all are left alone.")
    contain = command("contain", say.Says, changes.contain, "The crisis no longer grows.")
    stabilise = command(
        "stabilise", say.Says, changes.stabilise, "It is over but for what is left to do."
    )
    close = command(
        "close", say.CloseCase, changes.close, "The end; nothing on the checklist may be open."
    )
    reopen = command("reopen", say.SaysWhy, changes.reopen, "At work again, with clocks anew.")
    record_learning = command(
        "record_learning", say.RecordLearning, changes.record_learning, "What the case taught."
    )
    decide_proposal = command(
        "decide_proposal",
        say.DecideProposal,
        changes.decide_proposal,
        "A proposed change of a playbook is taken, or not.",
    )
    add_action = command(
        "add_action", say.AddAction, changes.add_action, "Something to be done afterwards."
    )
    complete_action = command(
        "complete_action", say.CompleteAction, changes.complete_action, "An action is done."
    )
    complete_review = command(
        "complete_review", say.CompleteReview, changes.complete_review, "The review is written."
    )
    record_csat = command(
        "record_csat", say.RecordCsat, changes.record_csat, "The customer's answer, 1 to 5."
    )
    pause_clocks = command(
        "pause_clocks", say.PauseClocks, changes.pause_clocks, "Clocks stand still for a reason."
    )
    resume_clocks = command(
        "resume_clocks", say.ResumeClocks, changes.resume_clocks, "Clocks count on."
    )
    page_receipt = command(
        "page_receipt", say.PageReceipt, changes.page_receipt, "What became of a page."
    )

    MESSAGES = {  # noqa: RUF012 - a ClassVar of the base
        "triage": say.Triage,
        "sign_off": say.StatementSignOff,
        "draft_statement": say.DraftStatement,
        "merge_into": say.MergeInto,
        "repair": say.RepairCase,
        "declare": say.Declare,
        "acknowledge": say.Acknowledge,
        "change_severity": say.ChangeSeverity,
        "assign_role": say.AssignRole,
        "hand_over": say.HandOver,
        "accept_role": say.AcceptRole,
        "add_task": say.AddTask,
        "complete_task": say.CompleteTask,
        "skip_task": say.SkipTask,
        "publish_statement": say.PublishStatement,
        "withdraw_statement": say.WithdrawStatement,
        "post_update": say.PostUpdate,
        "record_decision": say.RecordDecision,
        "goodwill_told": say.GoodwillTold,
        "add_evidence": say.AddEvidence,
        "link": say.AddLink,
        "mention": say.AddMention,
        "absorb": say.AbsorbCase,
        "reject": say.SaysWhy,
        "contain": say.Says,
        "stabilise": say.Says,
        "close": say.CloseCase,
        "reopen": say.SaysWhy,
        "record_learning": say.RecordLearning,
        "decide_proposal": say.DecideProposal,
        "add_action": say.AddAction,
        "complete_action": say.CompleteAction,
        "complete_review": say.CompleteReview,
        "record_csat": say.RecordCsat,
        "pause_clocks": say.PauseClocks,
        "resume_clocks": say.ResumeClocks,
        "page_receipt": say.PageReceipt,
    }
