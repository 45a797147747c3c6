"""The silence of approvers: reminded, passed over, told above; it never publishes anything."""

from dataclasses import dataclass, replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.clocks import (
    BREACH,
    NEXT_LEVEL,
    Clock,
    Milestone,
    due_now,
    fire,
    next_milestone,
)
from makegood.rules.crisis.calling import PageReason
from makegood.rules.crisis.contacting import contact_text
from makegood.rules.crisis.file import CrisisFile, notify
from makegood.rules.crisis.speaking import (
    MANAGEMENT_ON_CALL,
    first_held,
    lead_of,
    summon,
    together,
)
from makegood.rules.crisis.statement_book import named, put
from makegood.rules.crisis.stating import Statement
from makegood.rules.crisis.terms import Approver
from makegood.rules.crisis.words import Role
from makegood.rules.rounds import awaiting
from makegood.rules.subject import SHOWN

Moment = tuple[datetime, str]


@dataclass(frozen=True)
class _Silence:
    """A team that has not answered: about which statement, how far its time has run."""

    statement: Statement
    position: int
    milestone: Milestone

    @property
    def approver(self) -> Approver:
        return self.statement.approvers[self.position]

    @property
    def clock(self) -> Clock:
        return _asked(self.statement)[self.position]


def next_approval(case: CrisisFile, now: datetime) -> Moment | None:
    """When the next silent team is reminded or passed over; None while none is asked."""
    found = (_next(case, statement, now) for statement in _in_approval(case))
    return min((moment for moment in found if moment), default=None)


def approval_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case in which silence has been noticed, each stage of it once; it never publishes.

    A team is reminded on the way, its backup is paged when its time is up, and after as long again
    the lead and management. Reminders of one moment are one letter a team.
    """
    silences = tuple(s for statement in _in_approval(case) for s in _silences(case, statement, now))
    for silence in silences:
        case = _noticed(case, silence, now)
    told = (_reminder(case, silence) for silence in _latest(silences))
    for to, lines in together(told):
        case = notify(case, to, "statement_reminder", ("statements", lines))
    return case


def _in_approval(case: CrisisFile) -> tuple[Statement, ...]:
    if not case.is_active:
        return ()
    return tuple(one for one in case.statements if one.round and awaiting(one.round))


def _asked(statement: Statement) -> tuple[Clock, ...]:
    return statement.round.asked if statement.round else ()


def _next(case: CrisisFile, statement: Statement, now: datetime) -> Moment | None:
    pairs = zip(_asked(statement), statement.approvers, strict=True)
    found = (next_milestone(clock, case.desk, now, one.within) for clock, one in pairs)
    what = f"approval of statement {statement.key}"
    return min(((milestone.at, what) for milestone in found if milestone), default=None)


def _silences(case: CrisisFile, statement: Statement, now: datetime) -> tuple[_Silence, ...]:
    return tuple(
        _Silence(statement, position, milestone)
        for position, approver in enumerate(statement.approvers)
        for milestone in due_now(_asked(statement)[position], case.desk, now, approver.within)
    )


def _noticed(case: CrisisFile, silence: _Silence, now: datetime) -> CrisisFile:
    case = _fired(case, silence)
    key = silence.statement.key
    if silence.milestone.name == BREACH:
        backup = contact_text(silence.approver.backup)
        return summon(_silent(case, silence, now), PageReason.APPROVAL, key, backup)
    if silence.milestone.name == NEXT_LEVEL:
        above = dict.fromkeys((first_held(case, Role.LEAD), MANAGEMENT_ON_CALL))
        return summon(_silent(case, silence, now), PageReason.APPROVAL, key, *above)
    return case


def _fired(case: CrisisFile, silence: _Silence) -> CrisisFile:
    statement = named(case, silence.statement.key)
    clocks = list(_asked(statement))
    clocks[silence.position] = fire(clocks[silence.position], silence.milestone.name)
    asked = tuple(clocks)
    round_ = replace(statement.round, asked=asked) if statement.round else None
    return put(case, replace(statement, round=round_))


def _silent(case: CrisisFile, silence: _Silence, now: datetime) -> CrisisFile:
    term = silence.approver.within.text()
    why = f"{silence.clock.party}: {silence.milestone.name} of {term}, nothing is published"
    return log(case, Act(now, "clock", why), "approval_silent", silence.statement.key)


def _latest(silences: tuple[_Silence, ...]) -> tuple[_Silence, ...]:
    """The last stage of each silence: after an outage one reminder, not one a stage."""
    latest = {(s.statement.key, s.position): s for s in silences}
    return tuple(latest.values())


def _reminder(case: CrisisFile, silence: _Silence) -> tuple[str, str]:
    team, name = silence.clock.party, silence.milestone.name
    to = lead_of(case) if name in (BREACH, NEXT_LEVEL) else team
    return to, f"{silence.statement.key} {silence.statement.sha256[:SHOWN]}: {team}, {name}"
