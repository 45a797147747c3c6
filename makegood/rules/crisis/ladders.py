"""A ladder at work: it climbs until enough people have acknowledged, and for ever if none does."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.case_words import Act
from makegood.rules.chronicle import log
from makegood.rules.crisis.calling import Call, LadderRun, PageReason
from makegood.rules.crisis.clocking import Moment, finish
from makegood.rules.crisis.contacting import FALLBACK, contact_text
from makegood.rules.crisis.file import CrisisFile, call
from makegood.rules.crisis.pages import cancel
from makegood.rules.crisis.terms import Ladder, Rung
from makegood.rules.crisis.words import CrisisStage
from makegood.rules.refusals import Refused

MACHINES = frozenset({"", "clock", "system"})
"""Whose word is no acknowledgement: a message that was delivered has reached nobody yet."""


def begin(case: CrisisFile, at: datetime, why: str) -> CrisisFile:
    """The case whose ladder begins on its first rung, as the severity has it now.

    What an earlier run had not sent yet is not sent any more.
    """
    case = cancel(case, at, PageReason.LADDER)
    number = case.ladder_runs + 1
    case = replace(case, ladder_runs=number)
    case = log(case, Act(at, "clock", why), "ladder_begun", case.current.ladder.name)
    return _on_rung(case, LadderRun(case.current.ladder.name, number, at), at)


def _on_rung(case: CrisisFile, run: LadderRun, at: datetime) -> CrisisFile:
    """The case on that rung, with its call made; it waits though nobody should answer the call."""
    run = replace(run, step_since=at, called=False, on_rung=())
    case = replace(case, ladder=run)
    return call(_waiting(case, run, at), _call_of(case, run))


def _waiting(case: CrisisFile, run: LadderRun, at: datetime) -> CrisisFile:
    until = case.desk.due(at, _rung(ladder_of(case), run).wait)
    return replace(case, ladder=replace(run, next_at=until))


def _call_of(case: CrisisFile, run: LadderRun) -> Call:
    """Whoever is called last is never quiet, nor is the escalation to authority."""
    ladder = ladder_of(case)
    on_rung = not at_fallback(case)
    contacts = ladder.rungs[run.step].contacts if on_rung else (FALLBACK,)
    return Call(
        PageReason.LADDER,
        tuple(map(contact_text, contacts)),
        run=run.run,
        round=run.round,
        step=run.step,
        never_quiet=run.step >= len(ladder.rungs) - 1 or _rung(ladder, run).hierarchic,
    )


def _rung(ladder: Ladder, run: LadderRun) -> Rung:
    """The rung that run stands on; the last one's terms hold for the fallback as well."""
    return ladder.rungs[min(run.step, len(ladder.rungs) - 1)]


def ladder_of(case: CrisisFile) -> Ladder:
    """The ladder that runs, which stays the same when the severity changes under it."""
    name = case.ladder.name if case.ladder else case.current.ladder.name
    known = (case.current, *case.terms.by_severity)
    return next((one.ladder for one in known if one.ladder.name == name), case.current.ladder)


def at_fallback(case: CrisisFile) -> bool:
    """Whether every rung has been called in every round: from now on it is the fallback person."""
    return case.ladder is not None and case.ladder.step >= len(ladder_of(case).rungs)


def is_running(case: CrisisFile) -> bool:
    """Whether somebody is still to be called: nobody has stopped the ladder, the case goes on."""
    return case.ladder is not None and case.ladder.stopped_at is None and case.is_active


