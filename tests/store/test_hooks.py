"""Events reach subscribers: spread once, tried, put off, given up, sent again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from makegood.messages.hooks import HookAnswer, HookEvent
from makegood.messages.problems import Malformed, NotFound
from makegood.messages.records import CaseRecord, TimelineEntry
from makegood.rules.hook_pace import GIVEN_UP_AFTER, PAUSES
from makegood.store.claims import ClaimRecords
from makegood.store.hook_deliveries import LEASE, SPARED, DeliveryState, HookDeliveries
from makegood.store.hooks import MOST_HOOKS, Hook, HookBook, HookState, NewHook
from makegood.store.hooks_in import Arrived, HooksIn, Kept
from tests.store.builders import MONDAY, a_row

TAKEN, REFUSED = HookAnswer(status=204), HookAnswer(status=500, text="no")
AWAY, GONE = HookAnswer(error="ConnectError"), HookAnswer(status=410)
PAID, CLOSED = HookEvent.CLAIM_PAID, HookEvent.CLAIM_CLOSED


@dataclass
class Office:
    """The books of webhooks, with a clock that is set by hand."""

    engine: Engine
    at: datetime = MONDAY
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hooks = HookBook(self.engine, lambda: self.at)
        self.deliveries = HookDeliveries(self.engine, lambda: self.at)
        self.arrivals = HooksIn(self.engine, lambda: self.at)

    def wants(self, *events: HookEvent, merchant: str = "", owner: str = "erp") -> Hook:
        """Somebody subscribes."""
        return self.hooks.add(NewHook(owner, "https://erp.example/x", events, merchant))[0]

    def happens(self, what: str, number: int = 1, claim_id: str = "C-1") -> None:
        """A claim writes a step down."""
        line = TimelineEntry(number=number, at=self.at, by="bank", what=what, stage_to="closed")
        row = a_row(claim_id, version=number)
        ClaimRecords(self.engine).record(CaseRecord(row=row, timeline=(line,)))

    def due(self) -> list[str]:
        """The events that are handed out now, by type."""
        self.deliveries.spread()
        handed = self.deliveries.due(50)
        self.seen = [one.id for one in handed]
        return [one.type for one in handed]

    def passes(self, span: timedelta) -> None:
        """Time passes."""
        self.at += span


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def test_an_event_reaches_only_who_asked_for_it(office: Office) -> None:
    office.wants(PAID)
    office.wants(CLOSED)

    office.happens("paid")

    assert sorted(office.due()) == ["claim.closed", "claim.paid"]


def test_a_step_that_is_written_again_is_told_once(office: Office) -> None:
    office.wants(PAID)

    office.happens("paid")
    office.happens("paid")

    assert office.due() == ["claim.paid"]
    assert office.deliveries.spread() == 0


def test_a_merchant_hears_of_its_own_claims_alone(office: Office) -> None:
    office.wants(PAID, merchant="shop-of-another")
    office.wants(PAID, merchant="shop-of-lan")

    office.happens("paid")

    assert office.due() == ["claim.paid"]


def test_whoever_subscribes_later_hears_nothing_of_before(office: Office) -> None:
    office.happens("paid")
    office.passes(timedelta(seconds=1))
    office.wants(PAID)

    assert office.due() == []


def test_what_is_handed_out_is_nobody_elses_for_a_minute(office: Office) -> None:
    office.wants(PAID)
    office.happens("paid")

    assert office.due() == ["claim.paid"]
    assert office.due() == []
    office.passes(LEASE)
    assert office.due() == ["claim.paid"]


def test_a_delivery_that_is_taken_is_over_and_logged(office: Office) -> None:
    hook = office.wants(PAID)
    office.happens("paid")
    office.due()

    assert office.deliveries.settle(office.seen[0], TAKEN) is DeliveryState.DELIVERED

    [logged] = office.deliveries.of_hook(hook.id)
    assert [(one.number, one.status) for one in logged.tries] == [(1, 204)]
    office.passes(timedelta(days=1))
    assert office.due() == []


def test_deliveries_are_walked_by_their_events_whatever_is_sent_again(office: Office) -> None:
    hook = office.wants(PAID)
    for number in range(1, 6):
        office.passes(timedelta(hours=number // 2))
        office.happens("paid", number, f"C-{number}")
    office.deliveries.spread()
    pages = [office.deliveries.page(hook.id, limit=2)]
    office.passes(timedelta(hours=1))
    office.deliveries.resend(office.deliveries.of_hook(hook.id)[-1].id)
    while pages[-1].cursor:
        pages.append(office.deliveries.page(hook.id, pages[-1].cursor, limit=2))

    met = [one for page in pages for one in page.deliveries]
    assert [len(page.deliveries) for page in pages] == [2, 2, 1]
    assert [one.id for one in met] == [one.id for one in office.deliveries.of_hook(hook.id)]
    assert [one.at for one in met] == sorted((one.at for one in met), reverse=True)
    assert len({one.case_key for one in met}) == 5
    with pytest.raises(Malformed, match="cursor"):
        office.deliveries.page(hook.id, "yesterday")


def test_a_refused_delivery_is_tried_for_three_days_and_then_a_dead_letter(office: Office) -> None:
    hook = office.wants(PAID)
    office.happens("paid")
    tries, last = 0, office.at + GIVEN_UP_AFTER
    while office.due():
        tries += 1
        office.deliveries.settle(office.seen[0], REFUSED)
        office.passes(PAUSES[min(tries, len(PAUSES)) - 1])
        office.at = min(office.at, last)

    [dead] = office.deliveries.of_hook(hook.id, DeliveryState.DEAD)
    assert dead.attempts == tries > len(PAUSES)
    [letter] = ClaimRecords(office.engine).dead_letters()
    assert (letter.kind, letter.reason) == ("webhook", "answered 500")


def test_an_address_that_does_not_answer_is_left_alone_for_a_while(office: Office) -> None:
    office.wants(PAID)
    office.happens("paid")
    office.due()
    office.happens("paid", claim_id="C-2")
    office.deliveries.spread()

    office.deliveries.settle(office.seen[0], AWAY)

    assert office.due() == []
    office.passes(SPARED)
    assert len(office.due()) == 2


def test_an_event_that_is_refused_holds_up_no_other(office: Office) -> None:
    office.wants(PAID)
    office.happens("paid")
    office.due()
    office.deliveries.settle(office.seen[0], REFUSED)

    office.happens("paid", claim_id="C-2")

    assert len(office.due()) == 1


def test_a_subscriber_that_is_gone_is_paused(office: Office) -> None:
    hook = office.wants(PAID)
    office.happens("paid")
    office.due()

    assert office.deliveries.settle(office.seen[0], GONE) is DeliveryState.DEAD
    assert office.hooks.find(hook.id).state == HookState.PAUSED


def test_a_paused_hook_hears_it_all_when_it_goes_on(office: Office) -> None:
    hook = office.wants(PAID)
    office.hooks.set_state(hook.id, HookState.PAUSED)
    office.happens("paid")
    assert office.due() == []
    office.passes(2 * GIVEN_UP_AFTER)

    office.hooks.set_state(hook.id, HookState.ACTIVE)

    assert office.due() == ["claim.paid"]
    assert office.deliveries.settle(office.seen[0], REFUSED) is DeliveryState.WAITING


def test_a_delivery_can_be_sent_again_whatever_became_of_it(office: Office) -> None:
    hook = office.wants(PAID)
    office.happens("paid")
    office.due()
    sent = office.seen[0]
    office.deliveries.settle(sent, TAKEN)

    office.deliveries.resend(sent)

    assert office.due() == ["claim.paid"]
    office.deliveries.settle(sent, TAKEN)
    assert office.deliveries.find(sent).attempts == 2
    assert office.deliveries.of_hook(hook.id)[0].state == DeliveryState.DELIVERED
    with pytest.raises(NotFound):
        office.deliveries.resend("dlv_none")


def test_what_is_over_is_forgotten_after_thirty_days(office: Office) -> None:
    hook = office.wants(PAID)
    office.happens("paid")
    office.due()
    office.deliveries.settle(office.seen[0], TAKEN)

    office.passes(timedelta(days=31))
    office.deliveries.forget()

    assert office.deliveries.of_hook(hook.id) == ()


def test_a_secret_is_told_once_and_an_owner_has_a_bounded_number(office: Office) -> None:
    _, secret = office.hooks.add(NewHook("erp", "https://erp.example", (PAID,)))
    for _ in range(MOST_HOOKS - 1):
        office.wants(PAID)

    assert secret.startswith("whsec_")
    assert all("secret" not in vars(hook) for hook in office.hooks.all())
    with pytest.raises(Malformed, match="at most"):
        office.wants(PAID)
    with pytest.raises(Malformed, match="at least one"):
        office.wants(owner="other")


def test_a_subscription_that_is_asked_for_twice_is_made_once(office: Office) -> None:
    new = NewHook("erp", "https://erp.example", (PAID,))

    first, again = office.hooks.add(new, "hook_1"), office.hooks.add(new, "hook_1")

    assert first == again
    assert len(office.hooks.all()) == 1


def test_what_arrives_is_kept_once_by_its_id(office: Office) -> None:
    first, other = Arrived("tickets", "m-1", "{}"), Arrived("tickets", "m-1", "[]")

    assert office.arrivals.keep(first) is Kept.NEW
    assert office.arrivals.keep(first) is Kept.AGAIN
    assert office.arrivals.keep(other) is Kept.OTHER
    assert office.arrivals.keep(Arrived("social", "m-1", "[]")) is Kept.NEW
    assert [one.body for one in office.arrivals.due(10)] == ["[]", "{}"]


def test_what_is_done_is_known_by_its_id_and_what_it_said_is_let_go(office: Office) -> None:
    arrived = Arrived("tickets", "m-1", "{}")
    office.arrivals.keep(arrived)

    office.arrivals.done(arrived, "escalated: T-1")

    assert office.arrivals.note_of("tickets", "m-1") == ("done", "escalated: T-1")
    assert office.arrivals.keep(arrived) is Kept.AGAIN
    assert office.arrivals.keep(Arrived("tickets", "m-1", "[]")) is Kept.OTHER
    office.passes(timedelta(days=1))
    assert office.arrivals.due(10) == ()


def test_what_cannot_be_done_now_waits_longer_each_time(office: Office) -> None:
    arrived = Arrived("tickets", "m-1", "{}")
    office.arrivals.keep(arrived)

    office.arrivals.put_off(arrived, "away")
    assert office.arrivals.due(10) == ()
    office.passes(timedelta(seconds=2))
    assert office.arrivals.due(10) == (arrived,)
    office.arrivals.bury(arrived, "no such case")

    [letter] = ClaimRecords(office.engine).dead_letters()
    assert (letter.kind, letter.reason, letter.payload) == ("webhook tickets", "no such case", "{}")
