"""What people see of the detector: tables, sentences and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from starters.cli.telling import table
from starters.errors import DoorError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from makegood.detector.evaluating import Evaluation
    from makegood.detector.judging import Figures
    from makegood.detector.model_file import Detector
    from makegood.detector.rows import Labelled
    from makegood.detector.scorer import Scorer
    from makegood.detector.storm_trial import Trial
    from makegood.rules.detection.mention import Mention
    from makegood.rules.detection.terms import DetectionTerms

Page = Sequence["RenderableType"]
COLUMNS = ("precision", "recall", "F1", "average precision", "precision at recall .80")


def evaluation_page(found: Evaluation) -> Page:
    """The table of an evaluation, and what could not be measured."""
    rows = [
        (one.language, one.target, one.domain, one.judge, one.figures.rows, *_shares(one.figures))
        for one in found.lines
    ]
    columns = ("language", "target", "domain", "judge", "rows", "base rate", *COLUMNS)
    return (f"Model {found.model}", table(columns, rows), *found.unmeasured)


def curves_picture(found: Evaluation) -> str:
    """Precision over recall of every judge, as SVG."""
    from makegood.detector.picture import Axis, Series, picture

    axes = (Axis("recall", 0, 1), Axis("precision", 0, 1))
    lines = [Series(one.name, one.points) for one in found.curves]
    return picture(f"Precision and recall, model {found.model}", axes, lines)


def figures_page(figures: Mapping[str, Mapping[str, float]]) -> Page:
    """The figures that a model file records, a row a figure."""
    rows = [
        (language, name.replace("_", " "), f"{value:.3f}")
        for language, own in figures.items()
        for name, value in own.items()
    ]
    return (table(("language", "cross-validated", "figure"), rows),) if rows else ()


def comparison(one: Path, other: Path, rows: Sequence[Labelled]) -> tuple[dict[str, object], Page]:
    """Two models side by side: on rows where there are some, else as their files record."""
    detectors = (_loaded(one), _loaded(other))
    told = [_on_rows(each, rows) if rows else _recorded(each) for each in detectors]
    names = [name for name in told[0] if name in told[1]]
    pairs = [(name, told[0][name], told[1][name]) for name in names]
    shown = [(*name.split(" ", 1), f"{a:.3f}", f"{b:.3f}", f"{b - a:+.3f}") for name, a, b in pairs]
    columns = ("language", "figure", detectors[0].version, detectors[1].version, "difference")
    answer: dict[str, object] = {
        "a": detectors[0].version,
        "b": detectors[1].version,
        "measured_on": len(rows),
        "figures": {name: {"a": a, "b": b} for name, a, b in pairs},
    }
    on = f"on the same {len(rows)} rows" if rows else "as recorded at their training"
    return answer, (f"Two models {on}", table(columns, shown))


def explanation(
    mention: Mention, scorer: Scorer, terms: DetectionTerms
) -> tuple[dict[str, object], Page]:
    """A message with every part of its assessment."""
    from makegood.rules.detection.languages import guessed
    from makegood.rules.detection.scoring import assess, explained

    language = mention.language or guessed(mention.text)
    text = scorer.explain(mention.text, language)
    found = assess(mention, text, terms)
    parts = [(part.name, f"{part.contribution:+.2f}", part.why) for part in found.parts]
    words = [(part.name, f"{part.contribution:+.2f}") for part in text.parts] if text else []
    answer: dict[str, object] = {"assessment": found, "text": text, "why": tuple(explained(found))}
    shown: list[RenderableType] = [
        f"Model {found.model or 'none'}, policy {found.policy}, language {language}",
        table(("part", "log-odds", "why"), parts, "The score"),
        table(("of the text", "log-odds"), words, "The largest parts of the text"),
        *(line for line in list(explained(found))[len(parts) :]),
    ]
    return answer, shown if words else [each for n, each in enumerate(shown) if n != 2]


def storm_page(found: Sequence[Trial]) -> tuple[str, Page]:
    """The picture and the table of a trial on a synthetic stream."""
    from makegood.detector.picture import Axis, Series, picture

    seen = [(one.false_alarms_a_day, one.mean_delay) for one in found]
    points = tuple((alarms, delay) for alarms, delay in seen if delay is not None)
    most = max((delay for _, delay in points), default=1.0)
    axes = (
        Axis("false alarms a day", 0, max(1.0, *(alarms for alarms, _ in seen))),
        Axis("minutes until a burst is seen", 0, max(1.0, most)),
    )
    title = "Delay of detection against false alarms (synthetic stream)"
    svg = picture(title, axes, [Series("by limit of a burst", tuple(sorted(points)))])
    rows = [
        (f"{one.limit.chance:g}", one.limit.least, _minutes(one.mean_delay), one.unseen,
         f"{one.false_alarms_a_day:.2f}", one.mentions, one.cases)
        for one in found
    ]  # fmt: skip
    columns = (
        "chance",
        "mentions at least",
        "minutes",
        "not seen",
        "false alarms a day",
        "mentions",
        "cases",
    )
    return svg, ("A synthetic stream with injected bursts, labelled so", table(columns, rows))


def _minutes(delay: float | None) -> str:
    return "" if delay is None else f"{delay:.1f}"


def _shares(figures: Figures) -> tuple[str, ...]:
    told = (
        figures.base_rate,
        figures.precision,
        figures.recall,
        figures.f1,
        figures.average_precision,
        figures.precision_at_recall_80,
    )
    return tuple(f"{share:.3f}" for share in told)


def _recorded(detector: Detector) -> dict[str, float]:
    return {
        f"{language} {name.replace('_', ' ')}": value
        for language, own in detector.figures.items()
        for name, value in own.items()
    }


def _on_rows(detector: Detector, rows: Sequence[Labelled]) -> dict[str, float]:
    from makegood.detector.evaluating import ALL, evaluate
    from makegood.detector.scorer import Scorer
    from makegood.detector.sentences import encoder

    found = evaluate(rows, Scorer(detector, encoder()))
    own = [one for one in found.lines if one.judge == "model" and one.domain == ALL]
    return {
        f"{one.language} {one.target} {name}": value
        for one in own
        for name, value in (
            ("F1", one.figures.f1),
            ("average precision", one.figures.average_precision),
            ("precision at recall .80", one.figures.precision_at_recall_80),
        )
    }


def _loaded(path: Path) -> Detector:
    from makegood.detector.model_file import load
    from makegood.detector.packing import UnsafeModel

    try:
        return load(path)
    except UnsafeModel as error:
        raise DoorError(str(error), "unsafe_model") from error
