"""How long a history takes to be replayed, and which functions it spends that on."""

import cProfile
import io
import pstats
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import ParamSpec, TypeVar

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from typing_extensions import override

from benchmarks.floor import Floor
from workers.sandbox import runner
from workflows.claim import CompensationClaim
from workflows.wire import CONVERTER

Given = ParamSpec("Given")
Result = TypeVar("Result")

MOST = 25


class ProfiledThread(ThreadPoolExecutor):
    """One thread on which workflow code runs, profiled."""

    def __init__(self) -> None:
        super().__init__(1)
        self.profile = cProfile.Profile()

    @override
    def submit(
        self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Result]:
        """Run it under the profile."""
        return super().submit(self.profile.runcall, fn, *args, **kwargs)


@dataclass(frozen=True)
class Replayed:
    """CPU milliseconds of a replay, and the events that it went through."""

    cpu_ms: float
    events: int


def replayer(executor: ThreadPoolExecutor | None = None) -> Replayer:
    """A replayer of claims and floors, under the sandbox of production."""
    return Replayer(
        workflows=[CompensationClaim, Floor],
        workflow_runner=runner(),
        data_converter=CONVERTER,
        workflow_task_executor=executor,
    )


async def replay(histories: Sequence[WorkflowHistory]) -> Replayed:
    """Replay each; the first, which also loads the code, does not count."""
    spans = []
    for history in (histories[0], *histories):
        began = time.process_time()
        await replayer().replay_workflow(history)
        spans.append((time.process_time() - began) * 1_000)
    return Replayed(median(spans[1:]), len(histories[0].events))


async def profile(histories: Sequence[WorkflowHistory]) -> str:
    """The functions on the workflow's thread, by the time spent in them and below."""
    thread = ProfiledThread()
    for history in histories:
        await replayer(thread).replay_workflow(history)
    text = io.StringIO()
    pstats.Stats(thread.profile, stream=text).sort_stats("cumulative").print_stats(MOST)
    return text.getvalue()
