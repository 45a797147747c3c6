"""`watch verdict`, `figures` and `rows`: what people say of a watch, and what it is worth."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from makegood.rules.detection.verdicts import Verdict
from starters.cli.commands import command
from starters.cli.groups import watch
from starters.cli.telling import table
from starters.cli.visit import Visit
from starters.cli.watch_words import MentionOf, Name, NameOption
from starters.cli.words import By
from starters.watch_degrees import degree

if TYPE_CHECKING:
    from makegood.messages.watch_views import TrainingRow
    from makegood.rules.detection.figures import ShiftLoad


@command(watch, "verdict")
def verdict(
    visit: Visit,
    mention: MentionOf,
    said: Annotated[Verdict, typer.Argument(metavar="VERDICT", help="What it was.")],
    by: By,
    name: NameOption,
) -> None:
    """Say what a mention was: crisis, not, duplicate, or missed; the last word counts."""
    visit.watches(lambda watches: watches.verdict(name, mention, said, by))
    told = {"watch": name, "mention_id": mention, "verdict": said, "by": by}
    visit.tell(told, f"Kept: {mention} was {said}, says {by}.")


@command(watch, "figures")
def figures(visit: Visit, name: Name) -> None:
    """Alert load, precision and recall by week and shift, from the verdicts that were kept."""
    from makegood.rules.claim import Team
    from makegood.rules.rota.lookup import rota_for, who_is_on_call
    from starters.cli.rota_room import RotaRoom

    room = RotaRoom(visit)
    desk = rota_for(room.rotas, Team.SERVICE_DESK)

    def shift_of(at: datetime) -> str:
        return who_is_on_call(desk, (), at)[0].layer

    found = visit.watches(lambda watches: watches.figures(name, shift_of))
    columns = (
        "week", "shift", "alerts", "judged", "crises", "caught", "duplicates", "missed",
        "precision", "recall",
    )  # fmt: skip
    visit.tell({"figures": found}, table(columns, map(_row, found)))


def _row(one: "ShiftLoad") -> tuple[object, ...]:
    own = one.judged
    if own is None:
        return (one.week, one.shift, one.alerts, 0)
    counts = (own.alerts, own.crises, own.caught, own.duplicates, own.missed)
    return (one.week, one.shift, one.alerts, *counts, _share(own.precision), _share(own.recall))


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}"


@command(watch, "rows")
def rows(
    visit: Visit,
    name: Name,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the rows go, as CSV.")],
) -> None:
    """Make training rows of the verdicts: a crisis is severe, what was none is nothing.

    The file is for `makegood detector train`, beside the rows that the model was trained on.
    """
    found = visit.watches(lambda watches: watches.rows(name, degree))
    _write(out, found)
    severe = sum(one.severity > 0 for one in found)
    visit.tell(
        {"rows": len(found), "crises": severe, "file": str(out)},
        f"{len(found)} rows, {severe} of them crises, are in {out}.",
    )


def _write(out: Path, found: "Sequence[TrainingRow]") -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("language", "text", "severity", "domain"))
        writer.writerows((one.language, one.text, one.severity, one.domain) for one in found)
