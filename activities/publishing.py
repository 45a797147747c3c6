"""Publishing what was approved, and taking it back."""

from temporalio import activity

from activities.crisis_ports import PublicationBook, PublicationRail
from activities.paging import now_of_server
from makegood.messages.problems import Malformed
from makegood.messages.publishing import Published, PublishOrder, Withdrawn, WithdrawOrder
from makegood.rules.crisis.statement_book import statement_hash


class Publisher:
    """Idempotent by case and hash: the book says what is out, the rail knows the key itself.

    A worker that dies between the two publishes the same key again, which is the same publication.
    """

    def __init__(self, book: PublicationBook, rail: PublicationRail) -> None:
        self._book = book
        self._rail = rail

    @activity.defn
    def publish(self, order: PublishOrder) -> Published:
        """Publish the text, once; Malformed where it is not the text that was approved.

        What was withdrawn meanwhile stays withdrawn: the first publication is reported.
        """
        _require_approved(order)
        held = self._book.order(order, now_of_server())
        if held.published_at is None:
            reference = self._rail.publish(order)
            held = self._book.published(order.case_id, order.sha256, reference, now_of_server())
        at = held.published_at or held.ordered_at
        return Published(sha256=order.sha256, reference=held.reference, at=at)

    @activity.defn
    def withdraw_statement(self, order: WithdrawOrder) -> Withdrawn:
        """Take a published text back, once; NotFound for one that was never published."""
        held = self._book.published_one(order.case_id, order.sha256)
        if held.withdrawn_at is None:
            self._rail.withdraw(held)
            held = self._book.withdrawn(order.case_id, order.sha256, now_of_server())
        return Withdrawn(key=order.key, at=held.withdrawn_at or held.ordered_at)


def _require_approved(order: PublishOrder) -> None:
    """The hash is made anew from the text in hand, whatever the order says it is."""
    if statement_hash(order) != order.sha256:
        raise Malformed(
            f"statement {order.key} of case {order.case_id}: its text is not the approved one"
        )
