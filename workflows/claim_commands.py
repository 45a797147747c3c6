"""What others may say to a claim: an update for each command, and any signal of the same name."""

from pydantic import BaseModel
from temporalio import workflow
from typing_extensions import override

from activities.crises import CrisisDesk
from makegood.messages import commands as say
from makegood.messages.payments import PaymentNotice
from makegood.messages.sealing import Sealed
from makegood.rules.authority import SigningRequest
from makegood.rules.casefile import CaseFile, Stage
from makegood.rules.claim import Team
from makegood.rules.life import asked, signing
from makegood.rules.life.repairing import Remedy
from makegood.rules.local_time import local_at
from makegood.rules.refusals import Refused
from makegood.rules.terms import Mandate
from workflows import changes
from workflows.casekeeper import CaseKeeper
from workflows.changes import Deed
from workflows.escalating import begin_crisis, crisis_request, escalation_case_id
from workflows.keeper import refused
from workflows.patience import quick
from workflows.spoken import Spoken

MESSAGES: dict[str, type[BaseModel]] = {
    "sign_off": say.SignOff,
    "submit_documents": say.SubmitDocuments,
    "recommend": say.Recommend,
    "make_offer": say.MakeOffer,
    "answer_offer": say.AnswerOffer,
    "withdraw": say.Withdraw,
    "assign": say.Assign,
    "hold": say.PlaceHold,
    "release_hold": say.ReleaseHold,
    "correct_payee": say.CorrectPayee,
    "payment_notice": PaymentNotice,
    "appeal": say.MakeAppeal,
    "parcel_found": say.ParcelFound,
    "add_note": say.AddNote,
    "repair": say.Repair,
    "recovery_notice": say.RecoveryNotice,
    "escalate": say.Escalate,
    "escalation_ended": say.EscalationEnded,
    "grant_goodwill": say.GrantGoodwill,
}
"""The commands of a claim by name, each with its message."""


