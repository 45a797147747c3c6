"""The beginning of a case: how bad it may be, its clocks, and the first call."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.calendar import BusinessCalendar
from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis import clocking, ladders
from makegood.rules.crisis.clocking import CASE_CLOCKS
from makegood.rules.crisis.file import Alert, CrisisFile, move
from makegood.rules.crisis.severity import worst
from makegood.rules.crisis.terms import CrisisTerms
from makegood.rules.crisis.triaging import floor
from makegood.rules.crisis.words import CrisisStage


@dataclass(frozen=True)
class CrisisAdmission:
    """What is known when an alert comes in: the policy, and open cases about the same thing.

    `same_as` is the case that the very same source has opened, `near` one that is nearly the same.
    """

    terms: CrisisTerms
    calendars: tuple[BusinessCalendar, ...]
    same_as: str = ""
    near: str = ""
    sealed: bool = False


def opened(alert: Alert, admission: CrisisAdmission, at: datetime) -> CrisisFile:
    """The new case with its clocks, and people called: until triage it counts as the worse.

    An alert that an open case knows already is merged into that at once, and calls nobody.
    """
    case = _written_down(alert, admission, at)
    known = admission.same_as or admission.near
    if known:
        return _joined(case, known, admission, at)
    for name in CASE_CLOCKS:
        case = clocking.start(case, name, at)
    return ladders.begin(case, at, "opened")


def _written_down(alert: Alert, admission: CrisisAdmission, at: datetime) -> CrisisFile:
    case = CrisisFile(
        alert=alert,
        opened_at=at,
        terms=admission.terms,
        calendars=admission.calendars,
        severity=admission.terms.unsure_severity,
        stage=CrisisStage.DETECTED,
        triggers=tuple(dict.fromkeys(alert.triggers)),
        links=alert.links,
        top_reach=alert.reach,
        members=(alert.reported_by,) if alert.reported_by else (),
        sealed=admission.sealed,
    )
    case = replace(case, severity=worst(case.severity, floor(case), alert.severity))
    source = f"{alert.source.type} {alert.source.reference}"
    return log(case, Act(at, alert.reported_by or "system", source), "opened", case.severity)


def _joined(case: CrisisFile, known: str, admission: CrisisAdmission, at: datetime) -> CrisisFile:
    why = "the same source" if admission.same_as else "nearly the same"
    case = move(case, CrisisStage.MERGED, Act(at, "system", f"{why} as {known}"), "joined")
    return replace(case, merged_into=known, ended_at=at)
