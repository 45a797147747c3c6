"""The proof that a payment was signed for: every seal of its claim is held against its key anew."""

from dataclasses import dataclass

from activities.ports import HeldSeal, PaymentBooks, PaymentLaws, SealArchive, SealAuditor
from makegood.messages.commands import SignOff
from makegood.messages.names import claim_workflow_id
from makegood.messages.problems import Unproven
from makegood.messages.steps import PaymentOrder
from makegood.rules.proof import Payable, Word, prove
from makegood.rules.refusals import Refused

SIGN_OFF, REPAIR = "sign_off", "repair"


@dataclass(frozen=True)
class Proof:
    """What is still to be asked of the bank: that these payments have failed.

    One that it has never seen has failed where an operator, under seal, has repaired the claim.
    """

    failed: tuple[str, ...]
    repaired: bool


class Prover:
    """Reads only; trusts neither the case nor the verdicts that were kept, but keys and tables."""

    def __init__(
        self, archive: SealArchive, auditor: SealAuditor, laws: PaymentLaws, books: PaymentBooks
    ) -> None:
        self._archive = archive
        self._auditor = auditor
        self._laws = laws
        self._books = books

    def prove(self, order: PaymentOrder) -> Proof:
        """What the bank must say too; raises Unproven, or NeedsPerson where tables are missing."""
        grounds = order.grounds
        if grounds is None:
            raise Unproven("Not proven by seals: the payment names nothing that it rests on.")
        held = [seal for seal in self._shown(order.claim_id) if self._holds(seal)]
        words = tuple(word for seal in held for word in _words(seal))
        payable, law = self._payable(order), self._laws.law_for(grounds)
        try:
            failed = prove(payable, grounds.subjects, words, law)
        except Refused as refusal:
            raise Unproven(refusal.message) from refusal
        return Proof(failed, any(seal.query.command == REPAIR for seal in held))

    def _shown(self, claim_id: str) -> list[HeldSeal]:
        shown = self._archive.of_case(claim_workflow_id(claim_id))
        wanted = {SIGN_OFF, REPAIR}
        return [seal for seal in shown if not seal.code and seal.query.command in wanted]

    def _holds(self, seal: HeldSeal) -> bool:
        try:
            self._auditor.held_at(seal.query, seal.at)
        except Refused:
            return False
        return True

    def _payable(self, order: PaymentOrder) -> Payable:
        told = order.instruction
        if (told.payment_key, told.amount) != (order.attempt.key, order.attempt.amount):
            raise Unproven("Not proven by seals: the payment is another than its attempt.")
        begun = self._books.payments_of(order.claim_id)
        return Payable(order.claim_id, order.attempt, told.payee, begun)


def _words(seal: HeldSeal) -> tuple[Word, ...]:
    """The decision under the seal, where it is one of whom the seal names."""
    if seal.query.command != SIGN_OFF:
        return ()
    said = SignOff.model_validate_json(seal.query.message)
    word = Word(said.by, said.team, said.decision, said.subject_hash, seal.at)
    return (word,) if said.by == seal.query.by else ()
