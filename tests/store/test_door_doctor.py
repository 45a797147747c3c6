"""The doctor finds each thing that must never be of webhooks and seals, by planting it."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, text

from makegood.messages.hooks import HookAnswer, HookEvent
from makegood.messages.records import CaseRecord, TimelineEntry
from makegood.messages.sealing import SealAnswer, SealQuery
from makegood.store.claims import ClaimRecords
from makegood.store.doctor import examine
from makegood.store.door_invariants import DOOR_INVARIANTS
from makegood.store.hook_deliveries import HookDeliveries
from makegood.store.hooks import HookBook, NewHook
from makegood.store.hooks_in import Arrived, HooksIn
from makegood.store.seals import SealBook
from tests.store.builders import HOUR, MONDAY, a_claim, a_row

LETTERS = "DELETE FROM dead_letter"
PLANTED: dict[str, Sequence[str]] = {
    "a webhook that was given up is a dead letter": (LETTERS,),
    "a delivery is of an event and of a webhook": ("DELETE FROM hook_event",),
    "what came in and cannot be done is a dead letter": (LETTERS,),
    "a decision that was taken under a seal can be proven": ("DELETE FROM seal",),
}


@pytest.fixture
def healthy(engine: Engine) -> Engine:
    """A sealed decision, a webhook that was given up, and a ticket that nobody could use."""
    query = SealQuery(case="claim-C-1", command="repair", by="desk.ha", message="{}", seal="x")
    SealBook(engine, lambda: MONDAY).keep(query, SealAnswer(number=query.number))
    HookBook(engine, lambda: MONDAY).add(NewHook("erp", "https://x", (HookEvent.CLAIM_PAID,)))
    records = ClaimRecords(engine, lambda: MONDAY)
    records.open_claim(a_claim(), "hash-1")
    lines = (
        TimelineEntry(
            number=1, at=MONDAY, by="system", what="seal_verified", evidence=query.number
        ),
        TimelineEntry(number=2, at=MONDAY, by="bank", what="paid"),
    )
    records.record(CaseRecord(row=a_row(), timeline=lines))
    deliveries = HookDeliveries(engine, lambda: MONDAY)
    deliveries.spread()
    deliveries.settle(deliveries.due(1)[0].id, HookAnswer(status=410))
    arrivals, arrived = HooksIn(engine, lambda: MONDAY), Arrived("tickets", "m-1", "{}")
    arrivals.keep(arrived)
    arrivals.bury(arrived, "no such case")
    return engine


def test_doors_in_order_have_no_findings(healthy: Engine) -> None:
    assert examine(healthy, MONDAY + HOUR) == []


def test_every_invariant_of_doors_has_been_seen_broken() -> None:
    assert set(PLANTED) == set(DOOR_INVARIANTS)


@pytest.mark.parametrize("invariant", PLANTED, ids=lambda name: name.replace(" ", "_"))
def test_what_breaks_a_promise_of_the_doors_is_found(healthy: Engine, invariant: str) -> None:
    with healthy.begin() as connection:
        for statement in PLANTED[invariant]:
            connection.execute(text(statement))

    found = examine(healthy, MONDAY + HOUR)

    assert invariant in {finding.invariant for finding in found}
