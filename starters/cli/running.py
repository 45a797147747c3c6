"""What engineers and operators run: workers, doors, the doctor, the schemas."""

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from makegood.messages.names import Queue
from starters.cli import groups
from starters.cli.commands import command
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.errors import BadInput
from starters.exits import Exit

HERE = Path(__file__).resolve().parents[2]
"""Where the packages lie: a worker finds them without an installation."""


@command(groups.worker, "run")
def run_worker(
    visit: Visit,
    queue: Annotated[
        list[Queue] | None,
        typer.Option("--queue", help="The task queue to serve; as often as needed, or all."),
    ] = None,
) -> None:
    """Serve task queues until told to stop; SIGTERM drains what has begun."""
    path = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))
    arguments = [sys.executable, "-P", "-m", "workers", *(queue or ())]
    visit.doors.become(sys.executable, arguments, {**os.environ, "PYTHONPATH": path})


@command(groups.webhooks, "run")
def run_webhooks(
    visit: Visit,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")
    ] = None,
) -> None:
    """Take the bank's news in, until told to stop."""
    from makegood.logs import set_up_logs
    from makegood.settings import Ports
    from starters.listening import listen, serve

    settings = visit.settings
    listener = listen(host, Ports().webhooks_port if port is None else port)
    set_up_logs(settings)
    asyncio.run(serve(settings, listener))


@command(groups.web, "run")
def run_web(
    visit: Visit,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")
    ] = None,
) -> None:
    """Serve the HTTP API under /v1 and the desk under /, until told to stop."""
    from makegood.logs import set_up_logs
    from makegood.settings import Ports
    from starters.listening import listen
    from starters.site import serve

    settings = visit.settings
    listener = listen(host, Ports().web_port if port is None else port)
    set_up_logs(settings)
    asyncio.run(serve(settings, listener))


@command(groups.app, "doctor")
def doctor(
    visit: Visit,
    queue: Annotated[
        Queue | None, typer.Option("--queue", help="Only what the worker of this queue needs.")
    ] = None,
) -> None:
    """Look at everything that Makegood needs and promises; fails when something is wrong."""
    from starters.doctor import Check, is_well

    async def given(found: Iterable[Check]) -> list[Check]:
        return list(found)

    checks = visit.at(lambda settings: visit.doors.check_up(settings, queue), given)
    well = is_well(checks)
    rows = [(check.verdict, check.name, check.found, check.next) for check in checks]
    shown = table(("", "what", "found", "next"), rows)
    visit.tell({"well": well, "checks": checks}, shown, "All is well." if well else "Not well.")
    if not well:
        raise typer.Exit(Exit.FAILED)


@command(groups.app, "schema")
def schema(
    visit: Visit,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="A file a schema, in this folder.")
    ] = None,
) -> None:
    """Export the JSON Schemas of what is said to claims, and of what they answer."""
    from starters.exporting import schemas

    found = schemas()
    if out is None:
        visit.tell(found, json.dumps(found, indent=2, ensure_ascii=False))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, each in found.items():
            text = json.dumps(each, indent=2, ensure_ascii=False)
            (out / f"{name}.schema.json").write_text(text + "\n", "utf-8")
    except OSError as error:
        raise BadInput(f"{out}: {error.strerror}", "unwritable") from error
    visit.tell({"folder": str(out), "schemas": sorted(found)}, f"{len(found)} schemas in {out}")


def offer_demo() -> None:
    """Offer the demonstration where it is installed."""

    @command(groups.app, "demo")
    def demo(_: Visit) -> None:
        """Watch real claims and crises travel to their ends on a real server."""
        raise typer.Exit(int(import_module("starters.demo.main").main() or 0))
