"""What belongs together: links, further mentions of the same thing, cases that become one."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis import clocking, ladders, tasks
from makegood.rules.crisis.closing import require_nothing_publishing, wound_up
from makegood.rules.crisis.file import CrisisFile, move, notify
from makegood.rules.crisis.hearing import heard, require_active
from makegood.rules.crisis.severity import Severity, Trigger, worst
from makegood.rules.crisis.triaging import at_severity, floor, with_triggers
from makegood.rules.crisis.words import CrisisStage, Link, Mention
from makegood.rules.refusals import Refused

MENTIONS_KEPT = 50
"""How many of the newest mentions a case carries; it counts them all."""


@dataclass(frozen=True)
class MergedCase:
    """What a case brings into the one that takes it in: since when it waits, how bad it is."""

    case_id: str
    opened_at: datetime
    severity: Severity
    mention_count: int = 0
    triggers: tuple[Trigger, ...] = ()


def link(case: CrisisFile, act: Act, to: Link) -> CrisisFile:
    """The case linked to a ticket, a claim or another case; the same link is kept once."""
    if not case.is_open:
        raise Refused("not_open", "The case has ended.")
    if any((one.kind, one.reference) == (to.kind, to.reference) for one in case.links):
        return case
    case = heard(case, act, "linked", f"{to.kind} {to.reference}")
    return replace(case, links=(*case.links, to))


def mention(
    case: CrisisFile,
    act: Act,
    seen: Mention,
    triggers: tuple[Trigger, ...] = (),
    severity: Severity | None = None,
) -> CrisisFile:
    """The case with somebody else's word on the same thing, which may make it worse, never milder.

    It is no work on the case, so it ends no silence; a case that it makes worse calls people anew.
    The same mention again changes nothing.
    """
    require_active(case)
    if seen in case.mentions:
        return case
    source = f"{seen.source.type} {seen.source.reference}"
    others = f" and {seen.count - 1} more" if seen.count > 1 else ""
    case = log(case, act, "mentioned", f"{source}{others}")
    case = replace(
        case,
        mentions=(*case.mentions, seen)[-MENTIONS_KEPT:],
        mention_count=case.mention_count + seen.count,
        top_reach=max(case.top_reach, seen.reach),
        triggers=with_triggers(case, triggers),
    )
    return _raised(case, act, severity)


def _raised(case: CrisisFile, act: Act, severity: Severity | None) -> CrisisFile:
    """The case at the worst of what it was, what is said now and its floors."""
    before, run = case.severity, case.ladder_runs
    case = at_severity(case, act, worst(before, severity, floor(case)))
    if case.severity is before or case.ladder_runs != run:
        return case
    return ladders.begin(case, act.at, f"now {case.severity}")


def merge_into(case: CrisisFile, act: Act, other: str) -> CrisisFile:
    """The case as a part of another, which goes on for both; it ends at once.

    Refuses `not_active`, `same_case` and `statement_under_way`.
    """
    require_active(case)
    if other == case.case_id:
        raise Refused("same_case", "A case is not merged into itself.")
    require_nothing_publishing(case)
    case = wound_up(move(case, CrisisStage.MERGED, act, "merged"), act)
    case = replace(tasks.void_tasks(case, act), merged_into=other, last_human_at=act.at)
    case = replace(case, ended_at=act.at)
    said = (("stage", str(case.stage)), ("why", other))
    return notify(case, case.alert.reported_by or "service_desk", "crisis_ended", *said)


def absorb(case: CrisisFile, act: Act, merged: MergedCase) -> CrisisFile:
    """The case that takes another in: the older wait counts on, the worse severity holds.

    Refuses `not_active` and `same_case`; the same case again changes nothing.
    """
    require_active(case)
    if merged.case_id == case.case_id:
        raise Refused("same_case", "A case is not merged into itself.")
    if merged.case_id in case.absorbed:
        return case
    case = heard(case, act, "absorbed", merged.case_id)
    case = replace(
        case,
        absorbed=(*case.absorbed, merged.case_id),
        mention_count=case.mention_count + merged.mention_count,
        triggers=with_triggers(case, merged.triggers),
    )
    case = at_severity(case, act, worst(case.severity, merged.severity, floor(case)))
    return clocking.counted_since(case, merged.opened_at, act.at)
