"""The measurements measure what they say, and run to their end."""

import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from benchmarks.anatomy import actions_of, parts_of, size_of
from benchmarks.floor import share
from benchmarks.temporal import actions_in

METRICS = """\
# TYPE action counter
action{action_type="command_StartTimer",namespace="default"} 3
action{action_type="command_StartTimer",namespace="temporal-system"} 9
action{action_type="grpc_QueryWorkflow",namespace="default"} 2
"""


def event(kind: str, nanos: int = 0) -> HistoryEvent:
    """An event of a history, without anything in it."""
    made = HistoryEvent(event_id=1, event_type=EventType.Value(f"EVENT_TYPE_{kind}"))
    made.event_time.seconds, made.event_time.nanos = 1_800_000_000, nanos
    return made


def local_activity(task: int) -> HistoryEvent:
    """The record of a local activity that ended in a workflow task."""
    made = event("MARKER_RECORDED")
    made.marker_recorded_event_attributes.marker_name = "core_local_activity"
    made.marker_recorded_event_attributes.workflow_task_completed_event_id = task
    return made


def test_the_server_s_count_is_that_of_the_namespace_alone() -> None:
    counted = actions_in(METRICS, "default")

    assert counted == {"command_StartTimer": 3, "grpc_QueryWorkflow": 2}


def test_local_activities_of_one_task_are_billed_together() -> None:
    history = [local_activity(4), local_activity(4), local_activity(9), event("TIMER_STARTED")]

    assert actions_of(history) == {"local activities of a task": 2, "timer": 1}


def test_what_another_workflow_has_paid_for_is_not_billed_again() -> None:
    start, signal = event("WORKFLOW_EXECUTION_STARTED"), event("WORKFLOW_EXECUTION_SIGNALED")
    start.workflow_execution_started_event_attributes.parent_workflow_execution.run_id = "a"
    signal.workflow_execution_signaled_event_attributes.external_workflow_execution.run_id = "a"

    assert actions_of([start, signal]).total() == 0
    assert actions_of([event("WORKFLOW_EXECUTION_STARTED")]).total() == 1


def test_an_event_weighs_the_same_at_any_fraction_of_a_second() -> None:
    early, late = event("TIMER_FIRED", nanos=7), event("TIMER_FIRED", nanos=999_999_998)

    assert size_of(early) == size_of(late) == late.ByteSize()


def test_events_are_told_apart_by_the_activity_in_them() -> None:
    read, paid = event("ACTIVITY_TASK_SCHEDULED"), event("ACTIVITY_TASK_SCHEDULED")
    read.activity_task_scheduled_event_attributes.activity_type.name = "read_documents"
    paid.activity_task_scheduled_event_attributes.activity_type.name = "submit_payment"

    kinds = {part.kind: part.count for part in parts_of([read, paid, paid])}

    assert kinds == {
        "activity task scheduled read_documents": 1,
        "activity task scheduled submit_payment": 2,
    }


@pytest.mark.parametrize("count", [0, 1, 5, 8, 14])
def test_the_floor_deals_out_every_step_once(count: int) -> None:
    shares = [share(count, stage, 6) for stage in range(6)]

    assert sum(shares) == count
    assert max(shares) - min(shares) <= 1


@pytest.mark.slow
def test_the_benchmarks_tell_of_everything_they_promise(root: Path) -> None:
    small = ("--runs", "1", "--at-once", "1", "--rounds", "1", "--open-claims", "1")

    told = subprocess.run(
        [sys.executable, "-m", "benchmarks", *small],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=280,
    )

    assert told.returncode == 0, told.stderr[-2_000:]
    for promised in (
        "| transitions |",
        "| claim as a multiple of the plain floor |",
        "| sign-off | 3 |",
        "### Replay",
        "| record(), 20 at once |",
        "| read 4 documents |",
        "kB a claim that is open",
    ):
        assert promised in told.stdout
