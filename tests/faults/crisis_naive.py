"""The counter-example: paging and publishing by somebody who trusts that nothing is killed."""

import hashlib
import uuid

from temporalio import activity
from typing_extensions import override

from activities.paging import Pager, now_of_server
from activities.publishing import Publisher
from makegood.messages.paging import PageOrder, PageText
from makegood.messages.publishing import Published, PublishOrder
from makegood.rules.crisis.calling import PageReport, PageState


class NaivePager(Pager):
    """Sends under a fresh key at every try, and keeps no book."""

    @activity.defn
    @override
    def page(self, order: PageOrder) -> PageReport:
        request = order.request
        text = PageText(
            key=f"{request.case_id}:{uuid.uuid4().hex}",
            person=request.person,
            channel=request.channel,
            title="A crisis",
            body="Look at it.",
            drill=False,
        )
        self._rail.deliver(text)
        return PageReport(request.key, PageState.SENT, now_of_server())


class NaivePublisher(Publisher):
    """Publishes under a fresh hash at every try, and keeps no book."""

    @activity.defn
    @override
    def publish(self, order: PublishOrder) -> Published:
        fresh = hashlib.sha256(uuid.uuid4().bytes).hexdigest()
        reference = self._rail.publish(order.model_copy(update={"sha256": fresh}))
        return Published(sha256=order.sha256, reference=reference, at=now_of_server())
