"""A real development server for one measurement, with its counters."""

import socket
import sys
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from workers.attributes import register
from workflows.wire import CONVERTER

IDENTITY = "budget"
"""A fixed identity: the usual one holds the host's name and would change the bytes."""

SERVER = Path(sys.prefix) / "bin" / "temporal"
PROMPT_TIMERS = ("--dynamic-config-value", 'history.timerProcessorMaxTimeShift="50ms"')
SKIPPING = ("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true")


@dataclass(frozen=True)
class Temporal:
    """A running server in memory: its client and its metrics."""

    environment: WorkflowEnvironment
    metrics: str

    @property
    def client(self) -> Client:
        """The client, which speaks our messages."""
        return self.environment.client

    @contextmanager
    def human_time(self) -> Iterator[None]:
        """Workflows that start in this block wait for people; time is passed over later."""
        if not self.environment.supports_time_skipping_v2:
            yield
            return
        with self.environment.with_time_skipping_disabled():
            yield

    def actions(self) -> Counter[str]:
        """Billable actions so far, by kind, as the server itself counts them."""
        with urllib.request.urlopen(self.metrics, timeout=10) as answer:
            text = answer.read().decode()
        return actions_in(text, self.client.namespace)


def actions_in(text: str, namespace: str) -> Counter[str]:
    """The billable actions of a namespace in a page of metrics, by kind."""
    found: Counter[str] = Counter()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name in ("action", "action_total") and (
                sample.labels.get("namespace") == namespace
            ):
                found[sample.labels["action_type"]] += int(sample.value)
    return found


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def temporal(*, skipping: bool = False) -> AsyncIterator[Temporal]:
    """A server in memory, stopped in the end; with `skipping` it passes over idle time."""
    port = free_port()
    start = WorkflowEnvironment.start_local
    if skipping:
        start = WorkflowEnvironment.start_time_skipping_v2
    extra = [*PROMPT_TIMERS, *(SKIPPING if skipping else ()), "--metrics-port", str(port)]
    async with await start(
        data_converter=CONVERTER,
        identity=IDENTITY,
        dev_server_existing_path=str(SERVER),
        dev_server_extra_args=extra,
        dev_server_log_level="error",
    ) as environment:
        await register(environment.client)
        yield Temporal(environment, f"http://127.0.0.1:{port}/metrics")
