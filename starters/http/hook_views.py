"""Webhooks as the API takes them in and shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from makegood.messages.claims import Message
from makegood.messages.hooks import HookEvent
from starters.http.bodies import Body
from starters.http.claim_examples import example

SUBSCRIBE = example(
    "An ERP hears of payments",
    {"url": "https://erp.example/makegood", "events": ["claim.paid"]},
)


class Subscription(Body):
    """Which events are wanted, and where they go."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    events: Annotated[tuple[HookEvent, ...], Field(min_length=1, max_length=len(HookEvent))]
    merchant_id: Annotated[str, Field(max_length=200)] = ""


class HookView(Message):
    """A subscription as it is shown."""

    id: str
    owner: str
    merchant_id: str
    url: str
    events: tuple[str, ...]
    state: str
    made_at: datetime


class NewHookView(HookView):
    """A new subscription with its secret, which is shown nowhere else."""

    secret: str


class HooksView(Message):
    """Subscriptions, the oldest first."""

    hooks: tuple[HookView, ...]


class AttemptView(Message):
    """One try: status 0 where nobody answered; the first 500 bytes of the answer."""

    number: int
    at: datetime
    status: int
    answer: str
    error: str


class DeliveryView(Message):
    """One event on its way to one subscriber; it happened `at`."""

    id: str
    event_id: str
    type: str
    at: datetime
    state: str
    attempts: int
    made_at: datetime
    next_at: datetime
    done_at: datetime | None
    tries: tuple[AttemptView, ...]


class DeliveriesView(Message):
    """Deliveries of a subscription, the newest event first.

    `cursor` leads to the next page and is empty on the last.
    """

    deliveries: tuple[DeliveryView, ...]
    cursor: str
