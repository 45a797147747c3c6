"""The step that verifies the seal of a decision, and keeps it for whoever audits the case."""

from temporalio import activity

from activities.ports import SealBook, SealVerifier
from makegood.messages.sealing import SealAnswer, SealQuery
from makegood.rules.refusals import Refused


class SealDesk:
    """Idempotent: the same message under the same seal is kept once, with the same verdict."""

    def __init__(self, verifier: SealVerifier, book: SealBook) -> None:
        self._verifier = verifier
        self._book = book

    @activity.defn
    def verify_seal(self, query: SealQuery) -> SealAnswer:
        """Whether the seal proves that `by` says this to this case; a refusal is an answer too."""
        answer = self._judged(query)
        self._book.keep(query, answer)
        return answer

    def _judged(self, query: SealQuery) -> SealAnswer:
        try:
            found = self._verifier.verify(query)
        except Refused as refusal:
            activity.logger.warning("seal.refused: %s %s", refusal.code, query.command)
            return SealAnswer(number=query.number, code=refusal.code, message=refusal.message)
        return found.model_copy(update={"number": query.number})
