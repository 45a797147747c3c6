"""The publisher says exactly what was approved, once, whatever dies in between."""

from dataclasses import replace
from datetime import datetime

import pytest
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.publishing import Publisher
from makegood.messages.problems import Malformed, NotFound, Retryable
from makegood.messages.publishing import (
    Publication,
    Published,
    PublishOrder,
    Withdrawn,
    publish_order,
    withdraw_order,
)
from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.statements import Draft, ask_publish, draft
from tests.rules.crisis.cases import MAI, a_declared_case, by

HOLDING = Draft("first", "", "en", "website", template="viral.en")


class Book:
    """The publication book, in memory."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Publication] = {}

    def order(self, order: PublishOrder, now: datetime) -> Publication:
        """Take an order in, once."""
        said = order.model_dump(exclude={"text", "corrects"})
        new = Publication(**said, reference="", ordered_at=now)
        return self.held.setdefault((order.case_id, order.sha256), new)

    def published(self, case_id: str, sha256: str, reference: str, now: datetime) -> Publication:
        """Note that it is out."""
        return self._changed(case_id, sha256, {"reference": reference, "published_at": now})

    def published_one(self, case_id: str, sha256: str) -> Publication:
        """What is out."""
        if (case_id, sha256) not in self.held:
            raise NotFound("never published")
        return self.held[case_id, sha256]

    def withdrawn(self, case_id: str, sha256: str, now: datetime) -> Publication:
        """Note that it is out no more."""
        return self._changed(case_id, sha256, {"withdrawn_at": now})

    def _changed(self, case_id: str, sha256: str, news: dict[str, object]) -> Publication:
        held = self.held[case_id, sha256]
        self.held[case_id, sha256] = held.model_copy(update=news)
        return self.held[case_id, sha256]


class Rail:
    """A channel to the public; the same case and hash is one publication."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.out: dict[str, str] = {}
        self.asked = 0

    def publish(self, order: PublishOrder) -> str:
        """Publish, unless the channel is away."""
        self.asked += 1
        if self.away:
            raise Retryable("the channel is away")
        self.out[order.sha256] = order.text
        return f"post-{order.sha256[:4]}"

    def withdraw(self, publication: Publication) -> None:
        """Take it back."""
        self.asked += 1
        self.out.pop(publication.sha256, None)


class DyingBook(Book):
    """A book whose worker dies once, between the publishing and the noting of it."""

    def __init__(self) -> None:
        super().__init__()
        self.deaths = 1

    @override
    def published(self, case_id: str, sha256: str, reference: str, now: datetime) -> Publication:
        """Die, the first time."""
        if self.deaths:
            self.deaths -= 1
            raise Retryable("the worker died here")
        return super().published(case_id, sha256, reference, now)


def released() -> CrisisFile:
    """A case whose lead has released the holding statement."""
    case = draft(a_declared_case(), by(MAI), HOLDING)
    return ask_publish(case, by(MAI), case.statements[0].sha256)


def an_order(case: CrisisFile | None = None) -> PublishOrder:
    """The order that the process makes of it."""
    case = case or released()
    return publish_order(case, case.statements[0])


def publish(publisher: Publisher, order: PublishOrder) -> Published:
    """Run the activity as a worker does."""
    return ActivityEnvironment().run(publisher.publish, order)


def test_a_released_statement_is_published_word_for_word() -> None:
    rail, order = Rail(), an_order()

    told = publish(Publisher(Book(), rail), order)

    assert rail.out == {order.sha256: order.text}
    assert (told.sha256, told.reference) == (order.sha256, f"post-{order.sha256[:4]}")


def test_the_same_order_again_publishes_nothing_and_says_the_same() -> None:
    rail, order = Rail(), an_order()
    publisher = Publisher(Book(), rail)

    first, again = publish(publisher, order), publish(publisher, order)

    assert first == again
    assert rail.asked == 1


def test_a_worker_that_dies_after_publishing_leaves_one_publication() -> None:
    rail, order = Rail(), an_order()
    publisher = Publisher(DyingBook(), rail)

    with pytest.raises(Retryable, match="died"):
        publish(publisher, order)
    told = publish(publisher, order)

    assert rail.out == {order.sha256: order.text}
    assert told.reference == f"post-{order.sha256[:4]}"


@pytest.mark.parametrize(
    "change",
    [
        {"text": "We deny everything."},
        {"language": "id"},
        {"channel": "television"},
        {"key": "second"},
        {"version": 2},
        {"corrects": "other"},
    ],
)
def test_a_text_whose_hash_is_not_the_approved_one_is_never_published(
    change: dict[str, object],
) -> None:
    rail, book = Rail(), Book()
    order = an_order().model_copy(update=change)

    with pytest.raises(Malformed, match="not the approved one"):
        publish(Publisher(book, rail), order)

    assert (rail.asked, book.held) == (0, {})


def test_a_channel_that_is_away_is_tried_again() -> None:
    rail, order = Rail(away=True), an_order()
    publisher = Publisher(Book(), rail)
    with pytest.raises(Retryable):
        publish(publisher, order)

    rail.away = False
    publish(publisher, order)

    assert list(rail.out) == [order.sha256]


def test_a_statement_is_taken_back_once() -> None:
    case, rail = released(), Rail()
    publisher = Publisher(Book(), rail)
    publish(publisher, an_order(case))
    order = withdraw_order(case, case.statements[0])

    first = ActivityEnvironment().run(publisher.withdraw_statement, order)
    again = ActivityEnvironment().run(publisher.withdraw_statement, order)

    assert rail.out == {}
    assert isinstance(first, Withdrawn)
    assert (first, first.key) == (again, "first")
    assert rail.asked == 2


def test_an_order_that_is_repeated_after_the_withdrawal_publishes_nothing() -> None:
    case, rail = released(), Rail()
    publisher = Publisher(Book(), rail)
    publish(publisher, an_order(case))
    withdrawal = withdraw_order(case, case.statements[0])
    ActivityEnvironment().run(publisher.withdraw_statement, withdrawal)

    publish(publisher, an_order(case))

    assert rail.out == {}


def test_what_was_never_published_cannot_be_taken_back() -> None:
    case = released()

    with pytest.raises(NotFound):
        ActivityEnvironment().run(
            Publisher(Book(), Rail()).withdraw_statement, withdraw_order(case, case.statements[0])
        )


def test_a_rehearsal_is_marked_on_its_orders() -> None:
    case = released()
    drill = replace(case, alert=replace(case.alert, drill=True))

    assert an_order(drill).drill
    assert withdraw_order(drill, drill.statements[0]).drill
    assert not an_order(case).drill
