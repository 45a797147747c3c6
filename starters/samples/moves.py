"""What the parties of a claim say to it, each once the claim waits for just that."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from pydantic import BaseModel

from makegood.messages import commands as say
from makegood.messages.status import OfferStatus, Status
from makegood.rules.casefile import Stage
from makegood.rules.claim import Team
from makegood.rules.crisis.severity import Trigger
from makegood.rules.money import Money
from makegood.rules.offers import OfferState
from makegood.rules.payee import Payee
from makegood.rules.rounds import Decide, RoundSubject
from starters.papers import Paper
from starters.samples.dossier import references
from starters.samples.turn import Turn

MERCHANT = "merchant"

TEAMS = {
    "desk": Team.SERVICE_DESK,
    "ops": Team.OPERATIONS,
    "fin": Team.FINANCE,
    "legal": Team.LEGAL,
    "sales": Team.SALES,
    "kam": Team.KEY_ACCOUNT,
    "dir": Team.MANAGEMENT,
}
"""The team of a person in the shipped directory, by how the name begins."""


SAYS = {
    Decide.APPROVE: "approves",
    Decide.REJECT: "rejects",
    Decide.SEND_BACK: "sends back",
}
"""What a decision is called when it is told."""


Move = Turn[Status]
"""One thing that somebody says to a claim."""


def signs(who: str, subject: RoundSubject = RoundSubject.RECOMMENDATION) -> Move:
    """A person approves for the team."""
    return _decides(who, subject, (Decide.APPROVE, ""))


def releases(who: str) -> Move:
    """A person of Finance releases the payment."""
    return signs(who, RoundSubject.PAYMENT)


def rejects(who: str, why: str, subject: RoundSubject = RoundSubject.RECOMMENDATION) -> Move:
    """A person rejects for the team."""
    return _decides(who, subject, (Decide.REJECT, why))


def sends_back(who: str, why: str) -> Move:
    """A person sends the recommendation back to the desk."""
    return _decides(who, RoundSubject.RECOMMENDATION, (Decide.SEND_BACK, why))


def may_not_sign(who: str, refused: str) -> Move:
    """A person tries to approve what is above the person's authority, and is refused."""
    return _decides(who, RoundSubject.RECOMMENDATION, (Decide.APPROVE, ""), refused)


def _decides(who: str, subject: RoundSubject, said: tuple[Decide, str], refused: str = "") -> Move:
    team, (decision, why) = TEAMS[who.partition(".")[0]], said

    def is_asked(status: Status) -> bool:
        return status.subject == subject and team in {one.who for one in status.awaiting}

    def decided(status: Status) -> say.SignOff:
        return say.SignOff(
            decision_id=f"{who}-{status.subject_hash[:12]}",
            team=team,
            decision=decision,
            by=who,
            reason=why,
            subject_hash=status.subject_hash,
        )

    what = f"{SAYS[decision]} the {subject.replace('_', ' ')}"
    return Move(who, what, "sign_off", is_asked, decided, refused)


def recommends(who: str, why: str, lines: tuple[tuple[str, Money], ...]) -> Move:
    """The desk recommends again, with other amounts."""
    awards = tuple(say.LineAward(tracking_number=number, amount=sum_) for number, sum_ in lines)
    message = say.Recommend(by=who, reason=why, lines=awards)
    return Move(who, "recommends again", "recommend", _is_at(Stage.RECOMMENDING), _always(message))


def accepts() -> Move:
    """The merchant accepts the offer on the table, and releases just the parcels it pays for."""

    def accepted(status: Status) -> say.AnswerOffer:
        offer = status.offers[-1]
        answer = say.Answer.ACCEPT
        return say.AnswerOffer(version=offer.version, answer=answer, release=offer.parcels)

    return Move(MERCHANT, "accepts the offer", "answer_offer", _is_offered, accepted)


def counters(amount: Money, why: str) -> Move:
    """The merchant asks for another amount instead."""

    def countered(status: Status) -> say.AnswerOffer:
        return say.AnswerOffer(
            version=status.offers[-1].version,
            answer=say.Answer.COUNTER,
            amount=amount,
            reason=why,
        )

    what = f"counters with {amount.text()}"
    return Move(MERCHANT, what, "answer_offer", _is_offered, countered)


def offers(who: str, amount: Money, why: str) -> Move:
    """The desk makes its next offer, once the merchant has answered the one before."""

    def offered(status: Status) -> say.MakeOffer:
        offer_id = f"{who}-{len(status.offers) + 1}"
        return say.MakeOffer(offer_id=offer_id, total=amount, by=who, reason=why)

    return Move(who, f"offers {amount.text()}", "make_offer", _is_countered, offered)


def supplies(papers: tuple[Paper, ...]) -> Move:
    """The merchant sends the documents that were asked for."""
    message = say.SubmitDocuments(documents=references(papers))
    what = f"sends {len(papers)} documents"
    due = _is_at(Stage.AWAITING_DOCUMENTS)
    return Move(MERCHANT, what, "submit_documents", due, _always(message))


def corrects_account(payee: Payee) -> Move:
    """The merchant gives another account, once the bank has refused the known one."""
    message = say.CorrectPayee(payee=payee, reason="the old account was closed")
    due = _is_at(Stage.AWAITING_PAYEE)
    return Move(MERCHANT, "gives another account", "correct_payee", due, _always(message))


def confirms_account(paper: Paper) -> Move:
    """The merchant sends the paper that confirms the account given last."""
    message = say.SubmitDocuments(documents=references((paper,)))
    due = _is_at(Stage.AWAITING_PAYEE)
    return Move(MERCHANT, "confirms the account", "submit_documents", due, _always(message))


def withdraws(why: str) -> Move:
    """The merchant takes the claim back while it is being signed."""
    due = _is_at(Stage.SIGNING_OFF)
    return Move(MERCHANT, "withdraws", "withdraw", due, _always(say.Withdraw(reason=why)))


def escalates(who: str, why: str, case_id: str) -> Move:
    """Somebody makes the claim of a key customer a crisis, while it is being signed."""
    message = say.Escalate(by=who, reason=why, case_id=case_id, triggers=(Trigger.VIP,))
    due = _is_at(Stage.SIGNING_OFF)
    return Move(who, f"escalates as {case_id}", "escalate", due, _always(message))


def once_calm(move: Move) -> Move:
    """The same move, once the crisis that the claim had become is over."""
    return replace(move, due=lambda status: not status.escalated_as and move.due(status))


def finds(who: str, numbers: tuple[str, ...]) -> Move:
    """The carrier finds the parcels, after they were paid."""
    message = say.ParcelFound(tracking_numbers=numbers, by=who, reason="found at the hub")
    return Move(who, "finds the parcel", "parcel_found", _is_at(Stage.AFTERCARE), _always(message))


def share(amount: Money, percent: int) -> Money:
    """That part of an amount, as it can be paid."""
    return (amount * (Decimal(percent) / 100)).rounded()


def _is_at(stage: Stage) -> Callable[[Status], bool]:
    return lambda status: status.stage == stage


def _always(message: BaseModel) -> Callable[[Status], BaseModel]:
    return lambda _: message


def _last_offer(status: Status) -> OfferStatus | None:
    return status.offers[-1] if status.offers and status.stage == Stage.NEGOTIATING else None


def _is_offered(status: Status) -> bool:
    offer = _last_offer(status)
    return offer is not None and offer.state == OfferState.OPEN


def _is_countered(status: Status) -> bool:
    offer = _last_offer(status)
    return offer is not None and offer.state == OfferState.COUNTERED