def looked_up(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case whose rung has been called: the time to acknowledge counts from now."""
    if case.ladder is None:
        return case
    return _waiting(case, replace(case.ladder, called=True), at)


def climb(case: CrisisFile, at: datetime, why: str) -> CrisisFile:
    """The case on the next rung: after the last the first again, in the end the fallback."""
    if case.ladder is None:
        return case
    run = _above(case.ladder, ladder_of(case))
    case = replace(case, ladder=run)
    case = log(case, Act(at, "clock", why), "ladder_climbed", place_text(case))
    return _on_rung(case, run, at)


def _above(run: LadderRun, ladder: Ladder) -> LadderRun:
    if run.step < len(ladder.rungs) - 1:
        return replace(run, step=run.step + 1)
    if run.round < ladder.repeats:
        return replace(run, step=0, round=run.round + 1)
    return replace(run, step=len(ladder.rungs), round=run.round + 1)


def place_text(case: CrisisFile) -> str:
    """Where the ladder stands, as people read it: `rung 2 of 3, round 1`."""
    run, rungs = case.ladder, len(ladder_of(case).rungs)
    if run is None:
        return "no ladder"
    if at_fallback(case):
        return f"fallback, round {run.round + 1}"
    return f"rung {run.step + 1} of {rungs}, round {run.round + 1}"


def acks_needed(case: CrisisFile) -> int:
    """How many people must acknowledge on the rung where the ladder stands; one at the fallback."""
    run = case.ladder
    return 1 if run is None or at_fallback(case) else ladder_of(case).rungs[run.step].acks_needed


def acknowledge(case: CrisisFile, act: Act) -> CrisisFile:
    """The case that somebody has seen; the ladder stops once enough people have on its rung.

    The same person counts once on a rung, and is not paged again in this run. Refuses
    `not_a_person`, and `case_is_over` where nobody works on the case any more: an acknowledgement
    reopens nothing.
    """
    _require_person(act)
    _require_active(case)
    case = replace(case, last_human_at=act.at)
    run = case.ladder
    if run is None or run.stopped_at is not None:
        return _taken(case, act)
    if act.by in run.on_rung:
        return case
    known = tuple(dict.fromkeys((*run.acknowledged_by, act.by)))
    run = replace(run, acknowledged_by=known, on_rung=(*run.on_rung, act.by))
    case = _taken(replace(case, ladder=run), act)
    case = cancel(case, act.at, PageReason.LADDER, person=act.by)
    return stop(case, act.at, act.by) if _is_enough(case, run) else case


def _is_enough(case: CrisisFile, run: LadderRun) -> bool:
    return len(run.on_rung) >= acks_needed(case)


def _require_person(act: Act) -> None:
    if act.by in MACHINES:
        raise Refused("not_a_person", "Only a person can acknowledge a case; say who you are.")


def _require_active(case: CrisisFile) -> None:
    if not case.is_active:
        raise Refused("case_is_over", f"The case is {case.stage}: nobody is called for it.")


def _taken(case: CrisisFile, act: Act) -> CrisisFile:
    """The case with who has seen it on record; acknowledged as soon as enough people have."""
    people = tuple(dict.fromkeys((*case.acknowledged_by, act.by)))
    case = log(replace(case, acknowledged_by=people), act, "acknowledged", _count_text(case))
    run = case.ladder
    if run is not None and run.stopped_at is None and not _is_enough(case, run):
        return case
    case = finish(case, act.at, "acknowledge")
    return replace(case, acknowledged_at=case.acknowledged_at or act.at)


def _count_text(case: CrisisFile) -> str:
    run = case.ladder
    if run is None or run.stopped_at is not None:
        return ""
    return f"{len(run.on_rung)} of {acks_needed(case)}"


def stop(case: CrisisFile, at: datetime, by: str) -> CrisisFile:
    """The case that calls nobody any more; what is not out yet is called off."""
    run = case.ladder
    if run is None or run.stopped_at is not None:
        return case
    case = log(case, Act(at, by), "ladder_stopped", place_text(case))
    run = replace(run, stopped_at=at, stopped_by=by, next_at=None)
    return cancel(replace(case, ladder=run), at, PageReason.LADDER)


def next_rung(case: CrisisFile) -> Moment | None:
    """When the ladder climbs, or begins anew because nothing has happened since it was stopped."""
    run = case.ladder
    if run is None or not case.is_active:
        return None
    if run.stopped_at is None:
        return (run.next_at, f"the ladder climbs from {place_text(case)}") if run.next_at else None
    return _silence_ends(case, run)


def _silence_ends(case: CrisisFile, run: LadderRun) -> Moment | None:
    """Silence counts from the last thing a person did; a stable case may rest."""
    silence = case.current.ladder.silence
    rests = case.stage is CrisisStage.STABLE or not run.acknowledged_by
    if silence is None or rests or run.stopped_at is None:
        return None
    since = max(run.stopped_at, case.last_human_at or run.stopped_at)
    return case.desk.due(since, silence), f"nothing has happened for {silence.text()}"


def rung_due(case: CrisisFile, now: datetime) -> CrisisFile:
    """The case with the next rung called, or the ladder begun anew, if that is due; one at a time.

    After a standstill nobody is passed over: the next rung gets its whole time from now.
    """
    moment = next_rung(case)
    if moment is None or now < moment[0]:
        return case
    if is_running(case):
        return climb(case, now, "nobody has acknowledged in time")
    return begin(case, now, f"{moment[1]} since the acknowledgement")
