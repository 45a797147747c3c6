"""Promises of a case as a whole: made at its declaration, moved with its severity, released."""

from dataclasses import replace
from datetime import datetime

from makegood.rules.crisis.file import CrisisFile
from makegood.rules.crisis.promises import (
    is_promising,
    open_promise,
    open_promises,
    promise,
    put,
    warning_span,
)
from makegood.rules.crisis.promising import Promise, PromiseState
from makegood.rules.crisis.statement_book import has_heard
from makegood.rules.crisis.terms import Cadence
from makegood.rules.crisis.words import Audience


def promise_first(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case that promises every audience of its severity a first word; none is promised twice.

    The customer is promised word only where the case has one, and the public of a restricted case
    only once something has been said to it.
    """
    for audience in Audience:
        cadence = _cadence(case, audience)
        if cadence is not None and open_promise(case, audience) is None:
            case = promise(case, audience, at, case.desk.due(at, cadence.first))
    return case


def rearm_promises(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case whose promises keep the cadence of its new severity.

    Time already counted stays counted, and a word that was given is not put off: a promise only
    moves nearer, though never so near that its liaison could not be warned. An audience of which
    the severity asks nothing more is released. What is not declared, or is stable, promises
    nothing new.
    """
    for one in open_promises(case):
        case = _rearmed(case, one, at)
    return promise_first(case, at) if is_promising(case) else case


def release_promises(case: CrisisFile, at: datetime) -> CrisisFile:
    """The case that promises nothing more."""
    for one in open_promises(case):
        case = _released(case, one, at)
    return case


def _cadence(case: CrisisFile, audience: Audience) -> Cadence | None:
    if audience is Audience.CUSTOMER and case.alert.customer is None:
        return None
    if audience is Audience.PUBLIC and case.restricted and not has_heard(case, audience):
        return None
    return case.terms.cadence(case.severity, audience)


def _rearmed(case: CrisisFile, promised: Promise, at: datetime) -> CrisisFile:
    cadence = _cadence(case, promised.audience)
    if cadence is None:
        return _released(case, promised, at)
    term = cadence.every if has_heard(case, promised.audience) else cadence.first
    asked = case.desk.due(promised.made_at, term)
    due = min(promised.due_at, max(asked, at + warning_span(case)))
    if due == promised.due_at:
        return case
    return promise(_released(case, promised, at), promised.audience, promised.made_at, due)


def _released(case: CrisisFile, promised: Promise, at: datetime) -> CrisisFile:
    return put(case, replace(promised, state=PromiseState.RELEASED, settled_at=at))
