"""How bad a case is: assessed by somebody in time, changed with a reason, never below a floor."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis import clocking, ladders, tasks, updates
from makegood.rules.crisis.announcing import MANAGEMENT
from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.clocking import Moment
from makegood.rules.crisis.closing import require_nothing_publishing, wound_up
from makegood.rules.crisis.file import CrisisFile, call, move, notify
from makegood.rules.crisis.hearing import heard, require_active, require_reason
from makegood.rules.crisis.pages import cancel
from makegood.rules.crisis.severity import (
    Impact,
    Severity,
    Trigger,
    Urgency,
    floor_of,
    from_matrix,
    one_worse,
    worst,
)
from makegood.rules.crisis.speaking import shown
from makegood.rules.crisis.terms import Playbook
from makegood.rules.crisis.words import Cluster, CrisisStage
from makegood.rules.refusals import Refused


@dataclass(frozen=True)
class Assessment:
    """What somebody makes of a case; `unsure` makes it one worse than the matrix says."""

    impact: Impact
    urgency: Urgency
    unsure: bool = False
    cluster: Cluster | None = None
    crisis_class: str = ""
    triggers: tuple[Trigger, ...] = ()
    playbook: Playbook | None = None

    def text(self) -> str:
        """The assessment as the timeline shows it."""
        return f"{self.impact} impact, {self.urgency} urgency" + (", unsure" * self.unsure)


def triage(case: CrisisFile, act: Act, assessment: Assessment) -> CrisisFile:
    """The case assessed, at the worst of what the matrix says and its floors; again if need be."""
    require_active(case)
    case = _assessed(case, act, assessment)
    case = replace(
        case,
        triaged_at=case.triaged_at or act.at,
        cluster=assessment.cluster or case.cluster,
        crisis_class=assessment.crisis_class or case.crisis_class,
        triggers=with_triggers(case, assessment.triggers),
    )
    said = from_matrix(assessment.impact, assessment.urgency, case.terms.matrix)
    said = one_worse(said) if assessment.unsure else said
    case = at_severity(case, act, worst(said, floor(case)))
    return _by_playbook(case, act, assessment.playbook)


def _assessed(case: CrisisFile, act: Act, assessment: Assessment) -> CrisisFile:
    case = heard(case, act, "assessed", assessment.text())
    case = cancel(case, act.at, PageReason.TRIAGE)
    if case.stage is not CrisisStage.DETECTED:
        return case
    return move(case, CrisisStage.TRIAGED, act, "triaged")


def _by_playbook(case: CrisisFile, act: Act, playbook: Playbook | None) -> CrisisFile:
    if playbook is None or playbook == case.playbook:
        return case
    return (tasks.rebase if case.playbook else tasks.take_playbook)(case, act, playbook)


def change_severity(case: CrisisFile, act: Act, severity: Severity) -> CrisisFile:
    """The case at another severity, every promise kept to it without losing counted time.

    Refuses `same_severity`, `below_floor` (a trigger's floor is never averaged away) and, for a
    milder one, `reason_missing`.
    """
    require_active(case)
    if severity is case.severity:
        raise Refused("same_severity", f"The case is {severity} already.")
    held = floor(case)
    if held and severity.rank > held.rank:
        raise Refused("below_floor", f"Triggers or the source of the case hold it at {held}.")
    if severity.rank > case.severity.rank:
        require_reason(act, "lower the severity")
    return at_severity(replace(case, last_human_at=act.at), act, severity)


def at_severity(case: CrisisFile, act: Act, severity: Severity) -> CrisisFile:
    """The case at that severity: its clocks and promises re-armed, its ladder too where it runs.

    A ladder that people have stopped stays so: who handles the case knows that it is worse.
    """
    if severity is case.severity:
        return case
    case = log(case, act, "severity_changed", f"{case.severity} -> {severity}")
    worse = severity.rank < case.severity.rank
    case = replace(case, severity=severity, peak=worst(case.peak, _held(case, act), severity))
    case = clocking.rearm(case, severity, act.at)
    case = updates.rearm_promises(case, act.at)
    waits = case.ladder is not None and case.ladder.stopped_at is None
    return ladders.begin(case, act.at, f"now {severity}") if worse and waits else case


def _held(case: CrisisFile, act: Act) -> Severity | None:
    """What people held the case for until now; what it provisionally counted as does not count."""
    triaged = case.triaged_at is not None and case.triaged_at < act.at
    return case.severity if triaged else None


def floor(case: CrisisFile) -> Severity | None:
    """What the triggers and the source of a case set as its least severity, if anything."""
    by_source = (s for kind, s in case.terms.source_floors if kind is case.alert.source.type)
    floors = [*by_source, floor_of(case.triggers, case.terms.floors)]
    return worst(*floors) if any(floors) else None


def with_triggers(case: CrisisFile, more: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
    """The triggers of a case and those seen now, each once."""
    return tuple(dict.fromkeys((*case.triggers, *more)))


def reject(case: CrisisFile, act: Act) -> CrisisFile:
    """The case as a false alarm: everybody is left alone at once.

    Refuses `declared_already` (a crisis is closed, not denied), `reason_missing` and
    `statement_under_way`.
    """
    if case.stage not in {CrisisStage.DETECTED, CrisisStage.TRIAGED}:
        raise Refused("declared_already", f"The case is {case.stage}; it can only be closed.")
    require_reason(act, "reject a case")
    require_nothing_publishing(case)
    case = wound_up(move(case, CrisisStage.REJECTED, act, "rejected"), act)
    case = replace(tasks.void_tasks(case, act), ended_at=act.at, last_human_at=act.at)
    said = (("stage", str(case.stage)), ("why", shown(case, act.why)))
    return notify(case, case.alert.reported_by or "service_desk", "crisis_ended", *said)


def next_triage(case: CrisisFile) -> Moment | None:
    """When a case that nobody has assessed is told to management."""
    if case.stage is not CrisisStage.DETECTED or case.triage_escalated:
        return None
    return triage_by(case), "triage is late"


def triage_by(case: CrisisFile) -> datetime:
    """Until when somebody is to have assessed the case."""
    return case.desk.due(case.opened_at, case.terms.triage_within)


def triage_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case that management hears of, once, because nobody has assessed it in time."""
    moment = next_triage(case)
    if moment is None or now < moment[0]:
        return case
    due = moment[0].isoformat()
    case = log(replace(case, triage_escalated=True), Act(now, "clock"), "triage_late", due)
    case = notify(case, "service_desk.lead", "crisis_triage_late", ("due_at", due))
    return call(case, Call(PageReason.TRIAGE, (MANAGEMENT,), "triage", run=case.event_count))
