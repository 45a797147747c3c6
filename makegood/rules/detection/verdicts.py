"""What analysts said of the detector's work: precision, recall and load by week and shift."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from makegood.rules.crisis.severity import Severity


class Verdict(StrEnum):
    """What an analyst says. `missed`: it was escalated by another route first."""

    CRISIS = "crisis"
    NOT = "not"
    DUPLICATE = "duplicate"
    MISSED = "missed"

    @property
    def is_crisis(self) -> bool:
        """Whether somebody had to see it."""
        return self in (Verdict.CRISIS, Verdict.MISSED)


@dataclass(frozen=True)
class Judged:
    """An analyst's verdict on a mention, and what the detector had done with it.

    `alerted` is True where it opened or raised a case. `shift` is the one on duty, as the rota
    names it.
    """

    mention_id: str
    at: datetime
    verdict: Verdict
    alerted: bool
    shift: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Load:
    """Alerts of a week and a shift, and how right they were.

    `precision` is of alerts that were judged, duplicates counted as wrong, for somebody was called;
    `recall` of crises that people know of. None where there is nothing to divide by.
    """

    week: str
    shift: str
    alerts: int
    crises: int
    caught: int
    duplicates: int
    missed: int
    precision: float | None
    recall: float | None


def loads(judged: Iterable[Judged]) -> tuple[Load, ...]:
    """A row a week (ISO 8601, of the UTC date) and shift, in order; the last verdict counts."""
    latest = {one.mention_id: one for one in judged}
    groups: dict[tuple[str, str], list[Judged]] = {}
    for one in latest.values():
        groups.setdefault((week_of(one.at), one.shift), []).append(one)
    return tuple(load(group, *key) for key, group in sorted(groups.items()))


def load(judged: Iterable[Judged], week: str = "", shift: str = "") -> Load:
    """The figures of some verdicts taken together."""
    rows = tuple(judged)
    alerts = [one for one in rows if one.alerted and one.verdict is not Verdict.MISSED]
    crises = [one for one in rows if one.verdict.is_crisis]
    caught = sum(one.verdict is Verdict.CRISIS for one in alerts)
    return Load(
        week=week,
        shift=shift,
        alerts=len(alerts),
        crises=len(crises),
        caught=caught,
        duplicates=sum(one.verdict is Verdict.DUPLICATE for one in rows),
        missed=len(crises) - caught,
        precision=_share(caught, len(alerts)),
        recall=_share(caught, len(crises)),
    )


def week_of(at: datetime) -> str:
    """The week as ISO 8601 writes it: ``2026-W47``."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02d}"


def training_rows(judged: Iterable[Judged]) -> Iterator[tuple[str, int]]:
    """Mention ids with the label they teach: 1 a crisis, 0 none; a duplicate teaches nothing."""
    latest = {one.mention_id: one for one in judged}
    for one in latest.values():
        if one.verdict is not Verdict.DUPLICATE:
            yield one.mention_id, int(one.verdict.is_crisis)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