class ClaimCommands(Spoken[CaseFile, say.Receipt]):
    """Takes commands in: checked without effect first, then applied, written down and answered."""

    MESSAGES = MESSAGES
    _keeper: CaseKeeper | None

    async def _kept(self) -> CaseKeeper:
        """The claim, once it is open."""
        await self._open()
        assert self._keeper is not None
        return self._keeper

    @override
    def _receipt(self, note: str = "") -> say.Receipt:
        assert self._keeper is not None
        return self._keeper.receipt(note)

    @property
    @override
    def _name(self) -> str:
        assert self._keeper is not None
        return self._keeper.case.claim_id

    async def _done(self, deed: Deed) -> say.Receipt:
        """Do it at the moment at which it is heard, write it down, answer."""
        await self._open()
        at = await self._clock.look()
        return await self._say(lambda case: deed(case, at))

    async def _done_under_seal(self, command: str, message: Sealed, deed: Deed) -> say.Receipt:
        """The same for what is taken under a seal, where the claim is pinned to seals."""
        await self._open()
        mark = await self._mark(command, message)
        at = await self._clock.look()
        return await self._say(lambda case: deed(mark(case), at))

    def _may(self, deed: Deed) -> None:
        """Refuse before anything is accepted; a case that is not open yet is checked later."""
        self._check(lambda case: deed(case, workflow.now()))

    @workflow.update(
        description="A team approves, rejects or sends back what it was asked to sign."
    )
    async def sign_off(self, message: say.SignOff) -> say.Receipt:
        """Take one decision in; the signer is looked up on the day of signing."""
        keeper = await self._kept()
        if self._is_answered(message.decision_id, message):
            return keeper.receipt("answered before")
        mark = await self._mark("sign_off", message)
        decision = changes.decision_of(message, await self._clock.look())
        signer = await self._signer(message.by, signing.signing_request(keeper.case, decision))
        return await self._once(
            message.decision_id, message, lambda case: signing.sign(mark(case), decision, signer)
        )

    @sign_off.validator
    def _may_sign_off(self, message: say.SignOff) -> None:
        if self._keeper is None or self._is_answered(message.decision_id, message):
            return
        try:
            asked.require_current(self._keeper.case, changes.decision_of(message, workflow.now()))
        except Refused as refusal:
            raise refused(refusal) from refusal

    @workflow.update(description="The merchant supplies documents, asked for or not.")
    async def submit_documents(self, message: say.SubmitDocuments) -> say.Receipt:
        """Read them again with the rest."""
        return await self._done(changes.documents(message))

    @submit_documents.validator
    def _may_submit_documents(self, message: say.SubmitDocuments) -> None:
        self._may(changes.documents(message))

    @workflow.update(description="The desk recommends again, after a send-back or an appeal.")
    async def recommend(self, message: say.Recommend) -> say.Receipt:
        """Ask all teams anew."""
        return await self._done_under_seal("recommend", message, changes.recommendation(message))

    @recommend.validator
    def _may_recommend(self, message: say.Recommend) -> None:
        self._may(changes.recommendation(message))

    @workflow.update(
        description="The desk makes its next offer; above authority it is approved first."
    )
    async def make_offer(self, message: say.MakeOffer) -> say.Receipt:
        """Supersede the offer on the table."""
        if self._is_answered(message.offer_id, message):
            return await self._answered_before()
        await self._open()
        mark = await self._mark("make_offer", message)
        at, deed = await self._clock.look(), changes.offer(message)
        return await self._once(message.offer_id, message, lambda case: deed(mark(case), at))

    @make_offer.validator
    def _may_make_offer(self, message: say.MakeOffer) -> None:
        if not self._is_answered(message.offer_id, message):
            self._may(changes.offer(message))

    @workflow.update(
        description="The merchant accepts, rejects or counters the offer on the table."
    )
    async def answer_offer(self, message: say.AnswerOffer) -> say.Receipt:
        """Settle, bargain on, or ask for approval of a late acceptance."""
        return await self._done_under_seal("answer_offer", message, changes.answer(message))

    @answer_offer.validator
    def _may_answer_offer(self, message: say.AnswerOffer) -> None:
        self._may(changes.answer(message))

    @workflow.update(description="The merchant takes the claim back; nothing may be with the bank.")
    async def withdraw(self, message: say.Withdraw) -> say.Receipt:
        """Undo what must be undone, and close."""
        return await self._done(changes.withdrawal(message))

    @withdraw.validator
    def _may_withdraw(self, message: say.Withdraw) -> None:
        self._may(changes.withdrawal(message))

    @workflow.update(description="The claim gets another owner.")
    async def assign(self, message: say.Assign) -> say.Receipt:
        """Hand over."""
        return await self._done(changes.assignment(message))

    @assign.validator
    def _may_assign(self, message: say.Assign) -> None:
        self._may(changes.assignment(message))

    @workflow.update(description="A litigation hold: negotiation and payment freeze.")
    async def hold(self, message: say.PlaceHold) -> say.Receipt:
        """Freeze."""
        return await self._done(changes.hold(message))

    @hold.validator
    def _may_hold(self, message: say.PlaceHold) -> None:
        self._may(changes.hold(message))

    @workflow.update(description="Legal lifts the litigation hold.")
    async def release_hold(self, message: say.ReleaseHold) -> say.Receipt:
        """Go on, if it is Legal who says so."""
        keeper = await self._kept()
        mark = await self._mark("release_hold", message)
        at = await self._clock.look()
        today = local_at(keeper.case.desk.offsets, at).date()
        await self._signer(message.by, SigningRequest(Mandate(Team.LEGAL), today))
        deed = changes.release(message)
        return await self._say(lambda case: deed(mark(case), at))

    @release_hold.validator
    def _may_release_hold(self, message: say.ReleaseHold) -> None:
        self._may(changes.release(message))

    @workflow.update(description="The merchant's account is given or corrected.")
    async def correct_payee(self, message: say.CorrectPayee) -> say.Receipt:
        """Void what was signed for another account, and ask again."""
        return await self._done_under_seal("correct_payee", message, changes.payee(message))

    @correct_payee.validator
    def _may_correct_payee(self, message: say.CorrectPayee) -> None:
        self._may(changes.payee(message))

    @workflow.update(description="The bank tells what became of a payment.")
    async def payment_notice(self, message: PaymentNotice) -> say.Receipt:
        """Take the news in, whatever the order."""
        return await self._done_under_seal("payment_notice", message, changes.bank_notice(message))

    @payment_notice.validator
    def _may_notify(self, message: PaymentNotice) -> None:
        self._may(changes.bank_notice(message))

    @workflow.update(description="The merchant appeals, once, within the window.")
    async def appeal(self, message: say.MakeAppeal) -> say.Receipt:
        """Reopen with a clock of its own."""
        return await self._done(changes.appeal(message))

    @appeal.validator
    def _may_appeal(self, message: say.MakeAppeal) -> None:
        self._may(changes.appeal(message))

    @workflow.update(description="Parcels of the claim have turned up.")
    async def parcel_found(self, message: say.ParcelFound) -> say.Receipt:
        """Drop what is unpaid, reverse what is paid."""
        return await self._done(changes.found(message))

    @parcel_found.validator
    def _may_find(self, message: say.ParcelFound) -> None:
        self._may(changes.found(message))

    @workflow.update(description="A remark for the timeline.")
    async def add_note(self, message: say.AddNote) -> say.Receipt:
        """Write it down."""
        return await self._done(changes.note(message))

    @workflow.update(description="The recovery from the carrier tells what came in.")
    async def recovery_notice(self, message: say.RecoveryNotice) -> say.Receipt:
        """Take the figure in."""
        return await self._done(changes.recovered(message))

    @workflow.update(description="The claim becomes a crisis, which has a case of its own.")
    async def escalate(self, message: say.Escalate) -> say.Receipt:
        """Hold what policy says, and open the case."""
        keeper = await self._kept()
        held = await self._clock.alone(
            CrisisDesk.held_clocks, keeper.case.claim_id, quick("find what a crisis holds")
        )
        case_id = message.case_id or escalation_case_id(keeper.case)
        receipt = await self._done(changes.escalation(message, case_id, held))
        await begin_crisis(crisis_request(keeper.case, message, case_id))
        return receipt.model_copy(update={"note": case_id})

    @escalate.validator
    def _may_escalate(self, message: say.Escalate) -> None:
        self._may(changes.escalation(message, message.case_id, ()))

    @workflow.update(description="The crisis that the claim had become has ended.")
    async def escalation_ended(self, message: say.EscalationEnded) -> say.Receipt:
        """Go on where the claim stood."""
        return await self._done(changes.escalation_ended(message))

    @workflow.update(description="A crisis asks for goodwill beyond policy; the matrix signs it.")
    async def grant_goodwill(self, message: say.GrantGoodwill) -> say.Receipt:
        """Offer it once it is signed, or tell the case why not."""
        return await self._done(changes.goodwill(message))

    @workflow.update(description="An operator retries, skips or compensates a parked step.")
    async def repair(self, message: say.Repair) -> say.Receipt:
        """Unpark the case: the step, the writing down, or the opening of the claim."""
        if self._keeper is None and self._at_the_door:
            self._given_up = message.remedy == Remedy.COMPENSATE.value
            self._at_the_door = ""
            return say.Receipt(stage=Stage.RECEIVED, version=0, note="tried again")
        keeper = await self._kept()
        if keeper.trouble:
            await self._mark("repair", message)
            keeper.trouble = ""
            return keeper.receipt("written down again")
        return await self._done_under_seal("repair", message, changes.repair(message))

    @repair.validator
    def _may_repair(self, message: say.Repair) -> None:
        if self._keeper is not None and not self._keeper.trouble:
            self._may(changes.repair(message))
