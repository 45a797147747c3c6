"""A new detector beside the one that rules: what it would have done with the same mentions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from makegood.rules.detection.decisions import Act, Decision, Seen
from makegood.rules.detection.verdicts import Judged, Load, Verdict, load
from makegood.rules.detection.watch import Watch

ALERTS = (Act.OPEN, Act.RAISE)


@dataclass(frozen=True)
class Difference:
    """A mention on which the two would act differently; `verdict` None: nobody judged it."""

    mention_id: str
    ruling: Decision
    shadow: Decision
    verdict: Verdict | None


@dataclass(frozen=True)
class Comparison:
    """Both over the same history: alerts, figures on what was judged, and every difference."""

    mentions: int
    ruling_alerts: int
    shadow_alerts: int
    ruling: Load
    shadow: Load
    differences: tuple[Difference, ...]


def replayed(history: Iterable[Seen], watch: Watch) -> tuple[Decision, ...]:
    """What a watch decides on a history, in its order; nothing else happens."""
    return tuple(watch.take(seen) for seen in history)


def compared(
    ruling: Iterable[Decision],
    shadow: Iterable[Decision],
    verdicts: Mapping[str, Judged],
) -> Comparison:
    """Two runs over the same mentions side by side; ValueError when they are not the same."""
    pairs = tuple(zip(ruling, shadow, strict=True))
    if any(one.mention_id != other.mention_id for one, other in pairs):
        raise ValueError("the two runs are not over the same mentions")
    return Comparison(
        mentions=len(pairs),
        ruling_alerts=sum(one.act in ALERTS for one, _ in pairs),
        shadow_alerts=sum(other.act in ALERTS for _, other in pairs),
        ruling=_figures((one for one, _ in pairs), verdicts),
        shadow=_figures((other for _, other in pairs), verdicts),
        differences=tuple(
            Difference(one.mention_id, one, other, _verdict(verdicts.get(one.mention_id)))
            for one, other in pairs
            if (one.act, one.severity) != (other.act, other.severity)
        ),
    )


def _figures(decisions: Iterable[Decision], verdicts: Mapping[str, Judged]) -> Load:
    """The verdicts held against other decisions: what was missed may be caught, and the reverse."""
    return load(
        _as_decided(verdicts[one.mention_id], one)
        for one in decisions
        if one.mention_id in verdicts
    )


def _as_decided(judged: Judged, decision: Decision) -> Judged:
    crisis = Verdict.CRISIS if judged.verdict.is_crisis else judged.verdict
    alerted = decision.act in ALERTS
    verdict = Verdict.MISSED if judged.verdict.is_crisis and not alerted else crisis
    return Judged(judged.mention_id, judged.at, verdict, alerted, judged.shift, decision.severity)


def _verdict(judged: Judged | None) -> Verdict | None:
    return judged.verdict if judged else None
