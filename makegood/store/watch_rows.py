"""Decisions of watches as rows, and rows as decisions."""

from collections.abc import Mapping

from sqlalchemy import select

from makegood.rules.crisis.severity import Severity, Trigger
from makegood.rules.detection.decisions import Act, Decision, Seen
from makegood.rules.detection.mention import Mention
from makegood.rules.detection.phrases import Language, TriggerHit
from makegood.rules.detection.recalling import Round, Ruled
from makegood.rules.detection.scoring import Assessment, Part
from makegood.rules.detection.taking import Decided
from makegood.rules.detection.terms import Heat, Reach
from makegood.store.watch_mentions import RAW_PREFIX, Facts, mention_of
from makegood.store.watch_tables import WATCH_DECISION, WATCH_MENTION

WHOLE = select(
    WATCH_DECISION,
    *(column.label(f"{RAW_PREFIX}{column.name}") for column in WATCH_MENTION.columns),
).join(WATCH_MENTION, WATCH_MENTION.c.number == WATCH_DECISION.c.mention)
"""Decisions, each with its mention."""


def values(written: Round, one: Ruled) -> Mapping[str, object]:
    """A decision as its row."""
    decision, found = one.decision, one.seen.found
    return {
        "watch": written.watch,
        "detector": one.detector,
        "round": written.position,
        "mention": one.mention,
        "mention_id": decision.mention_id,
        "at": one.seen.mention.at,
        "decided_at": written.at,
        "act": str(decision.act),
        "opener": decision.case,
        "case_id": written.case_of(one),
        "severity": str(decision.severity or ""),
        "why": decision.why,
        "sketch": list(one.seen.sketch) if decision.case else [],
        "concerns": found.concerns,
        "told": one.detector != "" or decision.act is Act.IGNORE,
        **_assessed(found),
    }


def _assessed(found: Assessment) -> dict[str, object]:
    return {
        "own_severity": str(found.severity or ""),
        "score": found.score,
        "heat": str(found.heat),
        "reach": str(found.reach),
        "people": found.people,
        "floor": str(found.floor or ""),
        "triggers": [str(one) for one in found.triggers],
        "hits": [[str(hit.trigger), str(hit.language), hit.words] for hit in found.hits],
        "parts": [[part.name, part.contribution, part.why] for part in found.parts],
        "language": found.language,
        "model": found.model,
        "policy": found.policy,
    }


def assessment_of(row: Facts) -> Assessment:
    """The assessment that a decision came from, with every part."""
    return Assessment(
        severity=_severity(row.own_severity),
        score=row.score,
        heat=Heat(row.heat),
        reach=Reach(row.reach),
        people=row.people,
        floor=_severity(row.floor),
        triggers=tuple(map(Trigger, row.triggers)),
        hits=tuple(TriggerHit(Trigger(t), Language(told), words) for t, told, words in row.hits),
        parts=tuple(Part(*part) for part in row.parts),
        language=row.language,
        model=row.model,
        policy=row.policy,
    )


def decision_of(row: Facts) -> Decision:
    """What was decided."""
    return Decision(Act(row.act), row.mention_id, row.opener, _severity(row.severity), row.why)


def decided_of(row: Facts) -> Decided:
    """A decision with its mention and every part."""
    seen = Seen(mention_of(row, RAW_PREFIX), assessment_of(row), tuple(row.sketch))
    return Decided(row.number, row.round, seen, decision_of(row), row.case_id)


def recalled(row: Facts) -> tuple[Seen, Decision]:
    """A decision as far as a watch must remember it: without its text and its parts."""
    mention = Mention(
        row.mention_id, row.at, row.author, "", thread=row.thread, address=row.address
    )
    return Seen(mention, assessment_of(row), tuple(row.sketch)), decision_of(row)


def alerted(act: str) -> bool:
    """Whether somebody was called: a case was opened or raised."""
    return act in (Act.OPEN, Act.RAISE)


def _severity(value: str) -> Severity | None:
    return Severity(value) if value else None
