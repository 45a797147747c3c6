"""What a run has cost, counted from its history: events, bytes, billable actions, by kind."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle

LATEST_NANOS = 999_999_999
"""A nanosecond takes four or five bytes; every event is weighed as if it took five."""

ACTIONS = {
    "WORKFLOW_EXECUTION_STARTED": ("start", 1),
    "TIMER_STARTED": ("timer", 1),
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES": ("upsert", 1),
    "WORKFLOW_PROPERTIES_MODIFIED": ("memo", 1),
    "WORKFLOW_EXECUTION_SIGNALED": ("signal", 1),
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED": ("update", 1),
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED": ("signal out", 1),
    "ACTIVITY_TASK_STARTED": ("activity", 1),
    "START_CHILD_WORKFLOW_EXECUTION_INITIATED": ("child", 2),
}
"""What Temporal bills for each event; a child costs its parent two, its own start nothing."""


@dataclass(frozen=True)
class Part:
    """One kind of event: how many, how many bytes, how many actions."""

    kind: str
    count: int
    size: int


@dataclass(frozen=True)
class Anatomy:
    """The exact cost of one run."""

    events: int
    size: int
    transitions: int
    actions: Counter[str]
    parts: tuple[Part, ...]

    @property
    def billed(self) -> int:
        """All billable actions."""
        return self.actions.total()


def kind_of(event: HistoryEvent) -> str:
    """The type of an event as the Temporal UI calls it, in capitals."""
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")


def size_of(event: HistoryEvent) -> int:
    """The bytes of an event, the same for the same event at any fraction of a second."""
    weighed = HistoryEvent()
    weighed.CopyFrom(event)
    weighed.event_time.nanos = LATEST_NANOS
    return weighed.ByteSize()


def actions_of(events: Iterable[HistoryEvent]) -> Counter[str]:
    """Billable actions by kind; all local activities of one workflow task together are one."""
    found: Counter[str] = Counter()
    tasks = set()
    for event in events:
        if is_local(event):
            tasks.add(event.marker_recorded_event_attributes.workflow_task_completed_event_id)
        elif kind_of(event) in ACTIONS and not is_paid_elsewhere(event):
            what, price = ACTIONS[kind_of(event)]
            found[what] += price
    found["local activities of a task"] = len(tasks)
    return found


def is_paid_elsewhere(event: HistoryEvent) -> bool:
    """Whether an event is the start, or a signal, that another workflow has paid for."""
    started = event.workflow_execution_started_event_attributes
    signaled = event.workflow_execution_signaled_event_attributes
    return started.HasField("parent_workflow_execution") or signaled.HasField(
        "external_workflow_execution"
    )


def is_local(event: HistoryEvent) -> bool:
    """Whether an event is the record of a local activity."""
    return event.marker_recorded_event_attributes.marker_name == "core_local_activity"


def label_of(event: HistoryEvent) -> str:
    """The kind of an event, with the name of the activity, the update or the marker in it."""
    kind, marker = kind_of(event), event.marker_recorded_event_attributes
    if is_local(event):
        facts = json.loads(marker.details["data"].payloads[0].data)
        return f"local activity {facts['activity_type']}"
    if marker.marker_name:
        return f"marker {marker.marker_name}"
    name = (
        event.activity_task_scheduled_event_attributes.activity_type.name
        or event.workflow_execution_update_accepted_event_attributes.accepted_request.input.name
    )
    return f"{kind.lower().replace('_', ' ')} {name}".strip()


def parts_of(events: Iterable[HistoryEvent]) -> tuple[Part, ...]:
    """Where the bytes are, the largest part first."""
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for event in events:
        counts[label_of(event)] += 1
        sizes[label_of(event)] += size_of(event)
    return tuple(Part(kind, counts[kind], size) for kind, size in sizes.most_common())


async def dissect(handle: WorkflowHandle[object, object]) -> Anatomy:
    """The cost of a run so far."""
    events = (await handle.fetch_history()).events
    described = (await handle.describe()).raw_description
    return Anatomy(
        events=len(events),
        size=sum(map(size_of, events)),
        transitions=described.workflow_execution_info.state_transition_count,
        actions=actions_of(events),
        parts=parts_of(events),
    )
