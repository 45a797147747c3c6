"""The services of Makegood, and how they find one another."""

import sys

from makegood.settings import PREFIX, Ports, Settings
from starters.stack.services import Service, answers, says
from starters.stack.temporal import temporal

QUEUES = ("claims", "documents", "payments", "notices", "crises")
READY_LINE = "worker.ready"
"""The event that a worker logs once all its pollers listen."""

BANK_NOTICES = "/webhooks/bank"
"""The path of the webhook door that the bank's notices come in by."""

INFRASTRUCTURE, PREPARATION, DOORS = range(3)


def addressed(settings: Settings, ports: Ports) -> Settings:
    """Return the settings with every address pointing at the stack's own ports."""
    return settings.model_copy(
        update={
            "temporal_address": f"127.0.0.1:{ports.temporal_port}",
            "temporal_ui_url": f"http://127.0.0.1:{ports.temporal_ui_port}",
            "bank_url": f"http://127.0.0.1:{ports.bank_port}",
            "public_url": f"http://127.0.0.1:{ports.webhooks_port}",
        }
    )


def addresses(settings: Settings, ports: Ports) -> dict[str, str]:
    """Return the variables that let another command find the stack; no secret is among them."""
    names = ("temporal_address", "temporal_namespace", "temporal_ui_url", "bank_url", "public_url")
    found = {name: str(getattr(settings, name)) for name in names}
    found |= {name: str(port) for name, port in ports.model_dump().items()}
    return {f"{PREFIX}{name.upper()}": value for name, value in found.items()}


def services(settings: Settings, ports: Ports) -> tuple[Service, ...]:
    """Return Temporal, the bank and the database first, then the webhook door and the workers."""
    return (
        temporal(settings, ports),
        bank(settings, ports),
        Service("database", _makegood("database", "migrate"), order=PREPARATION, once=True),
        webhooks(ports),
        *(worker(queue) for queue in QUEUES),
    )


def bank(settings: Settings, ports: Ports) -> Service:
    """Return the bank simulator, its book in the `var` folder, its notices sent to our door."""
    return Service(
        name="bank",
        argv=(
            *(sys.executable, "-m", "makegood.gateways.bank_simulator"),
            *("--port", str(ports.bank_port), "--state", str(settings.var / "bank.sqlite")),
            *("--webhook-url", f"http://127.0.0.1:{ports.webhooks_port}{BANK_NOTICES}"),
            *("--webhook-secret-env", f"{PREFIX}WEBHOOK_SECRET"),
            *(("--day-seconds", str(settings.policy_pace)) if settings.policy_pace else ()),
        ),
        ready=answers(f"http://127.0.0.1:{ports.bank_port}/healthz"),
    )


def webhooks(ports: Ports) -> Service:
    """Return the door that the bank's notices come in by."""
    return Service(
        name="webhooks",
        argv=_makegood("webhooks", "run", "--port", str(ports.webhooks_port)),
        ready=answers(f"http://127.0.0.1:{ports.webhooks_port}/healthz"),
        order=DOORS,
    )


def worker(queue: str) -> Service:
    """Return the worker that serves one task queue."""
    return Service(
        name=f"worker-{queue}",
        argv=_makegood("worker", "run", "--queue", queue),
        ready=says(READY_LINE),
        order=DOORS,
    )


def _makegood(*command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "starters", *command)
