"""What others may say to a claim: an update for each command, and any signal of the same name."""

from collections.abc import Sequence
from contextlib import suppress

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

from activities.casework import Casework
from makegood.messages import commands as say
from makegood.messages.names import PARKED
from makegood.messages.payments import PaymentNotice
from makegood.messages.steps import DeadLetter, SignerQuery
from makegood.rules.authority import Signer, SigningRequest
from makegood.rules.casefile import Stage
from makegood.rules.claim import Team
from makegood.rules.life import asked, signing
from makegood.rules.life.repairing import Remedy
from makegood.rules.local_time import local_at
from makegood.rules.refusals import Refused
from makegood.rules.terms import Mandate
from workflows import changes
from workflows.casekeeper import STAGE, CaseKeeper, Change, refused
from workflows.patience import quick

LONGEST_LETTER = 4_000
"""How much of a signal that could not be taken in is kept."""

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
}
"""The commands of a claim by name, each with its message."""


class ClaimCommands:
    """Takes commands in: checked without effect first, then applied, written down and answered."""

    def __init__(self) -> None:
        self._keeper: CaseKeeper | None = None
        self._answered: dict[str, str] = {}
        self._stirred = False
        self._at_the_door = ""
        self._given_up = False

    async def _parked_at_the_door(self, why: str) -> bool:
        """Wait, visibly, for an operator, as there is no case file yet; whether to try again."""
        self._at_the_door = why[:500]
        workflow.set_current_details(f"## parked: open the claim\n\n{self._at_the_door}\n")
        workflow.upsert_search_attributes([STAGE.value_set(PARKED)])
        await workflow.wait_condition(lambda: not self._at_the_door)
        return not self._given_up

    async def _kept(self) -> CaseKeeper:
        """The case, once it is open."""
        await workflow.wait_condition(lambda: self._keeper is not None)
        assert self._keeper is not None
        return self._keeper

    def _check(self, change: Change) -> None:
        """Refuse before anything is accepted; a case that is not open yet is checked later."""
        if self._keeper is not None:
            self._keeper.would_apply(change)

    async def _say(self, change: Change) -> say.Receipt:
        """Apply a change, wake the process, write it down, answer."""
        keeper = await self._kept()
        keeper.apply(change)
        self._stirred = True
        await keeper.write()
        return keeper.receipt()

    async def _once(self, key: str, message: BaseModel, change: Change) -> say.Receipt:
        """The same for a command with an id of its own, which counts once whoever repeats it."""
        if self._is_answered(key, message):
            return (await self._kept()).receipt("answered before")
        await self._kept()
        receipt = self._say(change)
        self._answered[key] = message.model_dump_json()
        try:
            return await receipt
        except ApplicationError:
            self._answered.pop(key, None)
            raise

    def _is_answered(self, key: str, message: BaseModel) -> bool:
        before = self._answered.get(key)
        if before is not None and before != message.model_dump_json():
            raise refused(Refused("id_reused", f"{key} was used before for something else."))
        return before is not None

    async def _signer(self, by: str, request: SigningRequest | None) -> Signer:
        """In which capacity somebody signs; refuses whoever may not."""
        if request is None:
            raise refused(Refused("team_not_asked", "That team is not asked to sign now."))
        answer = await workflow.execute_local_activity_method(
            Casework.find_signer, SignerQuery(by=by, request=request), **quick("find the signer")
        )
        if answer.signer is None:
            raise refused(Refused(answer.code, answer.message))
        return answer.signer

    @workflow.update(
        description="A team approves, rejects or sends back what it was asked to sign."
    )
    async def sign_off(self, message: say.SignOff) -> say.Receipt:
        """Take one decision in; the signer is looked up on the day of signing."""
        keeper = await self._kept()
        if self._is_answered(message.decision_id, message):
            return keeper.receipt("answered before")
        decision = changes.decision_of(message)
        signer = await self._signer(message.by, signing.signing_request(keeper.case, decision))
        return await self._once(
            message.decision_id, message, lambda case: signing.sign(case, decision, signer)
        )

    @sign_off.validator
    def _may_sign_off(self, message: say.SignOff) -> None:
        if self._keeper is None or self._is_answered(message.decision_id, message):
            return
        try:
            asked.require_current(self._keeper.case, changes.decision_of(message))
        except Refused as refusal:
            raise refused(refusal) from refusal

    @workflow.update(description="The merchant supplies documents, asked for or not.")
    async def submit_documents(self, message: say.SubmitDocuments) -> say.Receipt:
        """Read them again with the rest."""
        return await self._say(changes.documents(message))

    @submit_documents.validator
    def _may_submit_documents(self, message: say.SubmitDocuments) -> None:
        self._check(changes.documents(message))

    @workflow.update(description="The desk recommends again, after a send-back or an appeal.")
    async def recommend(self, message: say.Recommend) -> say.Receipt:
        """Ask all teams anew."""
        return await self._say(changes.recommendation(message))

    @recommend.validator
    def _may_recommend(self, message: say.Recommend) -> None:
        self._check(changes.recommendation(message))

    @workflow.update(
        description="The desk makes its next offer; above authority it is approved first."
    )
    async def make_offer(self, message: say.MakeOffer) -> say.Receipt:
        """Supersede the offer on the table."""
        return await self._once(message.offer_id, message, changes.offer(message))

    @make_offer.validator
    def _may_make_offer(self, message: say.MakeOffer) -> None:
        if not self._is_answered(message.offer_id, message):
            self._check(changes.offer(message))

    @workflow.update(
        description="The merchant accepts, rejects or counters the offer on the table."
    )
    async def answer_offer(self, message: say.AnswerOffer) -> say.Receipt:
        """Settle, bargain on, or ask for approval of a late acceptance."""
        return await self._say(changes.answer(message))

    @answer_offer.validator
    def _may_answer_offer(self, message: say.AnswerOffer) -> None:
        self._check(changes.answer(message))

    @workflow.update(description="The merchant takes the claim back; nothing may be with the bank.")
    async def withdraw(self, message: say.Withdraw) -> say.Receipt:
        """Undo what must be undone, and close."""
        return await self._say(changes.withdrawal(message))

    @withdraw.validator
    def _may_withdraw(self, message: say.Withdraw) -> None:
        self._check(changes.withdrawal(message))

    @workflow.update(description="The claim gets another owner.")
    async def assign(self, message: say.Assign) -> say.Receipt:
        """Hand over."""
        return await self._say(changes.assignment(message))

    @assign.validator
    def _may_assign(self, message: say.Assign) -> None:
        self._check(changes.assignment(message))

    @workflow.update(description="A litigation hold: negotiation and payment freeze.")
    async def hold(self, message: say.PlaceHold) -> say.Receipt:
        """Freeze."""
        return await self._say(changes.hold(message))

    @hold.validator
    def _may_hold(self, message: say.PlaceHold) -> None:
        self._check(changes.hold(message))

    @workflow.update(description="Legal lifts the litigation hold.")
    async def release_hold(self, message: say.ReleaseHold) -> say.Receipt:
        """Go on, if it is Legal who says so."""
        keeper = await self._kept()
        today = local_at(keeper.case.desk.offsets, workflow.now()).date()
        await self._signer(message.by, SigningRequest(Mandate(Team.LEGAL), today))
        return await self._say(changes.release(message))

    @release_hold.validator
    def _may_release_hold(self, message: say.ReleaseHold) -> None:
        self._check(changes.release(message))

    @workflow.update(description="The merchant's account is given or corrected.")
    async def correct_payee(self, message: say.CorrectPayee) -> say.Receipt:
        """Void what was signed for another account, and ask again."""
        return await self._say(changes.payee(message))

    @correct_payee.validator
    def _may_correct_payee(self, message: say.CorrectPayee) -> None:
        self._check(changes.payee(message))

    @workflow.update(description="The bank tells what became of a payment.")
    async def payment_notice(self, message: PaymentNotice) -> say.Receipt:
        """Take the news in, whatever the order."""
        return await self._say(changes.bank_notice(message))

    @payment_notice.validator
    def _may_notify(self, message: PaymentNotice) -> None:
        self._check(changes.bank_notice(message))

    @workflow.update(description="The merchant appeals, once, within the window.")
    async def appeal(self, message: say.MakeAppeal) -> say.Receipt:
        """Reopen with a clock of its own."""
        return await self._say(changes.appeal(message))

    @appeal.validator
    def _may_appeal(self, message: say.MakeAppeal) -> None:
        self._check(changes.appeal(message))

    @workflow.update(description="Parcels of the claim have turned up.")
    async def parcel_found(self, message: say.ParcelFound) -> say.Receipt:
        """Drop what is unpaid, reverse what is paid."""
        return await self._say(changes.found(message))

    @parcel_found.validator
    def _may_find(self, message: say.ParcelFound) -> None:
        self._check(changes.found(message))

    @workflow.update(description="A remark for the timeline.")
    async def add_note(self, message: say.AddNote) -> say.Receipt:
        """Write it down."""
        return await self._say(changes.note(message))

    @workflow.update(description="The recovery from the carrier tells what came in.")
    async def recovery_notice(self, message: say.RecoveryNotice) -> say.Receipt:
        """Take the figure in."""
        return await self._say(changes.recovered(message))

    @workflow.update(description="An operator retries, skips or compensates a parked step.")
    async def repair(self, message: say.Repair) -> say.Receipt:
        """Unpark the case: the step, the writing down, or the opening of the claim."""
        if self._keeper is None and self._at_the_door:
            self._given_up = message.remedy == Remedy.COMPENSATE.value
            self._at_the_door = ""
            return say.Receipt(stage=Stage.RECEIVED, version=0, note="tried again")
        keeper = await self._kept()
        if keeper.trouble:
            keeper.trouble = ""
            return keeper.receipt("written down again")
        return await self._say(changes.repair(message))

    @repair.validator
    def _may_repair(self, message: say.Repair) -> None:
        if self._keeper is not None and not self._keeper.trouble:
            self._check(changes.repair(message))

    @workflow.signal(
        dynamic=True, description="Any command as a signal; what cannot be taken in is kept."
    )
    async def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        """Take the command of that name in; keep as a dead letter what cannot be accepted."""
        try:
            await self._take(name, args)
        except (FailureError, ValueError) as why:
            await self._bury(name, args, str(why))

    async def _take(self, name: str, args: Sequence[RawValue]) -> None:
        model = MESSAGES.get(name)
        if model is None or len(args) != 1:
            raise ValueError(f"no command {name!r} with {len(args)} arguments")
        await getattr(self, name)(_read(args[0], model))

    async def _bury(self, name: str, args: Sequence[RawValue], why: str) -> None:
        keeper = await self._kept()
        payload = " ".join(raw.payload.data.decode(errors="replace") for raw in args)
        letter = DeadLetter(
            claim_id=keeper.case.claim_id,
            kind=f"signal {name}"[:80],
            reason=why[:1000],
            payload=payload[:LONGEST_LETTER],
        )
        with suppress(ActivityError):
            await workflow.execute_local_activity_method(
                Casework.bury, letter, **quick("keep a dead letter")
            )
        what = f"dead letter: signal {name}"[:80]
        await self._say(changes.dead_letter(what, why[:1000]))


def _read(raw: RawValue, model: type[BaseModel]) -> BaseModel:
    """The message in a signal; ValueError, whatever a stranger has put there."""
    try:
        message = workflow.payload_converter().from_payload(raw.payload, model)
    except Exception as error:
        raise ValueError(f"not readable: {error}") from error
    if not isinstance(message, model):
        raise ValueError(f"not a {model.__name__}")
    return message
