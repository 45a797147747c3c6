"""`detector`: train, evaluate, compare, explain, replay, and weather a storm."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starters.cli.commands import command
from starters.cli.detector_pages import comparison, explanation, figures_page, storm_page
from starters.cli.groups import detector
from starters.cli.late import installed
from starters.cli.visit import Visit
from starters.errors import BadInput, DoorError
from starters.policy_tables import tables

if TYPE_CHECKING:
    from makegood.detector.model_file import Detector
    from makegood.detector.rows import Labelled
    from makegood.detector.scorer import Scorer
    from makegood.rules.detection.terms import DetectionTerms

Model = Annotated[
    Path | None, typer.Option("--model", metavar="FILE", help="Without it, the one that ships.")
]
Picture = Annotated[
    Path | None, typer.Option("--picture", metavar="SVG", help="Draw the curves into this file.")
]
Rows = Annotated[list[Path], typer.Argument(metavar="CSV...", help="Labelled rows.")]
STORM_DAY = datetime(2026, 11, 1, tzinfo=UTC)


@command(detector, "train")
def train(
    visit: Visit,
    rows: Rows,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the model goes.")],
    version: Annotated[str, typer.Option("--version", help="What it is called.")],
    folds: Annotated[
        int, typer.Option("--folds", min=0, max=20, help="Of cross-validation; 0 for none.")
    ] = 5,
) -> None:
    """Train on labelled rows and write the model down, with its figures and a checksum."""
    if folds == 1:
        raise BadInput("--folds: rows are judged by others, so that it takes at least 2.")
    learned = _learned(labelled(rows), version, folds)
    from makegood.detector.model_file import save

    checksum = save(learned, out)
    answer = {"version": version, "sha256": checksum, "rows": learned.rows}
    told = [f"{name}: {count} rows" for name, count in learned.rows.items()]
    visit.tell(
        {**answer, "figures": learned.figures, "bytes": out.stat().st_size},
        *told,
        *figures_page(learned.figures),
        f"Written to {out} ({out.stat().st_size:,} bytes, sha256 {checksum[:12]}).",
    )


@command(detector, "evaluate")
def evaluate(visit: Visit, rows: Rows, model: Model = None, picture: Picture = None) -> None:
    """Judge a model on rows it was not trained on, with VADER and keywords beside it."""
    from makegood.detector.evaluating import evaluate as judge
    from starters.cli.detector_pages import curves_picture, evaluation_page

    found = judge(labelled(rows), scorer(model))
    if picture:
        picture.write_text(curves_picture(found), encoding="utf-8")
    visit.tell(
        {"model": found.model, "lines": found.lines, "unmeasured": found.unmeasured},
        *evaluation_page(found),
    )


@command(detector, "compare")
def compare(
    visit: Visit,
    one: Annotated[Path, typer.Argument(metavar="A", help="A model.")],
    other: Annotated[Path, typer.Argument(metavar="B", help="Another.")],
    rows: Annotated[
        list[Path] | None,
        typer.Option("--on", metavar="CSV", help="Judge both on these rows; repeatable."),
    ] = None,
) -> None:
    """Hold two models against each other: their recorded figures, or both on the same rows."""
    answer, page = comparison(one, other, labelled(rows) if rows else ())
    visit.tell(answer, *page)


@command(detector, "explain")
def explain(
    visit: Visit,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The message.")],
    language: Annotated[
        str, typer.Option("--language", help="en, th, id, vi, ms, zh; guessed without it.")
    ] = "",
    reach: Annotated[int, typer.Option("--reach", min=0, help="People who may hear of it.")] = 0,
    influencer: Annotated[bool, typer.Option("--influencer", help="Many follow them.")] = False,
    contacts: Annotated[int, typer.Option("--contacts", min=0, help="Earlier contacts.")] = 0,
    reopened: Annotated[bool, typer.Option("--reopened", help="The ticket was reopened.")] = False,
    tier: Annotated[str, typer.Option("--tier", help="The customer's tier.")] = "",
    at_stake: Annotated[
        str, typer.Option("--at-stake", metavar="AMOUNT", help="Money that is open.")
    ] = "",
    model: Model = None,
) -> None:
    """Show what a message comes to: every part with what it adds, the triggers, the severity."""
    from makegood.rules.detection.mention import History, Mention
    from starters.cli.words import amount

    history = History(contacts, reopened, amount(at_stake) if at_stake else None, tier)
    told = Mention(
        mention_id="asked",
        at=STORM_DAY,
        author="somebody",
        text=text,
        language=language,
        followers=reach,
        influencer=influencer,
        history=history,
    )
    answer, page = explanation(told, scorer(model), terms(visit))
    visit.tell(answer, *page)


@command(detector, "replay")
def replay(
    visit: Visit,
    history: Annotated[
        Path, typer.Argument(metavar="JSONL", help="Mentions, a JSON object a line.")
    ],
    model: Model = None,
    shadow: Annotated[
        Path | None, typer.Option("--shadow", metavar="FILE", help="A model to run beside it.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FOLDER", help="Its policy, if another.")
    ] = None,
) -> None:
    """Replay a history, and show where another model or policy would have acted differently."""
    from makegood.policy.triggers import load_detection
    from starters.cli.detector_replay import replay_page, replayed_history

    ruling = (scorer(model), terms(visit))
    other = (
        scorer(shadow) if shadow else ruling[0],
        load_detection(tables(policy)) if policy else ruling[1],
    )
    found = replayed_history(history, ruling, other)
    visit.tell(found, *replay_page(found))


@command(detector, "storm")
def storm(
    visit: Visit,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same stream.")] = 1,
    days: Annotated[int, typer.Option("--days", min=2, max=60, help="Of the stream.")] = 14,
    usual: Annotated[
        int, typer.Option("--usual", min=1, max=20_000, help="Usual mentions a day.")
    ] = 400,
    bursts: Annotated[int, typer.Option("--bursts", min=1, max=50, help="Injected.")] = 4,
    peak: Annotated[
        int, typer.Option("--peak", min=1, max=200_000, help="Mentions an hour at their height.")
    ] = 300,
    picture: Picture = None,
    model: Model = None,
) -> None:
    """Make a labelled synthetic stream, and show how soon bursts are seen at how many alarms."""
    from makegood.detector.storm_trial import trials
    from makegood.detector.storms import Burst, Weather

    spread = timedelta(days=days - 1) / bursts
    own = tuple(
        Burst(STORM_DAY + spread * n + timedelta(hours=9 + 5 * n % 12), timedelta(hours=3), peak)
        for n in range(bursts)
    )
    weather = Weather(seed, STORM_DAY, days, usual, own)
    judge = scorer(model)
    found = trials(weather, lambda one: judge.score(one.text, one.language), terms(visit))
    svg, page = storm_page(found)
    if picture:
        picture.write_text(svg, encoding="utf-8")
    visit.tell({"synthetic": True, "seed": seed, "trials": found}, *page)


def labelled(files: Sequence[Path]) -> "tuple[Labelled, ...]":
    """The rows of all files; BadInput names what is wrong."""
    from makegood.detector.rows import BadRows, read_rows

    try:
        return tuple(row for file in files for row in read_rows(file))
    except BadRows as error:
        raise BadInput(str(error)) from error


def scorer(model: Path | None) -> "Scorer":
    """The scorer of a file, or the one that ships; a file that was changed is refused."""
    from makegood.detector.model_file import SHIPPED, load
    from makegood.detector.packing import UnsafeModel
    from makegood.detector.scorer import Scorer
    from makegood.detector.sentences import encoder

    try:
        return Scorer(load(model or SHIPPED), encoder())
    except UnsafeModel as error:
        raise DoorError(str(error), "unsafe_model") from error


def terms(visit: Visit) -> "DetectionTerms":
    """What the policy in force says of detection."""
    from makegood.policy.triggers import load_detection

    return load_detection(tables(visit.settings.policy_dir))


def _learned(rows: "Sequence[Labelled]", version: str, folds: int) -> "Detector":
    """A trained detector; DoorError where scikit-learn is missing or the rows are too few."""
    if not installed("sklearn"):
        raise DoorError("Training needs scikit-learn: install the extra `detector`.", "no_extra")
    from makegood.detector.sentences import encoder
    from makegood.detector.training.learning import Course, learn
    from makegood.detector.training.sheaf import TooFewRows

    try:
        return learn(rows, version, Course(folds, lambda _: None, encoder()))
    except TooFewRows as error:
        raise BadInput(str(error), "too_few_rows") from error
