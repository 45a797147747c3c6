"""The services of Makegood, and how they find one another."""

import sys

from makegood.settings import PREFIX, Environment, Ports, Settings
from starters.stack.seals import BANK_DOOR_KEY
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
    issuer = f"http://127.0.0.1:{ports.identity_port}"
    return settings.model_copy(
        update={
            "temporal_address": f"127.0.0.1:{ports.temporal_port}",
            "temporal_ui_url": f"http://127.0.0.1:{ports.temporal_ui_port}",
            "bank_url": f"http://127.0.0.1:{ports.bank_port}",
            "public_url": f"http://127.0.0.1:{ports.webhooks_port}",
            "web_url": f"http://127.0.0.1:{ports.web_port}",
            **({"oidc_issuer": issuer} if lets_anybody_in(settings) else {}),
        }
    )


def lets_anybody_in(settings: Settings) -> bool:
    """Whether the stack may have a provider of sign-in that asks for no password."""
    return settings.environment is Environment.DEVELOPMENT


def addresses(settings: Settings, ports: Ports) -> dict[str, str]:
    """Return the variables that let another command find the stack; no secret is among them."""
    names = (
        *("temporal_address", "temporal_namespace", "temporal_ui_url"),
        *("bank_url", "public_url", "web_url", "oidc_issuer"),
    )
    found = {name: str(getattr(settings, name)) for name in names}
    found |= {
        name: str(path) for name in ("seal_keys", "seal_key") if (path := getattr(settings, name))
    }
    found |= {name: str(port) for name, port in ports.model_dump().items()}
    return {f"{PREFIX}{name.upper()}": value for name, value in found.items()}


def services(settings: Settings, ports: Ports) -> tuple[Service, ...]:
    """Return Temporal, the bank and the database first, then the doors and the workers."""
    return (
        temporal(settings, ports),
        bank(settings, ports),
        *((identity(settings, ports),) if lets_anybody_in(settings) else ()),
        Service("database", _makegood("database", "migrate"), order=PREPARATION, once=True),
        webhooks(settings, ports),
        web(ports),
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


def identity(settings: Settings, ports: Ports) -> Service:
    """Return the provider of sign-in for development, with which everybody may be anybody."""
    return Service(
        name="identity",
        argv=(
            *(sys.executable, "-m", "makegood.gateways.identity_provider"),
            *("--port", str(ports.identity_port)),
            *("--redirect-uri", f"{settings.web_url}/sign-in/callback"),
        ),
        ready=answers(f"http://127.0.0.1:{ports.identity_port}/healthz"),
    )


def webhooks(settings: Settings, ports: Ports) -> Service:
    """Return the door that the bank's notices come in by; its key speaks for the bank alone."""
    return Service(
        name="webhooks",
        argv=_makegood("webhooks", "run", "--port", str(ports.webhooks_port)),
        ready=answers(f"http://127.0.0.1:{ports.webhooks_port}/healthz"),
        order=DOORS,
        env=_own_key(settings),
    )


def web(ports: Ports) -> Service:
    """Return the process of the HTTP API and the desk."""
    return Service(
        name="web",
        argv=_makegood("web", "run", "--port", str(ports.web_port)),
        ready=answers(f"http://127.0.0.1:{ports.web_port}/healthz"),
        order=DOORS,
    )


def _own_key(settings: Settings) -> dict[str, str]:
    own = settings.var / BANK_DOOR_KEY
    return {f"{PREFIX}SEAL_KEY": str(own)} if settings.seal_key and own.exists() else {}


def worker(queue: str) -> Service:
    """Return the worker that serves one task queue."""
    return Service(
        name=f"worker-{queue}",
        argv=(sys.executable, "-P", "-m", "workers", queue),
        ready=says(READY_LINE),
        order=DOORS,
    )


def _makegood(*command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "starters", *command)
