"""What merchants, teams, the bank and the carrier do to a claim, a verb each."""

from datetime import date, datetime, timedelta

from pydantic import BaseModel

from makegood.messages import commands as say
from makegood.messages.names import recovery_workflow_id
from makegood.messages.payments import PaymentNotice, PaymentState
from makegood.messages.recovery import CarrierAnswer, CarrierSays
from makegood.messages.status import Status
from makegood.rules.claim import Team
from makegood.rules.money import Money
from makegood.rules.signoff import Decide
from tests.builders import policy, vnd
from tests.kit.filings import ACCOUNT, CONFIRMATION, OTHER_ACCOUNT, paper
from tests.kit.seen import Seen


class People(Seen):
    """One claim of the world, acted upon."""

    on: date
    said = 0
    signed: tuple[str, ...] = ()

    async def says(self, command: str, message: BaseModel, once: str = "") -> say.Receipt:
        """Somebody gives a command."""
        return await self.world.claims.say(self.claim_id, command, message, once)

    def _next(self, what: str) -> str:
        self.said += 1
        return f"{self.claim_id}-{what}{self.said}"

    async def decision(self, team: Team, decision: Decide, by: str = "") -> say.SignOff:
        """A decision of somebody of the team on what stands."""
        signer = by or self._who(team, await self.now())
        return say.SignOff(
            decision_id=self._next("d"),
            team=team,
            decision=decision,
            by=signer,
            reason="as I see it",
            subject_hash=(await self.status()).subject_hash,
        )

    async def signs(self, team: Team, decision: Decide = Decide.APPROVE, by: str = "") -> str:
        """Somebody of the team decides on what stands; returns the stage that it leads to."""
        message = await self.decision(team, decision, by)
        receipt = await self.says("sign_off", message)
        self.signed = (*self.signed, message.by)
        return receipt.stage

    def _who(self, team: Team, at: datetime) -> str:
        """The highest of the team who is never away and has signed nothing yet."""
        people = sorted(policy().directory.people, key=lambda person: -person.level)
        return next(
            person.name
            for person in people
            if team in person.teams and person.name not in self.signed and not person.absences
        )

    async def all_sign(self) -> Status:
        """Every team that is asked now approves; returns what stands then."""
        asked = seen = await self.status()
        while seen.subject_hash == asked.subject_hash and (teams := to_sign(seen)):
            await self.signs(teams[0])
            seen = await self.status()
        return seen

    async def accepts(self, version: int = 1) -> say.Receipt:
        """The merchant accepts the offer, with a release."""
        return await self.answers(say.Answer.ACCEPT, version=version)

    async def answers(
        self, answer: say.Answer, amount: int | None = None, version: int = 1
    ) -> say.Receipt:
        """The merchant answers the offer."""
        message = say.AnswerOffer(
            version=version,
            answer=answer,
            amount=vnd(amount) if amount else None,
            reason="" if answer is say.Answer.ACCEPT else "too little",
            release=self.parcels if answer is say.Answer.ACCEPT else (),
        )
        return await self.says("answer_offer", message)

    async def is_offered(self, amount: int, by: str = "desk.chi") -> say.Receipt:
        """The desk makes its next offer."""
        offer = say.MakeOffer(
            offer_id=self._next("o"), total=vnd(amount), by=by, reason="to settle"
        )
        return await self.says("make_offer", offer)

    async def is_recommended(self, amount: Money, by: str = "desk.chi") -> say.Receipt:
        """The desk recommends again, another amount for the first parcel."""
        line = say.LineAward(tracking_number=self.parcels[0], amount=amount)
        return await self.says(
            "recommend", say.Recommend(by=by, reason="reckoned again", lines=(line,))
        )

    async def supplies(self, *kinds: str) -> say.Receipt:
        """The merchant sends documents."""
        sent = [
            paper(self.world.archive, kind, self.claim_id, self.wanted, self.on) for kind in kinds
        ]
        return await self.says(
            "submit_documents", say.SubmitDocuments.model_validate({"documents": sent})
        )

    async def gives_account(self, *, other: bool = False) -> say.Receipt:
        """The merchant gives an account."""
        payee = OTHER_ACCOUNT if other else ACCOUNT
        return await self.says("correct_payee", say.CorrectPayee.model_validate({"payee": payee}))

    async def confirms_account(self) -> say.Receipt:
        """The merchant sends a new paper that confirms the account given last."""
        later = self.on + timedelta(days=1)
        new = paper(self.world.archive, CONFIRMATION, self.claim_id, self.wanted, later)
        return await self.says(
            "submit_documents", say.SubmitDocuments.model_validate({"documents": [new]})
        )

    async def is_held(self) -> say.Receipt:
        """Legal places a litigation hold."""
        return await self.says("hold", say.PlaceHold(by="legal.thao", reason="a suit is pending"))

    async def is_released(self) -> say.Receipt:
        """Legal lifts it."""
        return await self.says(
            "release_hold", say.ReleaseHold(by="legal.thao", reason="the suit is over")
        )

    async def is_found(self, *parcels: str) -> say.Receipt:
        """The carrier has found the parcels."""
        found = say.ParcelFound(tracking_numbers=parcels or self.parcels, by="ops.khoa")
        return await self.says("parcel_found", found)

    async def is_repaired(self, remedy: say.Remedy) -> say.Receipt:
        """An operator sees to the parked step."""
        return await self.says("repair", say.Repair(remedy=remedy, by="operator", reason="seen to"))

    async def appeals(self) -> say.Receipt:
        """The merchant appeals."""
        return await self.says("appeal", say.MakeAppeal(reason="the lamp was worth more"))

    async def withdraws(self) -> say.Receipt:
        """The merchant takes the claim back."""
        return await self.says("withdraw", say.Withdraw(reason="found it at home"))

    async def bank_says(
        self, state: PaymentState, code: str = "", ago: timedelta = timedelta(0)
    ) -> say.Receipt:
        """The bank tells something of the newest payment by itself."""
        payment = (await self.status()).payments[-1]
        notice = PaymentNotice(
            notice_id=self._next("n"),
            payment_key=payment.key,
            state=state,
            code=code,
            occurred_at=await self.now() - ago,
            amount=payment.amount,
        )
        self.world.rail.says(payment.key, state, code)
        return await self.says("payment_notice", notice)

    async def carrier_says(self, state: CarrierSays, amount: Money | None = None) -> None:
        """The carrier answers the demand."""
        answer = CarrierAnswer(answer_id=self._next("c"), state=state, amount=amount)
        recovery = self.world.client.get_workflow_handle(recovery_workflow_id(self.claim_id))
        await recovery.execute_update("carrier_answer", answer, id=answer.answer_id)


def to_sign(status: Status) -> list[Team]:
    """The teams that are asked to sign."""
    return [Team(one.who) for one in status.awaiting if one.what.startswith("sign")]
