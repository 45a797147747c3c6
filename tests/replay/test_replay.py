"""Recorded histories of every path replay with today's code, and a changed order is caught."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from tests.replay.histories import (
    COMMANDS,
    COMMANDS_FILE,
    CRISES,
    FOLDER,
    SUFFIX,
    commands,
    kept,
    read,
    replayed,
    with_events,
    written,
)

pytestmark = pytest.mark.replay

LARGEST = 2_000_000
PAID = FOLDER / f"claim-within.1{SUFFIX}"
WATCHED = FOLDER / f"watch-lotus-mobile.1{SUFFIX}"
REVIEWED = FOLDER / f"crisis-viral.1{SUFFIX}"
Events = Sequence[HistoryEvent]


async def test_every_recorded_history_replays() -> None:
    histories = [history for _, history in kept()]

    assert len(histories) > 50
    assert await replayed(histories) == {}


def test_the_recorded_steps_are_those_that_were_reviewed() -> None:
    assert written(dict(kept())) == COMMANDS_FILE.read_text("utf-8")


def test_every_kind_of_command_is_on_record() -> None:
    seen = {word for _, history in kept() for word in commands(history)}
    activities = {"read_documents", "submit_payment", "look_up_payment"}
    of_recovery = {"demand_recovery", "book_recovery"}
    of_crises = {"page", "publish", "withdraw_statement"}
    of_watches = {"decide_mentions", "tell_cases"}

    assert {f"do {name}" for name in activities | of_recovery | of_crises | of_watches} <= seen
    assert {"do locally who_to_call", "tell"} <= seen
    assert {"show", "wait", "answer", "end", "go on in a new run"} <= seen


def test_the_record_is_small_and_names_no_machine() -> None:
    files = list(FOLDER.glob(f"*{SUFFIX}"))
    identities = {
        event.workflow_task_started_event_attributes.identity
        for path in files
        for event in read(path).events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
    }

    assert sum(path.stat().st_size for path in files) < LARGEST
    assert identities <= {"story", ""}


OTHERS = (
    ("read_documents", "submit_payment"),
    ("page", "publish"),
    ("decide_mentions", "tell_cases"),
)


def swapped(events: Events) -> Events:
    """The same with one activity in the place of another, and the other way round."""
    changed = deepcopy(list(events))
    other = dict((*OTHERS, *(pair[::-1] for pair in OTHERS)))
    for event in changed:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            named = event.activity_task_scheduled_event_attributes.activity_type
            named.name = other.get(named.name, named.name)
    return changed


def without(kind: "EventType.ValueType") -> Callable[[Events], Events]:
    """The same, as a workflow would leave it that did not take the last step of that kind."""

    def shorter(events: Events) -> Events:
        last = max(n for n, event in enumerate(events) if event.event_type == kind)
        return deepcopy([event for n, event in enumerate(events) if n != last])

    return shorter


@pytest.mark.parametrize(
    "changed",
    [
        swapped,
        without(EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES),
        without(EventType.EVENT_TYPE_TIMER_STARTED),
        without(EventType.EVENT_TYPE_MARKER_RECORDED),
    ],
    ids=["another order", "no attributes", "no timer", "not written down"],
)
@pytest.mark.parametrize("path", [PAID, REVIEWED], ids=["claim", "crisis"])
async def test_a_changed_order_of_steps_is_caught(
    path: Path, changed: Callable[[Events], Events]
) -> None:
    recorded = read(path)

    failures = await replayed([with_events(recorded, changed(recorded.events))])

    assert set(failures) == {recorded.workflow_id}


async def test_a_changed_order_of_the_steps_of_a_watch_is_caught() -> None:
    recorded = read(WATCHED)

    failures = await replayed([with_events(recorded, swapped(recorded.events))])

    assert set(failures) == {recorded.workflow_id}


def test_of_crises_each_kind_of_path_is_kept() -> None:
    recorded = {history.workflow_id for _, history in kept()}

    assert {name for name in recorded if name.startswith("crisis-")} == CRISES


def test_each_command_has_a_word_of_its_own() -> None:
    assert len(set(COMMANDS.values())) == len(COMMANDS)
