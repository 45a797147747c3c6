"""`detector replay`: a history of mentions, decided anew by two detectors side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from starters.cli.telling import table
from starters.errors import BadInput

if TYPE_CHECKING:
    from rich.console import RenderableType

    from makegood.detector.scorer import Scorer
    from makegood.rules.detection.decisions import Seen
    from makegood.rules.detection.mention import Mention
    from makegood.rules.detection.shadow import Comparison
    from makegood.rules.detection.terms import DetectionTerms
    from makegood.rules.detection.verdicts import Judged

    Judge = tuple[Scorer, DetectionTerms]

SHOWN = 40
"""Differences that people are shown; JSON holds them all."""


def replayed_history(path: Path, ruling: Judge, shadow: Judge) -> Comparison:
    """What both decide on the history in a file; BadInput names the line that cannot be read.

    A line is a mention with, where somebody judged it, `verdict` and `shift`.
    """
    from makegood.rules.detection.shadow import compared, replayed
    from makegood.rules.detection.watch import Watch

    told = sorted(_rows(path), key=lambda row: row[0].at)
    mentions = [mention for mention, _ in told]
    verdicts = {judged.mention_id: judged for _, judged in told if judged}
    runs = [replayed(_seen(mentions, judge), Watch(judge[1])) for judge in (ruling, shadow)]
    return compared(runs[0], runs[1], verdicts)


def replay_page(found: Comparison) -> tuple[RenderableType, ...]:
    """Both in figures, and where they differ."""
    rows = [
        (
            name,
            alerts,
            own.crises,
            own.caught,
            own.missed,
            _share(own.precision),
            _share(own.recall),
        )
        for name, alerts, own in (
            ("ruling", found.ruling_alerts, found.ruling),
            ("shadow", found.shadow_alerts, found.shadow),
        )
    ]
    columns = ("", "alerts", "crises known", "caught", "missed", "precision", "recall")
    differences = [
        (one.mention_id, f"{one.ruling.act} {one.ruling.severity or ''}", one.ruling.why,
         f"{one.shadow.act} {one.shadow.severity or ''}", one.shadow.why, one.verdict)
        for one in found.differences[:SHOWN]
    ]  # fmt: skip
    heads = ("mention", "ruling", "why", "shadow", "why", "verdict")
    return (
        f"{found.mentions} mentions replayed; {len(found.differences)} decided differently",
        table(columns, rows),
        table(heads, differences),
    )


def _rows(path: Path) -> Iterator[tuple[Mention, Judged | None]]:
    from pydantic import TypeAdapter, ValidationError

    from makegood.rules.detection.mention import Mention
    from makegood.rules.detection.verdicts import Judged, Verdict

    reader = TypeAdapter(Mention)
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            verdict, shift = told.pop("verdict", None), told.pop("shift", "")
            mention = reader.validate_python(told)
            judged = Verdict(verdict) if verdict else None
        except (ValueError, AttributeError, ValidationError) as error:
            raise BadInput(f"{path.name}:{number}: not a mention, or no such verdict.") from error
        if mention.at.tzinfo is None:
            raise BadInput(f"{path.name}:{number}: `at` names no zone.")
        own = (
            Judged(mention.mention_id, mention.at, judged, alerted=False, shift=shift)
            if judged
            else None
        )
        yield mention, own


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read.") from error


def _seen(mentions: list[Mention], judge: Judge) -> Iterator[Seen]:
    from makegood.rules.detection.decisions import Seen
    from makegood.rules.detection.languages import guessed
    from makegood.rules.detection.likeness import sketch
    from makegood.rules.detection.scoring import assess

    scorer, terms = judge
    for one in mentions:
        text = scorer.score(one.text, one.language or guessed(one.text))
        yield Seen(one, assess(one, text, terms), sketch(one.text))


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}"
