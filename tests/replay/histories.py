"""Histories as files: kept small, without a trace of the machine, and replayed."""

import gzip
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import Replayer

from workers.queues import REGISTERS
from workers.sandbox import runner
from workflows.wire import CONVERTER

FOLDER = Path(__file__).parent / "histories"
COMMANDS_FILE = Path(__file__).parent / "commands.txt"
"""What each recorded workflow did, for reviewers: a changed order is seen in the difference."""

SUFFIX = ".json.gz"
LONG = 500
"""From so many events on a busy machine has no time for a replay within the two seconds."""

OUT_OF_TIME, MOST_TRIES = "TMPRL1101", 4
CRISES = frozenset(
    f"crisis-{name}"
    for name in (
        "false", "twice", "near", "part", "cancelled", "down", "strange", "once",
        "unheard", "two", "film", "race", "storm", "handed", "rebased", "counted",
        "silence", "edited", "wrong", "library", "unkept", "keptword",
        "unhappy", "actions", "unwritten", "returned", "drill", "letter", "viral", "mild",
    )
)  # fmt: skip
"""Of crises one of each kind of path is kept: theirs are longer than those of claims."""

TRACES = frozenset({"stackTrace", "encodedAttributes"})
"""Fields that name files of the machine; a replay does not read them."""


def replayer(converter: DataConverter = CONVERTER) -> Replayer:
    """A replayer of all workflows, with the sandbox and the converter of the workers."""
    return Replayer(
        workflows=[one for register in REGISTERS.values() for one in register.workflows],
        data_converter=converter,
        workflow_runner=runner(),
    )


async def replayed(
    histories: Sequence[WorkflowHistory],
    tries: int = MOST_TRIES,
    converter: DataConverter = CONVERTER,
) -> dict[str, str]:
    """Replay each; what fails, by workflow id, with the reason.

    On a busy machine a long history may not get its two seconds at once: it is tried again.
    """
    known = {history.run_id: history for history in histories}

    async def one_by_one() -> AsyncIterator[WorkflowHistory]:
        for history in histories:
            yield history

    results = await replayer(converter).replay_workflows(
        one_by_one(), raise_on_replay_failure=False
    )
    failures = {run: str(why) for run, why in results.replay_failures.items()}
    late = [known[run] for run, why in failures.items() if OUT_OF_TIME in why]
    if late and tries > 1:
        again = await replayed(late, tries - 1, converter)
        failures = {run: why for run, why in failures.items() if OUT_OF_TIME not in why}
        return again | {known[run].workflow_id: why for run, why in failures.items()}
    return {known[run].workflow_id: why for run, why in failures.items()}


def keep(histories: Sequence[WorkflowHistory], folder: Path = FOLDER) -> None:
    """Put them in the place of those that were kept before; each by its id and run."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob(f"*{SUFFIX}"):
        old.unlink()
    runs: Counter[str] = Counter()
    for history in sorted(filter(_is_kept, histories), key=_begun):
        runs[history.workflow_id] += 1
        name = f"{history.workflow_id}.{runs[history.workflow_id]}"
        text = json.dumps(_clean(history.to_json_dict()), separators=(",", ":"))
        (folder / f"{name}{SUFFIX}").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _is_kept(history: WorkflowHistory) -> bool:
    name = history.workflow_id
    return name in CRISES or not name.startswith("crisis-")


def kept(folder: Path = FOLDER) -> Iterator[tuple[str, WorkflowHistory]]:
    """Every history that is kept, by its name."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        yield path.name.removesuffix(SUFFIX), read(path)


@cache
def read(path: Path) -> WorkflowHistory:
    """One that is kept."""
    name = path.name.removesuffix(SUFFIX).split(".")[0]
    return WorkflowHistory.from_json(name, gzip.decompress(path.read_bytes()).decode())


def _begun(history: WorkflowHistory) -> int:
    return history.events[0].event_time.ToNanoseconds()


def _clean(part: object) -> object:
    if isinstance(part, dict):
        return {name: _clean(value) for name, value in part.items() if name not in TRACES}
    return [_clean(one) for one in part] if isinstance(part, list) else part


COMMANDS = {
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "do",
    EventType.EVENT_TYPE_MARKER_RECORDED: "do locally",
    EventType.EVENT_TYPE_TIMER_STARTED: "wait",
    EventType.EVENT_TYPE_TIMER_CANCELED: "wait no more",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "show",
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED: "start",
    EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED: "tell",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED: "answer",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "go on in a new run",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "end",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "fail",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: "be cancelled",
}
"""What a workflow decides, in the words of a reviewer."""


def commands(history: WorkflowHistory) -> list[str]:
    """What the workflow did, step by step: its fingerprint."""
    return [_said(event) for event in history.events if event.event_type in COMMANDS]


def written(histories: Mapping[str, WorkflowHistory]) -> str:
    """The commands of every history, a line a workflow, repeated ones counted."""
    lines = (f"{name}: {', '.join(_counted(commands(one)))}" for name, one in histories.items())
    return "".join(f"{line}\n" for line in sorted(lines))


def _counted(words: Sequence[str]) -> Iterator[str]:
    """The words with what comes several times in a row said once."""
    for word, same in groupby(words):
        count = len(list(same))
        yield word if count == 1 else f"{count} x {word}"


def _said(event: HistoryEvent) -> str:
    word = COMMANDS[event.event_type]
    match event.WhichOneof("attributes"):
        case "activity_task_scheduled_event_attributes":
            return f"{word} {event.activity_task_scheduled_event_attributes.activity_type.name}"
        case "marker_recorded_event_attributes":
            return f"{word} {_local_activity(event)}"
        case "start_child_workflow_execution_initiated_event_attributes":
            started = event.start_child_workflow_execution_initiated_event_attributes
            return f"{word} {started.workflow_type.name}"
    return word


def _local_activity(event: HistoryEvent) -> str:
    """The type of a local activity, or the name of another marker."""
    attributes = event.marker_recorded_event_attributes
    payloads = attributes.details["data"].payloads if "data" in attributes.details else ()
    for payload in payloads:
        told = json.loads(payload.data or b"null")
        if isinstance(told, dict) and "activity_type" in told:
            return str(told["activity_type"])
    return attributes.marker_name


def with_events(history: WorkflowHistory, events: Sequence[HistoryEvent]) -> WorkflowHistory:
    """The same workflow with other events."""
    return WorkflowHistory(history.workflow_id, tuple(events))
