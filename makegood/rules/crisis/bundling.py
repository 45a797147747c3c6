"""Calls about promises of one moment, made one for each person."""

from dataclasses import replace

from makegood.rules.crisis.calling import Call, PageReason
from makegood.rules.crisis.contacting import resolved
from makegood.rules.crisis.file import CrisisFile, call

AND = ", "


def call_together(case: CrisisFile, wanted: Call) -> CrisisFile:
    """The case that wants somebody called about what time has brought, once for everything.

    What is wanted of the same person at the same moment becomes one call that names all of it, as
    loud as the loudest. Only where terms say so, and only about promises: whatever is called for
    otherwise asks for something else. Call it while no call is being worked off.
    """
    known = _known(case, wanted) if case.terms.bundle_promises else None
    if known is None:
        return call(case, wanted)
    joined = replace(
        known,
        subject=AND.join(dict.fromkeys((*known.subject.split(AND), wanted.subject))),
        step=max(known.step, wanted.step),
        never_quiet=known.never_quiet or wanted.never_quiet,
    )
    calls = tuple(joined if one == known else one for one in case.calls)
    return replace(case, calls=calls, version=case.version + 1)


def _known(case: CrisisFile, wanted: Call) -> Call | None:
    people = resolved(case, wanted.contacts)
    return next(
        (
            one
            for one in case.calls
            if one.reason is wanted.reason is PageReason.PROMISE
            and resolved(case, one.contacts) == people
        ),
        None,
    )
