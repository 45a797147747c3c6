"""Events for subscribers, written in the transaction of the step that caused them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from makegood.messages.hooks import Told
from makegood.store.engine import add_once
from makegood.store.hook_tables import HOOK_EVENT


def add_events(connection: Connection, events: Sequence[Told]) -> None:
    """Keep the events that are new; whoever subscribes to them is found later."""
    rows = [{**event.model_dump(), "type": event.type.value, "spread_at": None} for event in events]
    add_once(connection, HOOK_EVENT, rows)
