"""`watch shadow`: another model or policy beside the one that rules, until somebody approves it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starters.cli.commands import command
from starters.cli.groups import shadow
from starters.cli.telling import cell
from starters.cli.visit import Visit
from starters.cli.watch_words import Name
from starters.cli.words import By
from starters.policy_tables import tables

if TYPE_CHECKING:
    from makegood.messages.watch_views import DetectorVersions, WatchDetectors
    from starters.watch_detectors import DetectorRoom

Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]


@command(shadow, "start")
def start(
    visit: Visit,
    name: Name,
    by: By,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="A trained model.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FOLDER", help="A folder of policy.")
    ] = None,
    reason: Why = "",
) -> None:
    """Let another model or policy decide beside the one that rules; nobody acts on what it says.

    Without either it is what is installed: the way back from one that was approved.
    """
    from starters.watch_detectors import Said

    room = _room(visit)
    room.start(name, model, tables(policy) if policy else None, Said(by, reason))
    _tell(visit, room.show(name))


@command(shadow, "show")
def show(visit: Visit, name: Name) -> None:
    """Which detector rules, which runs in shadow, and where the two differ."""
    from starters.cli.detector_replay import replay_page

    room = _room(visit)
    found = room.show(name)
    if found.shadow is None:
        _tell(visit, found)
        return
    compared = room.compare(name)
    visit.tell({"detectors": found, "comparison": compared}, *_lines(found), *replay_page(compared))


@command(shadow, "stop")
def stop(visit: Visit, name: Name, by: By, reason: Why = "") -> None:
    """End the shadow; what it decided is kept."""
    from starters.watch_detectors import Said

    room = _room(visit)
    room.stop(name, Said(by, reason))
    _tell(visit, room.show(name))


@command(shadow, "approve")
def approve(visit: Visit, name: Name, by: By, reason: Why = "") -> None:
    """Let what runs in shadow rule the watch from its next step on."""
    from starters.watch_detectors import Said

    room = _room(visit)
    room.approve(name, Said(by, reason))
    _tell(visit, room.show(name))


def _room(visit: Visit) -> "DetectorRoom":
    from starters.watch_detectors import DetectorRoom
    from starters.watches import people

    return DetectorRoom(visit.engine, people(visit.settings), visit.doors.now)


def _tell(visit: Visit, found: "WatchDetectors") -> None:
    visit.tell(found, *_lines(found))


def _lines(found: "WatchDetectors") -> list[str]:
    approved = (
        f", approved by {found.approved_by} at {cell(found.approved_at)}"
        if found.approved_by
        else ""
    )
    told = [f"Watch {found.watch} is ruled by {_versions(found.ruling)}{approved}."]
    if found.shadow:
        since = f"since {cell(found.shadow_since)}, by {found.shadow_by}"
        told.append(f"In shadow: {_versions(found.shadow)}, {since}.")
    return told


def _versions(one: "DetectorVersions") -> str:
    return f"model {one.model}, policy {one.policy}"
